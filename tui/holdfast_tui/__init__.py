"""Holdfast's terminal: the command line and the desk, over the `holdfast` engine."""
