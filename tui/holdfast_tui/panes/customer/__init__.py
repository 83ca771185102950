"""The panes of one customer."""
