"""Seals: short codes that say what a figure was made of, and whether a book makes it again."""
