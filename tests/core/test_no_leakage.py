"""Nothing dated after the as-of date has any influence: taking it out of the tables changes no answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from tests.core.books import Row
from tests.core.random_books import Sketch, queries, sketches
from tests.core.risk.exports import customers_then, day_of
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.fields import FIELDS
from holdfast.schema.settings import BookSettings
from holdfast.schema.tables import TABLES
from holdfast.timeline import Duration

FIRST = date(2023, 6, 1)
DAYS = 640


def as_it_stood(sketch: Sketch, as_of: date) -> Sketch:
    """The book as an export of that day would have shown it."""
    return Sketch(
        sketch.settings,
        {
            name: customers_then(sketch.tables, as_of)
            if name == "customers"
            else [row for raw in rows if (row := _as_it_stood(name, raw, as_of)) is not None]
            for name, rows in sketch.tables.items()
        },
    )


def _as_it_stood(name: str, raw: Row, as_of: date) -> Row | None:
    table, row = TABLES[name], dict(raw)
    known = day_of(row.get(table.known_on or "")) or day_of(row.get(table.else_known_on or ""))
    if known is not None and known > as_of:
        return None
    for when, columns in table.later_known.items():
        day = day_of(raw.get(when))
        if day is not None and day > as_of:
            row |= dict.fromkeys((when, *(column for column in columns if column in row)))
    return row


def every_answer(engine: Engine, query: Query) -> Mapping[str, Any]:
    """All a query can be told, as plain values."""
    listed = Query(query.as_of, query.period, query.where, columns=tuple(FIELDS))
    answers: dict[str, Any] = {
        "customers": engine.customers(listed).frame.rows(named=True),
        "flags": engine.flags(query).frame.rows(named=True),
        "reps": engine.reps(query).frame.rows(named=True),
        "moment": engine.moment(query),
        "summary": engine.desk(query).flags,
    }
    for by in (None, "segment", "rep"):
        answers[f"metrics {by}"] = engine.metrics(Query(query.as_of, query.period, query.where, by=by))
    for kind in ("endpoint", "events"):
        for grain in ("month", "quarter"):
            frame = engine.movements(query, by=grain, kind=kind).frame
            answers[f"movements {grain} {kind}"] = frame.rows()
    answers["cohorts"] = engine.cohorts(query).frame.rows()
    return answers


def hold_to(sketch: Sketch, query: Query) -> None:
    assert query.as_of is not None
    full, then = Engine(sketch.book()), Engine(as_it_stood(sketch, query.as_of).book())
    expected, found = every_answer(then, query), every_answer(full, query)
    for name, rows in expected.items():
        if isinstance(rows, list | tuple):
            differing = [pair for pair in zip(found[name], rows, strict=True) if pair[0] != pair[1]]
            assert not differing, name
        assert found[name] == rows, name


@cases(6)
@given(sketches(), queries())
def test_figures_lists_movements_and_cohorts_of_random_books(sketch: Sketch, query: Query) -> None:
    hold_to(sketch, query)


class World:
    """A book with every table that anything reads, full of dates on both sides of every as-of date."""

    def __init__(self, seed: int, recurring: str | None) -> None:
        self.random = Random(seed)
        self.names = [f"c{number:02}" for number in range(24)]
        self.rep_ids = ["r1", "r2", "r3", "r4", "r5"]
        tables: dict[str, list[Row]] = {
            "customers": [self.customer(name) for name in self.names[:20]],
            "orders": [self.order(number) for number in range(160)],
            "reps": [self.rep(rep) for rep in self.rep_ids],
            "assignments": [row for name in self.names for row in self.assignments(name)],
            "tickets": [self.ticket(number) for number in range(40)],
            "surveys": [self.survey(number) for number in range(40)],
            "interactions": [self.interaction(number) for number in range(60)],
            "contracts": [self.contract(number) for number in range(12)],
        }
        if recurring == "subscriptions":
            tables["subscriptions"] = [self.subscription(number) for number in range(40)]
        if recurring == "mrr_events":
            tables["mrr_events"] = [self.level() for _ in range(60)]
        window = self.random.choice([Duration(months=1), Duration(months=3), Duration(months=12)])
        self.sketch = Sketch(BookSettings(name="World", currency="EUR", active_window=window), tables)

    def day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange(DAYS))

    def later(self, day: date, most: int) -> date | None:
        return day + timedelta(days=self.random.randrange(most)) if self.random.random() < 0.7 else None

    def name(self) -> str:
        return self.random.choice(self.names)

    def customer(self, name: str) -> Row:
        return {
            "customer_id": name,
            "name": f"Customer {name}",
            "segment": self.random.choice(["smb", "enterprise", None]),
            "tier": self.random.choice(["A", "B", "C", None]),
            "created": self.day() if self.random.random() < 0.5 else None,
        }

    def order(self, number: int) -> Row:
        return {
            "order_id": f"o{number:03}",
            "customer_id": self.name(),
            "order_date": self.day(),
            "amount": self.random.choice([10, 25.5, 100, 300, -20]),
            "status": self.random.choice([None, None, None, "cancelled"]),
        }

    def rep(self, rep: str) -> Row:
        hired = self.day() - timedelta(days=300)
        return {
            "rep_id": rep,
            "name": f"Rep {rep}",
            "team": "North",
            "hire_date": hired,
            "end_date": self.later(hired + timedelta(days=100), 700),
            "end_type": "voluntary",
        }

    def assignments(self, name: str) -> list[Row]:
        rows: list[Row] = []
        day = self.day() - timedelta(days=200)
        for _ in range(self.random.randrange(4)):
            end = self.later(day + timedelta(days=20), 300)
            rows.append(
                {"customer_id": name, "rep_id": self.random.choice(self.rep_ids), "start": day, "end": end}
            )
            if end is None:
                break
            day = end
        return rows

    def moment(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, self.random.randrange(24))  # noqa: DTZ001 - as stored

    def ticket(self, number: int) -> Row:
        created = self.day()
        solved = self.later(created, 90)
        return {
            "ticket_id": f"t{number}",
            "customer_id": self.name(),
            "created": self.moment(created),
            "solved": solved and self.moment(solved),
            "status": "solved" if solved else "open",
            "priority": "high",
        }

    def survey(self, number: int) -> Row:
        invited = self.day()
        answered = self.later(invited, 60)
        return {
            "response_id": f"s{number}",
            "kind": "nps",
            "customer_id": self.name(),
            "invited": invited if self.random.random() < 0.8 else None,
            "answered": answered,
            "score": self.random.randrange(11) if answered else None,
            "comment": "slow" if answered else None,
            "loop_closed": answered and self.later(answered, 60),
        }

    def interaction(self, number: int) -> Row:
        return {
            "interaction_id": f"i{number}",
            "customer_id": self.name(),
            "at": self.moment(self.day()),
            "direction": self.random.choice(["in", "out", "two-way", "two-way"]),
            "rep_id": self.random.choice([*self.rep_ids, None]),
        }

    def contract(self, number: int) -> Row:
        start = self.day() - timedelta(days=300)
        return {
            "contract_id": f"k{number}",
            "customer_id": self.name(),
            "start": start,
            "end": start + timedelta(days=365),
            "value": 1000,
        }

    def subscription(self, number: int) -> Row:
        start = self.day()
        return {
            "subscription_id": f"u{number}",
            "customer_id": self.name(),
            "start": start,
            "end": self.later(start, 200),
            "mrr": self.random.choice([0, 10, 25, 100]),
            "trial_end": start + timedelta(days=14) if self.random.random() < 0.3 else None,
        }

    def level(self) -> Row:
        return {
            "customer_id": self.name(),
            "effective_date": self.day(),
            "mrr": self.random.choice([0, 10, 25, 100]),
        }


@pytest.mark.parametrize(
    ("recurring", "period", "where"),
    [
        pytest.param(None, "2024", "", marks=pytest.mark.nightly),
        pytest.param("subscriptions", "90d", "segment:smb or risk>=watch", marks=pytest.mark.nightly),
        ("mrr_events", "12m", "-segment:enterprise"),
    ],
)
def test_a_book_with_every_table(recurring: str | None, period: str, where: str) -> None:
    world = World(0, recurring)
    as_of = FIRST + timedelta(days=world.random.randrange(400, DAYS - 90))
    hold_to(world.sketch, Query(as_of, period, where))


@pytest.mark.thorough
def test_the_team_and_the_way_back() -> None:
    world = World(3, "subscriptions")
    query = Query(FIRST + timedelta(days=480))
    full, then = Engine(world.sketch.book()), Engine(as_it_stood(world.sketch, query.as_of or FIRST).book())
    for ask in ("past_departures", "thanks"):
        assert getattr(full, ask)(query).rows == getattr(then, ask)(query).rows, ask
    for ask in ("departures", "fire_drill", "losses"):
        assert getattr(full, ask)(query).frame.rows() == getattr(then, ask)(query).frame.rows(), ask
    for rep in full.fire_drills(query).drills:
        plans = [engine.plan(query, rep.rep_id).frame.rows() for engine in (full, then)]
        assert plans[0] == plans[1]
        pages = [engine.rep_page(query, rep.rep_id) for engine in (full, then)]
        assert [page.headline for page in pages[:1]] == [page.headline for page in pages[1:]]
        texts = [[line.text for part in page.parts for line in part.lines] for page in pages]
        assert texts[0] == texts[1]
    rooms = [engine.losses_room(query) for engine in (full, then)]
    assert rooms[0].recurring == rooms[1].recurring
    assert rooms[0].win_back.states == rooms[1].win_back.states


@pytest.mark.thorough
def test_the_screen_of_one_customer() -> None:
    world = World(7, "subscriptions")
    as_of = FIRST + timedelta(days=500)
    full, then = Engine(world.sketch.book()), Engine(as_it_stood(world.sketch, as_of).book())
    query = Query(as_of)
    for name in world.names[::2]:
        views = [
            engine.customer(query, place)
            for engine in (full, then)
            for place, known in enumerate(engine.book.customers["customer_id"])
            if known == name
        ]
        if len(views) < 2:
            continue
        now, before = views
        assert now.facts == before.facts
        assert (now.flags, now.not_evaluated, now.months) == (
            before.flags,
            before.not_evaluated,
            before.months,
        )
        assert (now.reps, now.timeline) == (before.reps, before.timeline)
