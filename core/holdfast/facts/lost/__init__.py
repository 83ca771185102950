"""Customers who left: when, why, what they said before, and how often such customers come back."""
