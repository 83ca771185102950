"""What a search for breaks found as one table: a row a part."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.views.bisect.words import chance_words, part_name, verdict_words
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.schema.fields import FieldKind
    from holdfast.views.bisect.results import Bisected, PartVerdict, SidePace

_SCHEMA: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **dict.fromkeys(("by", "part", "name", "said"), pl.String),
        "events": pl.Int64,
        **dict.fromkeys(("day", "earliest", "latest"), pl.Date),
        "chance": pl.Float64,
        **{
            name: pl.Int64 if name in ("before", "after") else pl.Float64
            for side in ("before", "after")
            for name in (side, f"rate_{side}", f"low_{side}", f"high_{side}", f"others_{side}")
        },
        "times": pl.Float64,
        "stopped": pl.Date,
        "visible": pl.Float64,
        "needed": pl.Int64,
    }
)

KINDS: Final[Mapping[str, FieldKind]] = MappingProxyType(
    {
        **dict.fromkeys(("before", "after"), "count"),
        **dict.fromkeys(("rate_before", "rate_after"), "share"),
        **dict.fromkeys(("said", "chance"), "text"),
    }
)
"""What columns of `told_parts` are, where their names do not tell."""


def bisect_table(found: Bisected, parts: Iterable[PartVerdict]) -> TableView:
    """Some of the parts as rows, of the schema of `--format json`; rates are per customer and year or month.

    String `by`, `part`, `name`, `said`; Int64 `events`; Date `day`, `earliest`, `latest`; Float64 `chance`;
    for `before` and `after` the day Int64 events and Float64 `rate_*`, `low_*`, `high_*`, `others_*`; Float64
    `times`, Date `stopped`, Float64 `visible`, Int64 `needed`.
    """
    chosen = tuple(parts)
    rows = [_row(found.by, one) for one in chosen]
    frame = pl.DataFrame(rows, schema=dict(_SCHEMA), orient="row")
    told, titles = told_parts(found, chosen), dict(told_titles(found))
    kinds = {name: KINDS[name] for name in told.columns if name in KINDS}
    return TableView("bisect", found.moment, frame, kinds=kinds, titles=titles, told=told)


def told_parts(found: Bisected, parts: Iterable[PartVerdict]) -> pl.DataFrame:
    """The same for a reader: columns of `told_titles`."""
    rows = [
        (
            part_name(found, one),
            verdict_words(one, of_flags=found.of_flags),
            one.day,
            one.earliest,
            one.latest,
            None if one.before is None else one.before.events,
            None if one.after is None else one.after.events,
            None if one.before is None else one.before.rate,
            None if one.after is None else one.after.rate,
            None if one.day is None else chance_words(one),
        )
        for one in parts
    ]
    dates, numbers = [pl.Date] * 3, [pl.Int64, pl.Int64, pl.Float64, pl.Float64]
    kinds = [pl.String, pl.String, *dates, *numbers, pl.String]
    names = [name for name, _ in told_titles(found)]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def told_titles(found: Bisected) -> tuple[tuple[str, str], ...]:
    """Columns for a reader and their titles."""
    rate = "Rate, a month" if found.of_flags else "Rate, a year"
    return (
        ("name", found.title),
        ("said", "Verdict"),
        ("day", "Broke on"),
        ("earliest", "Earliest"),
        ("latest", "Latest"),
        ("before", "Before"),
        ("after", "Since"),
        ("rate_before", rate),
        ("rate_after", f"{rate}, since"),
        ("chance", "By chance"),
    )


def _row(by: str, one: PartVerdict) -> tuple[Any, ...]:
    return (
        by,
        one.part,
        one.name,
        one.said,
        one.total,
        one.day,
        one.earliest,
        one.latest,
        one.chance,
        *_side(one.before, one.others_before),
        *_side(one.after, one.others_after),
        one.times,
        one.stopped,
        one.visible,
        one.needed,
    )


def _side(pace: SidePace | None, others: SidePace | None) -> tuple[Any, ...]:
    own = (None,) * 4 if pace is None else (pace.events, pace.rate, pace.low, pace.high)
    return (*own, None if others is None else others.rate)
