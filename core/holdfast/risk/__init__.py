"""Risk flags: declarations, rules over facts, evidence sentences."""
