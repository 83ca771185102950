"""How many customers each rep can call on one day, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.words.interface.catalogue import tr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book
    from holdfast.views.today.plan.hours import Hours

USUAL: Final = 10
"""Calls a day where nobody says anything: the length of the list that `holdfast today` prints."""

EVERYBODY: Final = "everybody"
"""Whose list it is in a book that knows no rep."""

LOOKED_AT: Final = timedelta(days=90)
LEAST_CONTACTS: Final = 20
"""What a rep does in a day is read from the log of contacts where it has so many of the last 90 days."""

Source = Literal["book", "own", "log", "usual"]
"""Who says so: `[team] calls` of the book, `[me] calls_a_day`, the log of contacts, or nobody."""


@dataclass(frozen=True)
class RepCalls:
    """What one rep can do: `calls` customers a day. `rep_id` None: of everybody, in a book without reps.

    `contacts` in the log within `days` working days, where that is what is told of.
    """

    rep_id: str | None
    name: str
    calls: int
    source: Source
    contacts: int = 0
    days: int = 0


def keeper() -> pl.Expr:
    """Who would call a customer: whoever holds it, of a lost one whoever held it last; over facts."""
    gone = pl.col("state").is_in(["lost", "closed"]) & pl.col("rep_id").is_null()
    return pl.when(gone).then("last_rep_id").otherwise("rep_id")


def calls_a_day(book: Book, answer: Answer, hours: Hours, chosen: pl.Series) -> Mapping[str | None, RepCalls]:
    """What every rep can do that is there and would call one of the chosen customers, by id.

    What the book says of a rep goes before what the user says, that before the contacts of the rep in the
    log: on so many customers a working day, rounded, one at least. In a book that knows no rep, everybody is
    one's own.
    """
    customers = answer.facts.customers
    there = customers.get_column("rep_id").unique().drop_nulls()
    if there.is_empty():
        source: Source = "own" if hours.calls else "usual"
        return {None: RepCalls(None, tr(EVERYBODY), hours.calls or USUAL, source)}
    asked = customers.filter(chosen).select(keeper().cast(pl.String)).to_series().unique()
    ids = sorted(set(asked) & set(there))
    named = dict(answer.facts.reps.select("rep_id", "name").iter_rows())
    said = dict(book.settings.calls)
    logged, days = _logged(book, answer.facts.as_of, hours)
    found: dict[str | None, RepCalls] = {}
    for rep in ids:
        name, contacts = named.get(rep) or rep, logged.get(rep, 0)
        if (stated := said.get(rep, said.get(name))) is not None:
            found[rep] = RepCalls(rep, name, stated, "book")
        elif hours.calls:
            found[rep] = RepCalls(rep, name, hours.calls, "own")
        elif contacts >= LEAST_CONTACTS:
            found[rep] = RepCalls(
                rep, name, max(1, (2 * contacts + days) // (2 * days)), "log", contacts, days
            )
        else:
            found[rep] = RepCalls(rep, name, USUAL, "usual")
    return found


def unknown_reps(book: Book, answer: Answer) -> tuple[str, ...]:
    """Whom `[team] calls` names and the book does not know."""
    known = {word for row in answer.facts.reps.select("rep_id", "name").iter_rows() for word in row}
    known |= set(answer.facts.customers.get_column("rep_id").unique())
    return tuple(rep for rep, _ in book.settings.calls if rep not in known)


def _logged(book: Book, as_of: date, hours: Hours) -> tuple[Mapping[str, int], int]:
    """How many customers each rep was in touch with, each once a day, and in how many working days.

    Whoever only heard from a customer did not call.
    """
    if not book.has("interactions"):
        return {}, 1
    first = as_of - LOOKED_AT + timedelta(days=1)
    rows = book.visible(
        "interactions",
        as_of,
        pl.col("at").dt.date().is_between(first, as_of) & pl.col("rep_id").is_not_null(),
    )
    by_rep = pl.col("direction").str.to_lowercase().ne_missing("in") & pl.col("customer").is_not_null()
    calls = rows.filter(by_rep).select("rep_id", "customer", pl.col("at").dt.date().alias("day")).unique()
    counted = calls.group_by("rep_id").agg(pl.len())
    began = rows.select(pl.col("at").dt.date().min()).item() or first
    return dict(counted.iter_rows()), max(1, hours.working_days(began, as_of))
