"""Plays: what there is, what starting one would do, and what they achieved."""
