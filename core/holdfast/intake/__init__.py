"""Exports to canonical tables: discover, map, parse, account for every row."""

from holdfast.intake.assemble import read_book, read_settings
from holdfast.intake.describe import mapping_toml
from holdfast.intake.identity import fingerprint

__all__ = ["fingerprint", "mapping_toml", "read_book", "read_settings"]
