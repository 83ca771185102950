"""A query → the facts and the customers it is about."""
