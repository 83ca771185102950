"""Rules on who looks after a customer, and whom they know there."""
