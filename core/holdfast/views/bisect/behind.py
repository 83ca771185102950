"""Breaks as rows of a room: parts, the two sides of the day of one, and the customers of a side."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.query import SortKey
from holdfast.views.bisect.search import bisected, part_named
from holdfast.views.bisect.table import KINDS, told_parts, told_titles
from holdfast.views.bisect.words import beside_words, found_words, part_words
from holdfast.views.customers.beside import CustomersBeside
from holdfast.views.customers.listing import customer_rows
from holdfast.views.customers.rows import FrameRows
from holdfast.views.results import FigureRows
from holdfast.views.selection import BreakOf, BreakSide
from holdfast.words.interface.catalogue import phrase
from holdfast.words.wording import day_text, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.schema.fields import FieldKind
    from holdfast.views.bisect.results import Bisected, PartVerdict, SideName, SidePace
    from holdfast.views.selection import Selection

_SIDES: Final = (
    ("side", "When"),
    ("events", "Events"),
    ("rate", "Rate"),
    ("low", "Low"),
    ("high", "High"),
    ("others", "All others"),
)
_SIDE_KINDS: Final[Mapping[str, FieldKind]] = MappingProxyType(
    dict.fromkeys(("rate", "low", "high", "others"), "share")
)
_CUSTOMERS: Final = (("name", "Customer"), ("on", "Day"), ("segment", "Segment"), ("rep", "Rep now"))


class BreakRows(FrameRows):
    """Rows each of which opens what it stands for."""

    def __init__(self, frame: pl.DataFrame, selection_at: Callable[[int], Selection]) -> None:
        super().__init__(frame)
        self.selection_at = selection_at


def break_rows(store: FactsStore, answer: Answer, asked: BreakOf) -> FigureRows:
    """All parts with their verdicts, or of one part both sides of its break. Raises UsageError."""
    found = bisected(store, answer, asked.by)
    if asked.part is not None:
        return _sides(found, part_named(found, asked.part))
    frame = told_parts(found, found.parts)
    rows = BreakRows(frame, lambda index: BreakOf(found.by, found.parts[index].part))
    said = f"{found_words(found)} {beside_words(found)}"
    title = phrase("Breaks: {part}", part=found.title)
    kinds = {name: KINDS[name] for name in frame.columns if name in KINDS}
    return FigureRows(
        found.moment, f"breaks:{found.by}", title, said, "value", told_titles(found), rows, kinds
    )


def break_customers(store: FactsStore, answer: Answer, asked: BreakSide) -> FigureRows:
    """Who was lost, or came under the flag, on one side of the day, the latest first. Raises UsageError."""
    found = bisected(store, answer, asked.by)
    one = part_named(found, asked.part)
    day = pl.col("day")
    if asked.side != "all" and one.day is None:
        raise UsageError(f"{one.name} has no break: there is nothing before and after it")
    sides: dict[SideName, pl.Expr] = {
        "all": pl.lit(value=True),
        "before": day < pl.lit(one.day),
        "after": day >= pl.lit(one.day),
    }
    own = found.counted.events.filter((pl.col("part") == one.part) & sides[asked.side])
    # By name alone: the usual order asks for loss rates, and for those for years of flags.
    listed = customer_rows(store, answer, (SortKey("name"),))
    place = pl.DataFrame({"customer": listed.order}).with_row_index("place")
    newest = own.join(place, on="customer", how="inner").sort(-day.to_physical(), "place")
    source = CustomersBeside(listed.in_order(newest.get_column("customer")), newest.select(day.alias("on")))
    rows = plural(len(source), "row")
    said = phrase("Customers lost") if not found.of_flags else phrase("Customers who came under it")
    title = f"{one.name}: {_side_words(one, asked.side)}"
    return FigureRows(
        answer.moment, f"breaks:{found.by}", title, f"{said}: {rows}", "customer", _CUSTOMERS, source
    )


def _sides(found: Bisected, one: PartVerdict) -> FigureRows:
    """Before the day and since; where nothing broke, all of the time as one."""
    sides: tuple[SideName, ...] = ("before", "after") if one.day is not None else ("all",)
    paces: dict[SideName, tuple[SidePace | None, SidePace | None]] = {
        "before": (one.before, one.others_before),
        "after": (one.after, one.others_after),
    }
    rows = [
        (
            _side_words(one, side),
            *(_line(*paces[side]) if side in paces else (one.total, None, None, None, None)),
        )
        for side in sides
    ]
    schema = dict(zip((name for name, _ in _SIDES), [pl.String, pl.Int64, *[pl.Float64] * 4], strict=True))
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    source = BreakRows(frame, lambda index: BreakSide(found.by, one.part, sides[index]))
    title = phrase("Break: {part}", part=one.name)
    said = f"{part_words(found, one)} {beside_words(found)}"
    return FigureRows(
        found.moment, f"breaks:{found.by}", title, said, "value", _columns(found), source, _SIDE_KINDS
    )


def _columns(found: Bisected) -> tuple[tuple[str, str], ...]:
    events, rate = ("Raised", "Rate, a month") if found.of_flags else ("Losses", "Rate, a year")
    named = {"events": events, "rate": rate}
    left_out = ("others",) if found.of_flags else ()
    return tuple((name, named.get(name, title)) for name, title in _SIDES if name not in left_out)


def _line(
    own: SidePace | None, others: SidePace | None
) -> tuple[int | None, float | None, float | None, float | None, float | None]:
    if own is None:
        return None, None, None, None, None
    return own.events, own.rate, own.low, own.high, None if others is None else others.rate


def _side_words(one: PartVerdict, side: SideName) -> str:
    if side == "all" or one.day is None:
        return phrase("all of the time")
    day = day_text(one.day)
    return phrase("before {day}", day=day) if side == "before" else phrase("since {day}", day=day)
