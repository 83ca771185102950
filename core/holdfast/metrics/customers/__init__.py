"""Figures about customers: kept, bought again, stayed, said, worth."""
