"""Who takes over from a rep who leaves, and what that rep would leave behind."""
