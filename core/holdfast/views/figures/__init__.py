"""Figures of a query, and the rows behind each."""
