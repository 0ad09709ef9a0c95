"""Files that a person writes to declare something (codebooks, corrections); mistakes in them are told by their line."""
