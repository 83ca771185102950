"""Of two rows of one day the later row of the export is the latest, on every run and in any process.

Where a tie falls to whoever comes first, the same command gave a net promoter score of −46.04 or −46.53.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf
from tests.core.risk.desk import AS_OF, ago, behind, sentence, severity
from tests.examples import some_by_day

import holdfast
from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.facts.deals import deal_facts, stage_visits
from holdfast.query import Query
from holdfast.timeline import Period

QUERY = Query(AS_OF)
CORE = Path(holdfast.__file__).parent


def said(score: float | None, days_ago: int = 20, **more: Any) -> Row:
    return {"kind": "nps", "customer_id": "c1", "answered": ago(days_ago), "score": score, **more}


def surveyed(*rows: Row) -> Book:
    orders = [{"customer_id": "c1", "order_date": ago(days), "amount": 5} for days in (200, 90, 30)]
    return make_book(customers=[{"customer_id": "c1"}], orders=orders, surveys=rows)


def fields(book: Book, *names: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = Engine(book).customers(Query(AS_OF, columns=names)).frame.row(0)
    return found


# --- The later row wins


@pytest.mark.thorough
@pytest.mark.parametrize("ids", [("a", "b"), ("b", "a"), (None, None)])
def test_the_later_row_of_two_answers_of_one_day_is_the_score_everywhere(ids: tuple[str | None, ...]) -> None:
    early, late = (
        said(score, comment=comment, response_id=one, contact_id="p")
        for score, comment, one in zip((9, 2), ("fine", "slow"), ids, strict=True)
    )
    for rows, score, words in (((early, late), 2, "slow · fine"), ((late, early), 9, "fine · slow")):
        book = surveyed(*rows)
        assert FiguresOf(Engine(book), QUERY)["nps.customers"].value == (100 if score == 9 else -100)
        assert fields(book, "nps", "nps_latest", "comment") == (score, score, words)
        assert severity(book, "F12") == ("none" if score == 9 else "high")
        assert (severity(book, "F13") == "watch") == (score == 2)
    assert behind(surveyed(early, late), "F12").get_column("comment").to_list() == ["slow"]


def test_the_later_row_of_a_reps_answers_counts_in_the_score_of_the_team() -> None:
    def answers(*scores: float) -> list[Row]:
        return [
            {"kind": "enps", "rep_id": f"r{rep}", "answered": ago(9), "score": score}
            for score in scores
            for rep in range(5)
        ]

    found = [
        FiguresOf(Engine(surveyed(*answers(*scores))), QUERY)["enps.reps"] for scores in ((9, 2), (2, 9))
    ]
    assert [figure.value for figure in found] == [-100, 100]


def test_the_later_row_of_two_assignments_of_one_day_holds_the_customer() -> None:
    reps = [{"rep_id": rep, "name": rep, "hire_date": ago(900)} for rep in ("ana", "luc")]
    for first, second in (("ana", "luc"), ("luc", "ana")):
        rows = [{"customer_id": "c1", "rep_id": rep, "start": ago(90)} for rep in (first, second)]
        book = make_book(customers=[{"customer_id": "c1"}], reps=reps, assignments=rows)
        assert fields(book, "rep") == (second,)


def test_the_later_row_of_two_levels_of_one_day_is_the_recurring_revenue() -> None:
    rows = [{"customer_id": "c1", "effective_date": ago(90), "mrr": mrr} for mrr in (10, 70, 40)]
    assert fields(make_book(mrr_events=rows), "mrr") == (40,)


def test_the_later_row_of_two_subscriptions_that_end_on_one_day_is_the_one_that_lapsed() -> None:
    ended = {"customer_id": "c1", "start": ago(400), "end": ago(9)}
    rows = [{**ended, "subscription_id": name, "mrr": 10} for name in ("z", "a")]
    assert "a" in (sentence(make_book(subscriptions=rows), "F22") or "").split()
    assert "z" in (sentence(make_book(subscriptions=rows[::-1]), "F22") or "").split()


def test_the_later_row_of_two_recorded_losses_of_one_day_tells_the_reason() -> None:
    names = [f"c{number}" for number in range(1, 200)]
    ended = [{"customer_id": name, "start": ago(400), "end": ago(60), "mrr": 10} for name in names]
    for reasons in (("price", "service"), ("service", "price")):
        rows = [
            {"customer_id": name, "date": ago(60), "reason_code": reason}
            for reason in reasons
            for name in names
        ]
        book = make_book(subscriptions=ended, losses=rows)
        assert all(reasons[1] in (sentence(book, "F31", name) or "") for name in names[::40])


def test_a_deal_stands_in_the_stage_of_the_later_row_of_one_moment() -> None:
    deals = [{"opportunity_id": f"d{n}", "customer_id": "c1", "created": ago(90)} for n in range(300)]
    for stages in (("Demo", "Offer"), ("Offer", "Demo")):
        entered = [
            {"opportunity_id": deal["opportunity_id"], "stage": stage, "entered": ago(50)}
            for stage in stages
            for deal in deals
        ]
        book = make_book(customers=[{"customer_id": "c1"}], opportunities=deals, opportunity_stages=entered)
        facts = deal_facts(book, AS_OF, Period(ago(365), AS_OF))
        standing = stage_visits(book, AS_OF, facts).filter(pl.col("left").is_null())
        assert standing.height == len(deals)
        assert set(standing.get_column("stage")) == {stages[1]}


def test_recorded_losses_of_one_day_stay_in_the_order_of_the_export() -> None:
    names = [f"rival {number:03}" for number in range(200)]
    rows = [
        {"customer_id": "c1", "date": ago(30), "reason_code": "price", "competitor": name} for name in names
    ]
    frame = Engine(make_book(customers=[{"customer_id": "c1"}], losses=rows)).losses(QUERY).frame
    assert frame.get_column("competitor").to_list() == names


# --- Every run gives the same bytes


def book_of_ties() -> Book:
    """Hundreds of customers about whom much is said on few days, by nobody in particular."""
    random = Random(9)
    days = [ago(number) for number in (200, 120, 60, 20)]
    names = [f"c{number:03}" for number in range(300)]

    def some(rows: int) -> Iterator[tuple[str, date]]:
        return ((random.choice(names), random.choice(days)) for _ in range(rows))

    reps = [{"rep_id": f"r{n}", "hire_date": ago(900), "team": "ab"[n % 2]} for n in range(12)]
    deals: list[Row] = [
        {"opportunity_id": f"d{n}", "customer_id": name, "created": day}
        for n, (name, day) in enumerate(some(300))
    ]
    return make_book(
        customers=[{"customer_id": name, "segment": name[-1]} for name in names],
        orders=[{"customer_id": name, "order_date": day, "amount": 1} for name, day in some(2000)],
        reps=reps,
        assignments=[
            {"customer_id": name, "rep_id": random.choice(reps)["rep_id"], "start": day}
            for name, day in some(900)
        ],
        surveys=[
            {
                "kind": random.choice(["nps", "nps", "csat", "enps"]),
                "customer_id": name,
                "rep_id": random.choice(reps)["rep_id"] if random.random() < 0.2 else None,
                "answered": day,
                "score": random.choice([None, 1, 3, 5]),
                "scale": random.choice([None, "1-5"]),
                "comment": random.choice([None, "late", "slow", "fine"]),
            }
            for name, day in some(9000)
        ],
        subscriptions=[
            {"customer_id": name, "start": ago(400), "end": day + timedelta(days=170), "mrr": 5}
            for name, day in some(300)
        ],
        usage=[{"customer_id": name, "date": day, "metric": "m", "value": 3} for name, day in some(2000)],
        interactions=[
            {"customer_id": name, "at": day, "direction": random.choice(["in", "two-way"])}
            for name, day in some(2000)
        ],
        opportunities=deals,
        opportunity_stages=[
            {
                "opportunity_id": random.choice(deals)["opportunity_id"],
                "stage": random.choice("xyz"),
                "entered": day,
            }
            for _, day in some(2000)
        ],
    )


def answers() -> str:
    """What rests on the latest of something, as text."""
    engine = Engine(book_of_ties())
    voice = ("nps.customers", "nps.change", "csat.customers", "enps.reps")
    figures = [
        asdict(one) for by in (None, "segment", "rep") for one in engine.metrics(Query(AS_OF, by=by), voice)
    ]
    behind_it = engine.rows_behind(QUERY, "nps.customers")
    names = [name for name, _ in behind_it.columns]
    listed = ("id", "rep", "nps", "nps_latest", "comment", "engagement", "health", "risk", "why")
    tables = (engine.customers(Query(AS_OF, columns=listed)), engine.flags(QUERY), engine.pipeline(QUERY))
    rows = behind_it.rows.fetch(0, len(behind_it.rows), names)
    return repr((figures, rows, [table.frame.rows() for table in tables]))


@pytest.mark.parametrize("threads", some_by_day(("3", "1", "7"), by_day=0))
def test_other_threads_and_other_runs_give_the_same_bytes(threads: str) -> None:
    path = os.pathsep.join(sys.path)
    run = subprocess.Popen(
        [sys.executable, str(Path(__file__))],
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": threads, "POLARS_MAX_THREADS": threads},
        stdout=subprocess.PIPE,
    )
    here = answers().encode()
    assert len(here) > 50_000
    assert run.communicate(timeout=600)[0] == here


@pytest.mark.thorough
def test_whoever_picks_one_row_of_several_says_which() -> None:
    """`unique` by some columns keeps any row of a group unless told otherwise."""
    careless = [
        f"{path.relative_to(CORE)}:{call.lineno}"
        for path in CORE.rglob("*.py")
        if ".unique(" in (text := path.read_text(encoding="utf-8"))
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "unique"
        and call.args
        and not {"keep", "maintain_order"} <= {keyword.arg for keyword in call.keywords}
    ]
    assert careless == []


if __name__ == "__main__":
    sys.stdout.write(answers())
