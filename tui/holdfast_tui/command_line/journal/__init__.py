"""The commands that write into the journal of a book, and move journals from place to place."""
