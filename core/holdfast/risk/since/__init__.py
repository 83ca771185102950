"""Since when a flag is open."""
