"""Exports to canonical tables: discover, map, parse, account for every row."""

from holdfast.intake.assemble import read_book
from holdfast.intake.identity import fingerprint

__all__ = ["fingerprint", "read_book"]
