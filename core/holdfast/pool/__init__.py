"""What a book lets others learn of its losses: counts by flag under noise, within a budget."""
