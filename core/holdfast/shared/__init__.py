"""A mart for a team: built from any sources, of all customers or some, and opened by everybody who may read it."""
