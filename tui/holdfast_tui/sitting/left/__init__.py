"""How a desk was left: gathered, kept for each book, fitted to the book when it is opened again."""
