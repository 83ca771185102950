"""The panes of the risk room."""
