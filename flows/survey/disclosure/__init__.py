"""No published figure tells what a single firm answered."""
