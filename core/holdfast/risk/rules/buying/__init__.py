"""Rules on what customers buy and how often."""
