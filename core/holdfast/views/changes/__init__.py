"""What changed in a book between two days: customers, flags, figures."""
