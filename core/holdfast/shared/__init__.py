"""A mart for a team: built of all customers or of some, and opened by everybody who may read it."""
