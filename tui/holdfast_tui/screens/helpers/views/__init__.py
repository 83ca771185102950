"""Saved views in every room with panes."""
