"""Who can still be kept, and who holds the customer, in a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.facts.lost.leaving import with_record_window
from holdfast.facts.lost.signs import SIGN_DAYS, signs
from holdfast.views.customers.gone import gone_lines
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from holdfast.book.book import Book


def state_line(book: Book, row: pl.DataFrame, as_of: date) -> str:
    """Active, for how long without an order; lost when, why, silent or not; or that nobody can tell."""
    state = row.item(0, "state")
    if state is None:
        return tr("Nobody can tell whether it is active: no orders or subscriptions are on file")
    if state == "prospect":
        return tr("Prospect: never active so far")
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
        return phrase("silent: no sign in the {days} days before", days=SIGN_DAYS)
    return (
        phrase("last sign: {sign} on {last_sign}", sign=told["sign"], last_sign=day_text(told["last_sign"]))
        if told["silent"] == "no"
        else ""
    )


def _active_line(row: pl.DataFrame) -> str:
    since, usual = row.item(0, "days_since_order"), row.item(0, "cadence")
    if since is None:
        return tr("Active by what recurs; no order on file")
    order = tr("last order today") if since == 0 else phrase("last order {since} d ago", since=since)
    told = phrase("Active: {order}", order=order)
    return told + (phrase(", usual every {usual} d", usual=number_text(usual)) if usual else "")


def held_line(book: Book, row: pl.DataFrame, reps: Sequence[tuple[str, date, date | None]]) -> str | None:
    """The rep who holds the customer, or since when nobody does; None in a book that does not say.

    `reps`: (rep, from, to), newest first; `to` is the first day after.
    """
    rep, team = row.item(0, "rep"), row.item(0, "team")
    if rep is not None:
        return (
            phrase("rep {rep} ({team})", rep=rep, team=team)
            if team is not None
            else phrase("rep {rep}", rep=rep)
        )
    if not book.has("assignments"):
        return None
    if not reps:
        return tr("no rep on file")
    last, _, until = reps[0]
    since = row.item(0, "orphaned_since") or until
    return (
        phrase("no rep since {since} (last {last})", since=day_text(since), last=last)
        if since is not None
        else phrase("no rep (last {last})", last=last)
    )
