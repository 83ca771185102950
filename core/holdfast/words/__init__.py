"""Numbers, names and languages as words."""
