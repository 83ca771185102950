"""Which table a file is, and which column means what."""
