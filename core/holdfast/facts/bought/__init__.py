"""What customers buy, and what goes with it."""
