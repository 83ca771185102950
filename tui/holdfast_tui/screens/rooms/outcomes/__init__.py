"""Rooms about what becomes of the work: what customers say, and what it comes to."""
