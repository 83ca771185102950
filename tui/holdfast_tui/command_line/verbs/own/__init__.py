"""Verbs about what the user keeps."""
