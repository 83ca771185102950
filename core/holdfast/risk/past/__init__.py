"""What flags came to on the book's own history."""
