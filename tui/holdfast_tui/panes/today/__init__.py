"""The panes of the room of today."""
