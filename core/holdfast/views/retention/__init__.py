"""Movements, cohorts, survival, losses and what-if."""
