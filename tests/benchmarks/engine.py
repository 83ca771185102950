"""What one question to the engine takes, beside the same question put to others."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from tests.benchmarks.budgets import BUDGETS
from tests.benchmarks.rivals import rivals
from tests.benchmarks.rivals.asked import Answered, Asked, Days, Rival
from tests.benchmarks.table import Measurement, ratio
from tests.benchmarks.timing import median_of, seconds_of

from holdfast.engine import Engine, open_book
from holdfast.query import Query
from holdfast.schema.fields import FIELDS
from holdfast.timeline import ONE_DAY, add_months

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.benchmarks.books import Size

    from holdfast.views.results import DeskView

VISIBLE_ROWS: Final = 30
LISTED: Final = tuple(field.name for field in FIELDS.values() if field.listed)
STEPS: Final = 5


def look(engine: Engine, query: Query) -> DeskView:
    """Everything the desk computes and fetches to paint all its panes."""
    view = engine.desk(query)
    view.customers.fetch(0, VISIBLE_ROWS, LISTED)
    return view


def measure(folder: Path, size: Size) -> list[Measurement]:
    """All rows about one large book; run it in a process of its own."""
    engine = Engine(open_book([folder]))
    first = Measurement(f"first desk of a book, {size}", seconds_of(lambda: look(engine, Query())))
    return [first, *_filters(engine, folder, size), *_steps(engine, size), *_views(engine, size)]


def _filters(engine: Engine, folder: Path, size: Size) -> Iterator[Measurement]:
    period = engine.moment(Query()).period
    days = Days(period.end - ONE_DAY, period.start, period.previous().start)
    others = rivals(folder, days)
    budget = f"desk {size}"
    for words, where, asked in questions(engine):
        query = Query(where=where)
        own = median_of(partial(look, engine, query))
        yield Measurement(
            f"filter → all panes, {size}, {words}",
            own,
            budget=budget if budget in BUDGETS else "",
            beside=_beside(others, asked, own, headlines(look(engine, query))),
        )


def questions(engine: Engine) -> tuple[tuple[str, str, Asked], ...]:
    """Everybody, one rep, one region, and text that is part of a name."""
    facts = engine.customers(Query(columns=("name", "rep", "region"))).frame
    rep = str(facts.get_column("rep").drop_nulls().min())
    region = str(facts.get_column("region").drop_nulls().min())
    text = str(facts.get_column("name").min()).split()[0].lower()
    return (
        ("everybody", "", Asked()),
        ("one rep", f'rep:"{rep}"', Asked("rep", rep)),
        ("a region", f'region:"{region}"', Asked("region", region)),
        ("text in names", f'"{text}"', Asked("name", text)),
    )


def headlines(view: DeskView) -> Answered:
    kept, revenue = view.figures["retention.customers"], view.figures["revenue.period"]
    active = view.figures["customers.active"].value
    return Answered(
        at_start=round(kept.denominator or 0),
        kept=round(kept.numerator or 0),
        active=round(active or 0),
        revenue=round((revenue.value or 0) * 100),
    )


def _beside(others: dict[str, Rival], asked: Asked, own: float, expected: Answered) -> str:
    parts = []
    for name, rival in others.items():
        answers: set[Answered] = set()
        taken = median_of(partial(_ask, rival, asked, answers), least=2, budget=0.5)
        parts.append(f"{name} {ratio(taken, own)}{'' if answers == {expected} else ', answers differ'}")
    return " · ".join(parts)


def _ask(rival: Rival, asked: Asked, answers: set[Answered]) -> None:
    # An answer that is not the desk's makes the times incomparable, and the row says so.
    answers.add(rival(asked))


def _steps(engine: Engine, size: Size) -> Iterator[Measurement]:
    newest = engine.moment(Query()).as_of
    budget = f"as-of step {size}"
    taken = [seconds_of(partial(look, engine, Query(as_of=day))) for day in month_ends(newest)]
    yield Measurement(
        f"as-of step by a month, {size}",
        median(taken),
        budget=budget if budget in BUDGETS else "",
        beside="a date not seen before",
    )
    yield Measurement(
        f"as-of step back to a date seen, {size}",
        median_of(partial(look, engine, Query(as_of=month_ends(newest)[-1]))),
    )


def month_ends(newest: date) -> list[date]:
    return [add_months(newest + ONE_DAY, -back) - ONE_DAY for back in range(1, STEPS + 1)]


def _views(engine: Engine, size: Size) -> Iterator[Measurement]:
    engine.desk(Query())
    yield Measurement(f"metrics, {size}", median_of(lambda: engine.metrics(Query()), least=3))
    yield Measurement(f"movements by month, {size}", median_of(lambda: engine.movements(Query()), least=3))
    yield Measurement(f"cohorts by month, {size}", median_of(lambda: engine.cohorts(Query()), least=3))
