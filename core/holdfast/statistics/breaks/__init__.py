"""One change of a rate in a series of days: whether there was one, on which day, and how sure that is."""
