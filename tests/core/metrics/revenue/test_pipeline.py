"""Win rates, the worked stage conversion with its bounds, cycle times, and what follows a win."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.book.book import Book
from holdfast.engine import Engine, open_book
from holdfast.errors import UsageError
from holdfast.metrics.revenue.pipeline import StageStep
from holdfast.query import Query

JUNE = Query(as_of=date(2025, 6, 30))


def deal(number: int, closed: str | None = None, won: bool | None = None, **more: Any) -> Row:
    return {
        "opportunity_id": f"d{number:03}",
        "customer_id": f"c{number % 7}",
        "created": "2025-02-01",
        "close_date": closed or "2025-09-01",
        "is_closed": closed is not None,
        "is_won": won,
        "amount": 100,
        **more,
    }


def entry(number: int, stage: str, day: str) -> Row:
    return {"opportunity_id": f"d{number:03}", "stage": stage, "entered": day}


def staged(deals: list[Row], entries: list[Row], **tables: list[Row]) -> Book:
    return make_book(opportunities=deals, opportunity_stages=entries, **tables)  # type: ignore[arg-type]


def hundred() -> Book:
    """100 deals enter Needs, 60 go on to Proposal, 15 stay open, 25 are lost there."""
    deals, entries = [], []
    for number in range(100):
        entries.append(entry(number, "Needs", "2025-02-01 09:00"))
        if number < 60:
            entries.append(entry(number, "Proposal", "2025-03-01 09:00"))
        lost = number >= 75
        deals.append(deal(number, "2025-04-01" if lost else None, won=False if lost else None))
    return staged(deals, entries)


def figures(book: Book, query: Query = JUNE) -> FiguresOf:
    return FiguresOf(Engine(book), query)


def rows(book: Book, query: Query = JUNE) -> dict[str, dict[str, Any]]:
    return {row["stage"]: row for row in Engine(book).pipeline(query).frame.to_dicts()}


def test_the_worked_conversion_of_60_of_85_with_its_bounds() -> None:
    step = StageStep("Needs", entered=100, open=15, reached_next=60)
    assert step.conversion == pytest.approx(60 / 85)
    assert (step.low, step.high) == (0.60, 0.75)
    row = rows(hundred())["Needs"]
    assert [row[name] for name in ("entered", "open", "reached_next")] == [100, 15, 60]
    assert row["conversion"] == pytest.approx(0.70588, abs=1e-5)
    assert (row["low"], row["high"]) == (0.60, 0.75)
    assert row["attrition"] == pytest.approx(1 - row["conversion"])


def test_the_weakest_stage_is_named_with_its_counts() -> None:
    book = hundred()
    weakest = figures(book)["pipeline.stage_conversion"]
    assert (weakest.numerator, weakest.denominator) == (60, 85)
    assert (weakest.low, weakest.high) == (0.60, 0.75)
    assert (weakest.note or "").startswith("Needs: 60 of 85 went on, 15 still open")
    engine = Engine(book)
    for part, count in (("numerator", 60), ("denominator", 85)):
        assert len(engine.rows_behind(JUNE, "pipeline.stage_conversion", part).rows) == count


def test_a_skipped_stage_counts_as_passed_and_a_won_deal_passed_all() -> None:
    book = staged(
        [deal(1), deal(2), deal(3, "2025-05-01", won=True)],
        [
            entry(1, "Lead", "2025-02-01 09:00"),
            entry(1, "Needs", "2025-02-10 09:00"),
            entry(1, "Proposal", "2025-02-20 09:00"),
            entry(2, "Lead", "2025-02-01 09:00"),
            entry(2, "Proposal", "2025-03-01 09:00"),
            entry(3, "Lead", "2025-02-01 09:00"),
            entry(3, "Closed Won", "2025-05-01 09:00"),
        ],
    )
    # What follows the sale comes after the stages: the deals name the customer who bought.
    found = list(rows(book).values())[:4]
    assert [row["stage"] for row in found] == ["Lead", "Needs", "Proposal", "Won"]
    assert [(row["entered"], row["reached_next"]) for row in found[:3]] == [
        (3, 3),
        (3, 3),
        (3, 1),
    ]


def test_a_stage_entered_tomorrow_has_not_been_reached_today() -> None:
    book = hundred()
    early = rows(book, Query(as_of=date(2025, 2, 28), period="12m"))
    assert list(early) == ["Needs"]
    assert (early["Needs"]["entered"], early["Needs"]["open"]) == (100, 100)
    assert early["Needs"]["conversion"] is None
    assert (early["Needs"]["low"], early["Needs"]["high"]) == (0, 1)


def test_a_deal_lost_next_month_is_open_today() -> None:
    book = make_book(
        opportunities=[deal(1, "2025-07-10", won=False, stage="Lost"), deal(2, "2025-06-01", won=True)]
    )
    found = figures(book)
    assert (found["pipeline.win_rate"].numerator, found["pipeline.win_rate"].denominator) == (1, 1)
    assert found["pipeline.open"].value == 1
    assert found["pipeline.open.amount"].value == 100


def test_without_flags_the_stage_tells_how_a_deal_ended() -> None:
    deals = [
        {**deal(number, "2025-05-01"), "is_closed": None, "stage": stage}
        for number, stage in enumerate(["Closed Won", "Verloren", "Negotiation", "Wonder"])
    ]
    later = {**deal(9, "2025-08-01"), "is_closed": None, "stage": "Closed Won"}
    found = figures(make_book(opportunities=[*deals, later]))
    assert (found["pipeline.win_rate"].numerator, found["pipeline.win_rate"].denominator) == (1, 2)
    assert found["pipeline.open"].value == 3


def test_win_rate_and_attrition_add_up_to_one() -> None:
    book = make_book(opportunities=[deal(n, "2025-05-01", won=n < 3) for n in range(5)])
    found = figures(book)
    won, lost = found["pipeline.win_rate"], found["pipeline.attrition"]
    assert won.value is not None
    assert lost.value is not None
    assert won.value + lost.value == 1
    assert won.status == "few"
    assert won.low == pytest.approx(0.231, abs=5e-4)


def test_the_cycle_counts_the_deals_that_are_still_open() -> None:
    closed = [deal(n, "2025-03-03", won=True) for n in range(2)]
    quick = figures(make_book(opportunities=closed))["pipeline.cycle_time"]
    assert quick.value == 30
    slow = figures(make_book(opportunities=[*closed, *(deal(n) for n in range(2, 5))]))["pipeline.cycle_time"]
    assert (slow.value, slow.numerator, slow.denominator) == (None, 2, 5)
    assert "not reached" in (slow.note or "")


def test_rates_split_by_the_rep_the_team_and_the_manager_of_the_deal() -> None:
    reps = [
        {"rep_id": "r1", "name": "Ana", "team": "North", "manager_id": "m1", "hire_date": "2020-01-01"},
        {"rep_id": "r2", "name": "Luc", "team": "South", "manager_id": "r1", "hire_date": "2020-01-01"},
    ]
    deals = [deal(n, "2025-05-01", won=n == 0, rep_id="r1" if n < 2 else "r2") for n in range(4)]
    engine = Engine(make_book(opportunities=deals, reps=reps))
    for dimension, expected in (
        ("rep", {"Ana": 0.5, "Luc": 0}),
        ("team", {"North": 0.5, "South": 0}),
        ("manager", {"m1": 0.5, "Ana": 0}),
    ):
        found = engine.metrics(Query(JUNE.as_of, by=dimension), ["pipeline.win_rate"])
        assert {f.group: f.value for f in found} == expected


def test_a_deal_stands_under_the_rep_it_names_whoever_holds_its_customer_now() -> None:
    reps = [
        {"rep_id": "r1", "name": "Ana", "team": "North", "hire_date": "2020-01-01"},
        {"rep_id": "r2", "name": "Luc", "team": "South", "hire_date": "2020-01-01"},
    ]
    # Luc took c1 over from Ana, who had sold to it; nobody is on file for r9, nor for the last deal.
    held = [
        {"customer_id": "c1", "rep_id": "r1", "start": "2024-01-01", "end": "2025-05-15"},
        {"customer_id": "c1", "rep_id": "r2", "start": "2025-05-15"},
    ]
    named = ("r1", "r1", "r2", "r9", None)
    deals = [
        deal(n, "2025-05-01", won=n == 0, customer_id="c1", rep_id=rep_id) for n, rep_id in enumerate(named)
    ]
    engine = Engine(make_book(opportunities=deals, reps=reps, assignments=held))
    for dimension, expected in (
        ("rep", {"Ana": (1, 2), "Luc": (0, 2), "r9": (0, 1)}),
        ("team", {"North": (1, 2), "South": (0, 2), "(blank)": (0, 1)}),
    ):
        found = engine.metrics(Query(JUNE.as_of, by=dimension), ["pipeline.win_rate"])
        assert {f.group: (f.numerator, f.denominator) for f in found} == expected


def test_a_filter_keeps_the_deals_of_its_customers() -> None:
    deals = [deal(n, "2025-05-01", won=n == 0, customer_id=f"c{n}") for n in range(3)]
    orders = [{"customer_id": f"c{n}", "order_date": "2025-01-01", "amount": 1} for n in range(3)]
    book = make_book(opportunities=deals, orders=orders)
    won = figures(book, Query(JUNE.as_of, where="id:c0"))["pipeline.win_rate"]
    assert (won.numerator, won.denominator) == (1, 1)


def test_the_funnel_goes_on_past_closing() -> None:
    customers = [{"customer_id": f"c{n}"} for n in range(4)]
    deals = [deal(n, "2025-01-10", won=True, created="2024-12-01", customer_id=f"c{n}") for n in range(4)]
    days = ("2025-01-15", "2025-02-15", "2025-03-15")
    orders = [{"customer_id": f"c{n}", "order_date": day, "amount": 10} for n in range(4) for day in days[:n]]
    contracts = [
        {"customer_id": "c3", "start": start, "end": end}
        for start, end in (("2024-05-01", "2025-05-01"), ("2025-05-01", "2026-05-01"))
    ]
    book = make_book(customers=customers, opportunities=deals, orders=orders, contracts=contracts)
    found = rows(book)
    assert list(found) == ["Created", "Won", "Onboarded", "Second purchase", "Regular", "Renewed"]
    assert [row["entered"] for row in found.values()] == [4, 4, 3, 2, 1, 1]
    # One never bought and is not active; the one-timer and the one who bought twice still may go on.
    assert [found[name]["open"] for name in ("Won", "Onboarded", "Second purchase")] == [0, 1, 1]
    assert found["Won"]["conversion"] == 0.75
    assert found["Renewed"]["conversion"] is None


def test_a_book_without_deals_names_the_file() -> None:
    book = make_book(orders=[{"customer_id": "c", "order_date": "2025-01-01", "amount": 1}])
    with pytest.raises(UsageError, match=r"opportunities\.csv"):
        Engine(book).pipeline(JUNE)


@pytest.mark.parametrize(
    ("dimension", "key"), [(None, "overall"), ("manager", "by_manager"), ("region", "by_region")]
)
def test_the_real_pipeline_against_its_reference_figures(
    shared: Path, dimension: str | None, key: str
) -> None:
    folder = shared / "data" / "crm_opportunities"
    if not folder.is_dir():
        pytest.skip("the real book crm_opportunities is not there")
    known = json.loads((folder / "expected.json").read_text(encoding="utf-8"))[key]
    engine = Engine(open_book([folder], use_cache=False))
    found = [
        figure
        for figure in engine.metrics(Query(as_of=date(2017, 12, 31), by=dimension), ["pipeline.win_rate"])
        if figure.denominator
    ]
    expected = {None: known} if dimension is None else known
    assert {figure.group for figure in found} == set(expected)
    for figure in found:
        answer = expected[figure.group]
        assert (figure.numerator, figure.denominator) == (answer["won"], answer["closed"])
        assert (figure.low, figure.high) == pytest.approx(answer["wilson95"], abs=1e-9)


def test_where_no_deal_is_ever_marked_lost_a_rate_of_wins_says_nothing() -> None:
    won = [deal(number, "2025-04-01", won=True) for number in range(12)]
    found = figures(make_book(opportunities=won))
    for name in ("pipeline.win_rate", "pipeline.attrition"):
        assert (found[name].value, found[name].status) == (None, "n/a")
        assert "ever marked lost" in (found[name].note or "")
    elsewhere = deal(12, "2023-04-01", won=False, created="2023-01-01")
    assert figures(make_book(opportunities=[*won, elsewhere]))["pipeline.win_rate"].value == 1


def test_open_deals_without_any_amount_are_worth_an_unknown_sum() -> None:
    unknown = [deal(number, amount=None) for number in range(3)]
    found = figures(make_book(opportunities=unknown))["pipeline.open.amount"]
    assert (found.value, found.status, found.note) == (None, "n/a", "no open deal has an amount")
    assert figures(make_book(opportunities=[*unknown, deal(3)]))["pipeline.open.amount"].value == 100
    closed = [deal(0, "2025-04-01", won=False, amount=None)]
    assert figures(make_book(opportunities=closed))["pipeline.open.amount"].value == 0
