"""Views: what a pane or a command asks for, as frozen results."""
