"""The calls of the next days: what reps can do, who is called when, and what that reached before."""
