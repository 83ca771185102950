"""Frozen views as sentences: nothing here computes a figure."""
