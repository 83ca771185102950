"""Dialogs that find: the palette, and the keys of a place."""
