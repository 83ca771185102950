"""The panes of the losses room."""
