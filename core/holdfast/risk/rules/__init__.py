"""The rules of the flags, by what they look at."""
