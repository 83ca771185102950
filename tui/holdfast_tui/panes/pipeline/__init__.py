"""The panes of the room of pipeline and contracts."""
