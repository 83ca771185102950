"""The panes of the room data."""
