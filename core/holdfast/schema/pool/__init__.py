"""Counts of other books by flag: what a file of them may hold, and reading it."""
