"""The funnel, and contracts as they come due."""
