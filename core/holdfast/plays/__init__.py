"""Plays: what to do about a flag, step by step, as data; shipped, by industry, and the user's own."""
