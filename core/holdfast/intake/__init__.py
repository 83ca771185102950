"""Exports to canonical tables: discover, map, parse, account for every row."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from holdfast.intake.read.faults import OpenQuestionError

if TYPE_CHECKING:
    from holdfast.intake.assemble import read_book, read_located, read_settings
    from holdfast.intake.describe import mapping_toml
    from holdfast.intake.identity import fingerprint
    from holdfast.intake.sources import open_sources

__all__ = [
    "OpenQuestionError",
    "fingerprint",
    "mapping_toml",
    "open_sources",
    "read_book",
    "read_located",
    "read_settings",
]

_HOMES: Final = {
    "fingerprint": "identity",
    "mapping_toml": "describe",
    "open_sources": "sources",
    "read_book": "assemble",
    "read_located": "assemble",
    "read_settings": "assemble",
}


def __getattr__(name: str) -> Any:
    """What is asked for, from its module: a book that is found in the cache needs no reader of files."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
