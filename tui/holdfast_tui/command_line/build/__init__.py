"""`holdfast build`: any sources → a mart for a team."""
