"""What the terminal can do, and the bytes that reach it."""
