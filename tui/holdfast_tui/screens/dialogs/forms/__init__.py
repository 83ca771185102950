"""Forms: what is typed about customers and reps before it is written."""
