"""`holdfast pool`: what other books lend to a small one, and what a book tells of itself under noise."""
