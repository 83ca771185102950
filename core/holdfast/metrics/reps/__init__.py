"""Figures about the team, and about what its changes do to customers."""
