"""Every candidate with the day it is called on, and what each rep and each day comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.journal.acting.deeds import deeds_of
from holdfast.statistics.scheduling import Offer, scheduled
from holdfast.views.today.plan.candidates import DEADLINES, candidates, matters_now
from holdfast.views.today.plan.capacity import calls_a_day, keeper
from holdfast.views.today.plan.hours import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.keeping import Kept
    from holdfast.views.today.due.agenda import Agenda
    from holdfast.views.today.plan.capacity import RepCalls
    from holdfast.views.today.plan.hours import Hours

CALLS: Final = ("contact", "done", "outcome", "loss")
"""Kinds of entry that took one of the calls of their day."""

Offers = Callable[[pl.DataFrame, Window], Iterable[Offer]]
"""Rows of one rep → offers, by worth."""

_KEPT: Final = 4


@dataclass(frozen=True, eq=False)
class Planned:
    """A plan as rows. `rows`: candidates.candidates with `on` Date, null where nobody is planned to call.

    `reps`: what each can do, by id; `places`: how many calls of each day are left to plan, by rep; `done`:
    how many customers of each rep were called on the first day already.
    """

    window: Window
    rows: pl.DataFrame
    reps: Mapping[str | None, RepCalls]
    places: Mapping[str | None, tuple[int, ...]]
    done: Mapping[str | None, int]


def planned(store: FactsStore, answer: Answer, found: Agenda, length: int) -> Planned:
    """The plan of the list of today for so many days; kept, so that opening a day of it costs nothing."""
    kept: Kept[tuple[int, int], tuple[Agenda, Planned]] = store.kept.of(Planned, _KEPT)
    # Kept with its agenda: the number of one that is gone may be given to another.
    return kept.get((id(found), length), lambda: (found, _planned(store, answer, found, length)))[1]


def _planned(store: FactsStore, answer: Answer, found: Agenda, length: int) -> Planned:
    window = Window(found.asked.day, length)
    reps = calls_a_day(store.book, answer, found.asked.hours, found.whose.chosen)
    done = _done_by_rep(answer, found)
    places = {
        rep: places_of(calls, found.asked.hours, window, done.get(rep, 0)) for rep, calls in reps.items()
    }
    rows = candidates(answer, matters_now(store, answer, found, window), window, most_of(places))
    return Planned(window, with_days(rows, places, window), reps, places, done)


def places_of(calls: RepCalls, hours: Hours, window: Window, done: int = 0) -> tuple[int, ...]:
    """How many calls a rep can still make on each day; `done`: so many of the first day's are made."""
    free = [calls.calls if hours.works_on(day) else 0 for day in window.days]
    return (max(free[0] - done, 0), *free[1:])


def most_of(places: Mapping[str | None, Sequence[int]]) -> int:
    """How many calls a rep has in all the days, at most."""
    return max(map(sum, places.values()), default=0)


def with_days(
    rows: pl.DataFrame,
    places: Mapping[str | None, Sequence[int]],
    window: Window,
    offers: Offers | None = None,
) -> pl.DataFrame:
    """Candidates with `on` Date: the plan of every rep by itself, no more calls on a day than it has places.

    By `offers`, which is told the rows of one rep with their `row`; else, as many of what cannot wait as can
    be in time are, those before the others; a task for which its day has no room comes on a later one rather
    than not at all; then the list in its order, as far as there is room.
    """
    days: dict[int, int] = {}
    for (rep,), mine in rows.with_row_index("row").group_by("keeper", maintain_order=True):
        if rep in places:
            days.update(scheduled((offers or list_offers)(mine, window), places[rep]))
    on = pl.Series("on", [None] * rows.height, dtype=pl.Date)
    dates = pl.Series(window.days, dtype=pl.Date)
    at = pl.Series(list(days), dtype=pl.UInt32)
    on = on.scatter(at, dates.gather(pl.Series(list(days.values()), dtype=pl.UInt32)))
    return rows.with_columns(on)


def list_offers(rows: pl.DataFrame, window: Window) -> Iterator[Offer]:
    """The candidates of one rep, by what they are worth: a task counts once more after its day."""
    must = rows.filter("must").sort(pl.col("rank").clip(upper_bound=DEADLINES), maintain_order=True)
    yield from offered(must)
    late = must.filter(pl.col("due_task") == pl.col("ends"))
    yield from offered(
        late.with_columns(pl.col("first") + 1, pl.lit(window.length - 1, dtype=pl.Int32).alias("last"))
    )
    yield from offered(rows.filter(~pl.col("must") & (pl.col("first") < window.length)))


def offered(rows: pl.DataFrame) -> Iterator[Offer]:
    """An offer a row: `row`, `first`, `last`."""
    return (Offer(*row) for row in rows.select("row", "first", "last").iter_rows())


def _done_by_rep(answer: Answer, found: Agenda) -> Mapping[str | None, int]:
    """About how many customers of each rep something was done on the first day that takes a call."""
    day = found.asked.day
    called = {
        found.number(deed.entry.subject, deed.entry.subject_id)
        for deed in deeds_of(found.entries, day, day, found.tasks)
        if deed.entry.kind in CALLS
    }
    numbers = pl.Series(sorted(one for one in called if one is not None), dtype=pl.UInt32)
    held = answer.facts.customers[numbers].select(keeper().cast(pl.String).alias("keeper"))
    return dict(held.group_by("keeper").agg(pl.len()).iter_rows())
