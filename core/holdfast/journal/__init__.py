"""What users write: an append-only journal beside the book, never in it."""
