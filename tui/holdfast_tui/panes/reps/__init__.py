"""The panes of the reps room."""
