"""Small one-line widgets around the panes: header, filter bar, tabs, footer, and the list of choices."""
