"""Columns of lists that mean nothing to us: kept under safe names, and what kind of values they hold."""
