"""The room of today."""
