"""Holdfast's engine: customer and rep retention from local exports, with no terminal in sight.

The public face, for notebooks and scripts: `open_book` reads exports into a `Book`, an `Engine` answers a
`Query` about it with a `Figure` each, and with views whose frames are those of polars. `METRICS` says what
figures mean. All that is wrong with a question or a file is a `UsageError`, in one sentence.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book
    from holdfast.engine import Engine, open_book
    from holdfast.errors import UsageError
    from holdfast.figures import Figure
    from holdfast.metrics.registry import METRICS
    from holdfast.query import Query, SortKey
    from holdfast.views.results import TableView

__all__ = ("METRICS", "Book", "Engine", "Figure", "Query", "SortKey", "TableView", "UsageError", "open_book")

_HOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "METRICS": "metrics.registry",
        "Book": "book.book",
        "Engine": "engine",
        "Figure": "figures",
        "Query": "query",
        "SortKey": "query",
        "TableView": "views.results",
        "UsageError": "errors",
        "open_book": "engine",
    }
)


# Only when the program runs: a type checker would take it to say that every name exists.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """A public name, loaded when it is first asked for: the desk paints before polars is there."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
