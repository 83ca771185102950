"""Texts to be sent by hand: templates by play and language, filled with what a book knows of one customer."""
