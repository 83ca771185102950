"""What panes show as one table each: the same rows for the command line, an export or a notebook."""
