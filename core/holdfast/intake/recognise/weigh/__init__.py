"""What speaks for and against each table one file may be."""
