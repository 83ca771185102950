"""What keeping and losing customers comes to."""
