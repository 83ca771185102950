"""One row per customer, rep, deal or contract as of a day."""
