"""Exports to canonical tables: discover, map, parse, account for every row."""

from holdfast.intake.assemble import read_book, read_settings
from holdfast.intake.describe import mapping_toml
from holdfast.intake.identity import fingerprint
from holdfast.intake.read.faults import OpenQuestionError

__all__ = ["OpenQuestionError", "fingerprint", "mapping_toml", "read_book", "read_settings"]
