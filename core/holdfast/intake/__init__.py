"""Exports to canonical tables: discover, map, parse, account for every row."""
