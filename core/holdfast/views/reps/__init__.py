"""The rep pane, the reps room, and the prompts about reps."""
