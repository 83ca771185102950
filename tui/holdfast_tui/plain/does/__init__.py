"""What each word does: it asks, moves or writes, and answers in sentences."""
