"""What plays achieved: customers who got one beside those who did not."""
