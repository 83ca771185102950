"""What is written at the desk: into the journal, and what is typed and not written yet."""
