"""What customers have been worth and are likely to bring."""
