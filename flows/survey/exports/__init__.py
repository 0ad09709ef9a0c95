"""An export, whatever tool wrote it, opened into tables of text cells."""
