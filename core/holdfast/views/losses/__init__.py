"""Losses: why, with or without a sign, to whom, and who may come back."""
