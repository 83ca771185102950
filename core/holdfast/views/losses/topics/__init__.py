"""What customers raise: before they leave, and what comes again."""
