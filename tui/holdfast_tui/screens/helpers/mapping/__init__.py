"""The mapping of a book as the room data changes it."""
