"""What the files of a book became: the room data."""
