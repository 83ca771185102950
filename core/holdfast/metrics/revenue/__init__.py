"""Figures about revenue: recurring, new, at risk, in contracts and in the pipeline."""
