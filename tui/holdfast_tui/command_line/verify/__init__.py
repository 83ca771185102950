"""`holdfast verify`: whether a book makes a sealed figure again."""
