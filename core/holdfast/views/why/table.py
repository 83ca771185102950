"""A moved figure as one table: every part of every split, with its effect."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.statistics.exact import exact_sum
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.figures import Unit
    from holdfast.schema.fields import FieldKind
    from holdfast.views.why.results import Split, Why

COLUMNS: Final = ("by", "part", "name", "from", "to", "effect", "rate", "mix")
_KINDS: Final[Mapping[Unit, FieldKind]] = MappingProxyType(
    {"money": "money", "ratio": "share", "days": "days", "count": "number", "score": "number"}
)


def why_table(why: Why, limit: int | None = None) -> TableView:
    """The parts of a change as rows, at most `limit` of each split; within each `by` effects add up to it.

    String `by`, `part`, `name`; Float64 `from`, `to`, `effect`, `rate`, `mix`. `told` leaves out what says
    nothing (names that are their part; rate and mix of a sum), has effects of a rate in points, and ends
    each split with what all others come to.
    """
    most = max((split.parts.height for split in why.splits), default=0) if limit is None else limit
    frame = pl.concat([_rows(split, split.parts.head(most)) for split in why.splits])
    told = pl.concat([_told(split, most) for split in why.splits])
    is_rate = frame.get_column("rate").null_count() < frame.height
    effects = ("effect", "rate", "mix") if is_rate else ("effect",)
    kind = _KINDS.get(why.unit, "number")
    kinds = dict.fromkeys(("from", "to", *effects), kind)
    if why.unit == "ratio":
        kinds |= dict.fromkeys(effects, "number")
        told = told.with_columns(pl.col(effects) * 100)
    shown = told.select("by", pl.col("name").alias("part"), "from", "to", *effects)
    return TableView("why", why.moment, frame, kinds=kinds, titles=_titles(why), told=shown)


def _rows(split: Split, parts: pl.DataFrame) -> pl.DataFrame:
    return parts.select(pl.lit(split.by).alias("by"), *COLUMNS[1:])


def _told(split: Split, most: int) -> pl.DataFrame:
    """The rows of a split under its title, then all others as one."""
    parts = split.parts.head(most)
    if rest := split.parts.height - parts.height:
        others = split.parts.tail(rest)
        sums = {name: exact_sum(others.get_column(name)) for name in ("effect", "rate", "mix")}
        line = {
            "part": "",
            "name": f"{rest:,} {'other' if rest == 1 else 'others'}",
            "from": None,
            "to": None,
        }
        parts = parts.vstack(pl.DataFrame({**line, **sums}, schema=parts.schema))
    return parts.select(pl.lit(split.title).alias("by"), *COLUMNS[1:])


def _titles(why: Why) -> Mapping[str, str]:
    return {
        "by": "By",
        "from": f"{why.since}",
        "to": f"{why.moment.as_of}",
        "effect": "Effect, points" if why.unit == "ratio" else "Effect",
        "rate": "of its rate",
        "mix": "of the mix",
    }
