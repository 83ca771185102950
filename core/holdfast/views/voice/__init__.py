"""What customers and reps say: waves, satisfaction, comments, loops."""
