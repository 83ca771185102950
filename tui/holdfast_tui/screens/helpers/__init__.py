"""What rooms hold instead of inheriting it: each object does one thing for its room."""
