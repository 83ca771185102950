"""A frame whose columns stay on disk until somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

ReadColumn = Callable[[], pl.Series]


class StoredFrame(pl.DataFrame):
    """A frame of a mart: a polars frame in every respect, each column of which is read when it is asked for.

    polars keeps the rows of a frame in `_df`. Here that is made, of all columns, when something needs them
    all; whatever names its columns gets by without. What is made of the frame is a plain one.
    """

    def __init__(
        self, height: int, columns: Mapping[str, ReadColumn], dtypes: Mapping[str, pl.DataType | None]
    ) -> None:
        """`columns`: what reads each, in their order; `dtypes`: None where only reading one tells."""
        self._height = height
        self._readers = columns
        self._dtypes = dtypes
        self._whole: Any = None

    @property
    def _df(self) -> Any:
        if self._whole is None:
            self._whole = self._only(self._readers)._df  # noqa: SLF001 - as above
        return self._whole

    @_df.setter
    def _df(self, whole: Any) -> None:
        self._whole = whole

    @classmethod
    def _from_pydf(cls, py_df: Any) -> pl.DataFrame:
        return pl.DataFrame._from_pydf(py_df)  # noqa: SLF001 - not one of ours

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self._readers) if self._whole is None else super().columns

    @columns.setter
    def columns(self, names: Iterable[str]) -> None:
        self._df.set_column_names(names)

    @property
    def height(self) -> int:
        """How many rows."""
        return self._height if self._whole is None else super().height

    @property
    def width(self) -> int:
        """How many columns."""
        return len(self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height, self.width

    @property
    def schema(self) -> pl.Schema:
        """The types by column."""
        known = {name: dtype for name, dtype in self._dtypes.items() if dtype is not None}
        return pl.Schema(known) if self._whole is None and len(known) == len(self._dtypes) else super().schema

    def is_empty(self) -> bool:
        """Whether there is no row."""
        return self.height == 0

    def get_column(self, name: str, **default: Any) -> Any:
        """One column; the others stay where they are."""
        read = self._readers.get(name) if self._whole is None else None
        return read() if read else super().get_column(name, **default)

    def select(self, *exprs: Any, **named_exprs: Any) -> pl.DataFrame:
        """Columns, and what is made of them; the others stay where they are."""
        asked = _flat(exprs)
        names = None if self._whole is not None else _named((*asked, *named_exprs.values()), self._readers)
        if not names:
            return super().select(*exprs, **named_exprs)
        frame = self._only(names)
        if named_exprs or not all(isinstance(one, str) for one in asked):
            return frame.select(*asked, **named_exprs)
        return frame

    def _only(self, names: Iterable[str]) -> pl.DataFrame:
        return pl.DataFrame([self._readers[name]() for name in names])


def _flat(asked: Iterable[Any]) -> list[Any]:
    return [one for each in asked for one in (each if isinstance(each, list | tuple) else [each])]


def _named(asked: Iterable[Any], known: Mapping[str, object]) -> list[str] | None:
    """The columns that are asked for, in order; None where that cannot be told, or is not all of it."""
    names: dict[str, None] = {}
    for one in asked:
        if isinstance(one, str):
            roots = [one]
        elif isinstance(one, pl.Expr):
            roots = one.meta.root_names()
        else:
            return None
        if not all(name in known for name in roots):
            return None
        names |= dict.fromkeys(roots)
    return list(names)
