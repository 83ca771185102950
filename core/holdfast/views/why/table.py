"""A moved figure as one table: every part of every split, with its effect."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.statistics.exact import exact_sum
from holdfast.views.results import TableView
from holdfast.views.why.words import WORDS
from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.chosen import form
from holdfast.words.interface.forms import ENGLISH
from holdfast.words.numerals import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.figures import Unit
    from holdfast.schema.fields import FieldKind
    from holdfast.views.why.results import ChangeSplit, Why

COLUMNS: Final = ("by", "part", "name", "from", "to", "effect", "rate", "mix")
_KINDS: Final[Mapping[Unit, FieldKind]] = MappingProxyType(
    {"money": "money", "ratio": "share", "days": "days", "count": "number", "score": "number"}
)


@dataclass(frozen=True, eq=False)
class ToldTable:
    """Parts for a reader: `by`, `part` (its name), `from`, `to`, `effect` and of a rate `rate` and `mix`.

    Effects of a rate are points, as is all of a difference of shares. `kinds` and `titles` of its columns.
    """

    frame: pl.DataFrame
    kinds: Mapping[str, FieldKind]
    titles: Mapping[str, str]


def why_table(why: Why, limit: int | None = None) -> TableView:
    """The parts of a change as rows, at most `limit` of each split; within each `by` effects add up to it.

    String `by`, `part`, `name`; Float64 `from`, `to`, `effect`, `rate`, `mix`. Those for a reader end each
    split with what all others come to.
    """
    frame = pl.concat([_rows(split, _first(split, limit)) for split in why.splits])
    told = told_table(why, limit)
    return TableView("why", why.moment, frame, kinds=told.kinds, titles=told.titles, told=told.frame)


def told_table(why: Why, limit: int | None = None) -> ToldTable:
    """The same for a reader, without what says nothing."""
    told = pl.concat([_told(split, limit) for split in why.splits])
    is_rate = any(split.parts.get_column("rate").count() for split in why.splits)
    effects = ("effect", "rate", "mix") if is_rate else ("effect",)
    kind = _KINDS.get(why.unit, "number")
    kinds = dict.fromkeys(("from", "to", *effects), kind)
    if why.unit == "ratio":
        in_points = ("from", "to", *effects) if why.in_points else effects
        kinds |= dict.fromkeys(in_points, "number")
        told = told.with_columns(pl.col(in_points) * 100)
    shown = told.select("by", pl.col("name").alias("part"), "from", "to", *effects)
    return ToldTable(shown, kinds, _titles(why))


def _first(split: ChangeSplit, limit: int | None) -> pl.DataFrame:
    return split.parts if limit is None else split.parts.head(limit)


def _rows(split: ChangeSplit, parts: pl.DataFrame) -> pl.DataFrame:
    return parts.select(pl.lit(split.by).alias("by"), *COLUMNS[1:])


def _told(split: ChangeSplit, limit: int | None) -> pl.DataFrame:
    """The rows of a split under its title, then all others as one."""
    parts = _first(split, limit)
    if rest := split.parts.height - parts.height:
        others = split.parts.tail(rest)
        sums = {name: exact_sum(others.get_column(name)) for name in ("effect", "rate", "mix")}
        line = {
            "part": "",
            "name": WORDS.counted("{n} other|{n} others", rest, n=number_text(rest)),
            "from": None,
            "to": None,
        }
        parts = parts.vstack(pl.DataFrame({**line, **sums}, schema=parts.schema))
    if split.by == "input":
        parts = parts.with_columns(pl.col("name").replace({name: tr(name, "part") for name in parts["name"]}))
    return parts.select(pl.lit(tr(split.title, "field")).alias("by"), *COLUMNS[1:])


def _day(day: date) -> str:
    """As scripts write it; elsewhere as the reader does."""
    return str(day) if form() is ENGLISH else form().day_text(day)


def _titles(why: Why) -> Mapping[str, str]:
    return {
        "by": WORDS.said("By"),
        "part": WORDS.said("Part"),
        "from": _day(why.since),
        "to": _day(why.moment.as_of),
        "effect": WORDS.said("Effect, points" if why.unit == "ratio" else "Effect"),
        "rate": WORDS.said("of its rate"),
        "mix": WORDS.said("of the mix"),
    }
