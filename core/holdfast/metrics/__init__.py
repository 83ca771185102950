"""Metrics: each definition once, over facts; no files, no screen."""
