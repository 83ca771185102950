"""Sentences of a plan: who does not fit, who waits, and where the number of calls is from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.journal.acting.quiet import FIRES_AGAIN
from holdfast.money import from_units
from holdfast.views.today.plan.candidates import SPARE
from holdfast.words.interface.catalogue import counted, phrase
from holdfast.words.numerals import number_text
from holdfast.words.wording import money_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from holdfast.views.today.plan.capacity import RepCalls
    from holdfast.views.today.plan.planned import Planned


ORIGINS: Final[Mapping[str, str]] = {
    "book": "Calls a day, by [team] calls of the book: {reps}.",
    "own": "Calls a day, by [me] calls_a_day of your settings: {reps}.",
    "log": "Calls a day, by the contacts in the log of the last 90 days: {reps}.",
    "usual": "Calls a day, as nobody says how many ([me] calls_a_day of your settings does): {reps}.",
}
"""By source, where the calls of some reps are from."""


def source_words(calls: RepCalls) -> str:
    """`1 call a day: in touch with 54 customers on 64 working days, by the log`."""
    a_day = counted("{n} call a day|{n} calls a day", calls.calls)
    if calls.source == "log":
        return phrase(
            "{a_day}: in touch with {contacts} customers on {days} working days, by the log",
            a_day=a_day,
            contacts=number_text(calls.contacts),
            days=calls.days,
        )
    said = {
        "book": "{a_day}: [team] calls of the book",
        "own": "{a_day}: [me] calls_a_day of your settings",
        "usual": "{a_day}, as nobody says how many: [me] calls_a_day of your settings does",
    }[calls.source]
    return phrase(said, a_day=a_day)


def fits_words(plan: Planned, currency: str) -> str:
    """Who does not fit into the calls of these days, and for how many of them it is too late afterwards."""
    rows, window = plan.rows, plan.window
    mine = rows.filter(pl.col("keeper").is_in(list(plan.reps), nulls_equal=True))
    is_due = (pl.col("first") < window.length) & (pl.col("rank") < SPARE)
    left = mine.filter(pl.col("on").is_null() & is_due)
    if left.is_empty():
        return phrase("Everybody who should be called in these days fits.")
    worth = int(left.select(from_units(pl.col("money")).sum()).item())
    said = counted(
        "{n} customer worth {worth} does not fit|{n} customers worth {worth} do not fit",
        left.height,
        n=number_text(left.height),
        worth=money_text(worth, currency),
    )
    ends = int((left.get_column("ends") <= window.last).sum())
    if not ends:
        return f"{said}."
    dates = counted(
        "{n} of them has a last day in these days|{n} of them have a last day in these days",
        ends,
        n=number_text(ends),
    )
    return f"{said}: {dates}."


def plan_notes(plan: Planned, unknown: Iterable[str]) -> Iterator[str]:
    """Tasks after their day, who waits after a contact, whom nobody could call, and unknown reps."""
    rows, window = plan.rows, plan.window
    late = int((rows.get_column("on") > rows.get_column("ends")).sum())
    if late:
        yield counted(
            "{n} task comes after its day: there is no call left on it.|"
            "{n} tasks come after their day: there is no call left on it.",
            late,
            n=number_text(late),
        )
    due = rows.filter(pl.col("rank") < SPARE)
    waiting = due.filter(pl.col("rests") & (pl.col("first") >= window.length)).height
    if waiting:
        yield counted(
            "{n} customer was in touch in the last {days} days and waits.|"
            "{n} customers were in touch in the last {days} days and wait.",
            waiting,
            n=number_text(waiting),
            days=FIRES_AGAIN.days,
        )
    nobody = due.filter(~pl.col("keeper").is_in(list(plan.reps), nulls_equal=True)).height
    if nobody:
        yield counted(
            "{n} customer has no rep who could call.|{n} customers have no rep who could call.",
            nobody,
            n=number_text(nobody),
        )
    for rep in unknown:
        yield phrase("[team] calls names {rep}, whom this book does not know.", rep=rep)
