"""One module a command: what `holdfast WORD` does."""
