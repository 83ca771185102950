"""Who can still be kept, and who holds the customer, in a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.facts.lost.leaving import with_record_window
from holdfast.facts.lost.signs import SIGN_DAYS, signs
from holdfast.views.customers.gone import gone_lines
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.book.book import Book


def state_line(book: Book, row: pl.DataFrame, as_of: date) -> str:
    """Active, for how long without an order; lost when, why, silent or not; or that nobody can tell."""
    state = row.item(0, "state")
    if state is None:
        return "Nobody can tell whether it is active: no orders or subscriptions are on file"
    if state == "prospect":
        return "Prospect: never active so far"
    if state == "active":
        return _active_line(row)
    return f"{gone_lines(book, as_of, row).item()}; {_said_before(book, row, as_of)}".removesuffix("; ")


def _said_before(book: Book, row: pl.DataFrame, as_of: date) -> str:
    """Whether it left in silence, as `signs` has it; "" where nobody can tell."""
    dated = row.filter(pl.col("lost_on").is_not_null())
    if dated.is_empty():
        return ""
    told = signs(book, as_of, with_record_window(book, dated)).row(0, named=True)
    if told["silent"] == "yes":
        return f"silent: no sign in the {SIGN_DAYS} days before"
    return f"last sign: {told['sign']} on {day_text(told['last_sign'])}" if told["silent"] == "no" else ""


def _active_line(row: pl.DataFrame) -> str:
    since, usual = row.item(0, "days_since_order"), row.item(0, "cadence")
    if since is None:
        return "Active by what recurs; no order on file"
    said = "last order today" if since == 0 else f"last order {since} d ago"
    return f"Active: {said}" + (f", usual every {usual:.0f} d" if usual else "")


def held_line(book: Book, row: pl.DataFrame, reps: Sequence[tuple[str, date, date | None]]) -> str | None:
    """The rep who holds the customer, or since when nobody does; None in a book that does not say.

    `reps`: (rep, from, to), newest first; `to` is the first day after.
    """
    rep, team = row.item(0, "rep"), row.item(0, "team")
    if rep is not None:
        return f"rep {rep} ({team})" if team is not None else f"rep {rep}"
    if not book.has("assignments"):
        return None
    if not reps:
        return "no rep on file"
    last, _, until = reps[0]
    since = row.item(0, "orphaned_since") or until
    return f"no rep since {day_text(since)} (last {last})" if since is not None else f"no rep (last {last})"
