"""The panes of the retention room."""
