"""What a person knows better than the text that was read: `data/raw/corrections.yml`, applied to claims."""
