"""What opens over a room and answers one value: choices, prompts, thresholds, text to read."""
