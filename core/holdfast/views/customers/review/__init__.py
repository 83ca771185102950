"""What a talk with one customer is prepared by, beyond what its page shows; and texts to send it."""
