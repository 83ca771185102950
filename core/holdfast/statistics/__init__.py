"""Intervals and estimators, pure functions of numbers."""
