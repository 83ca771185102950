"""The user's own folders and files: found by one rule, written for nobody else to read."""
