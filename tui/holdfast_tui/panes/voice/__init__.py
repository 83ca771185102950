"""What customers and reps say."""
