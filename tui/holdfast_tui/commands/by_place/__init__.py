"""The commands themselves, by the place where their keys work."""
