"""Who is in the sample book: customers, reps, and the story they tell."""
