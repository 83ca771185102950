"""What customers say: scales of surveys, and their answers by customer and day."""
