"""The room of pipeline and contracts: funnel parts, groups of deals, renewals by week, clauses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import Row, make_book

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.views.results import FigureRows
from holdfast.views.rooms import PipelineRoomView
from holdfast.views.selection import FigureGroup, FunnelPart

CLOSE = date(2025, 6, 30)
JUNE = Query(as_of=CLOSE)


def deal(number: int, rep: str, stage: str, closed: str | None = None, *, won: bool = False) -> Row:
    return {
        "opportunity_id": f"d{number}",
        "customer_id": f"c{number}",
        "rep_id": rep,
        "created": "2025-01-10",
        "stage": stage,
        "amount": 1000 * number,
        "close_date": closed,
        "is_closed": closed is not None,
        "is_won": won,
    }


DEALS: list[Row] = [
    deal(1, "R1", "Won", "2025-03-01", won=True),
    deal(2, "R1", "Lost", "2025-03-10"),
    deal(3, "R1", "Proposal"),
    deal(4, "R2", "Won", "2025-04-01", won=True),
    deal(5, "R2", "Qualified"),
]
# deal, stages entered
WAYS: dict[int, str] = {1: "QP", 2: "QP", 3: "QP", 4: "QP", 5: "Q"}
STAGES = {"Q": ("Qualified", "2025-01-10 09:00"), "P": ("Proposal", "2025-02-10 09:00")}


def book(**tables: Any) -> Book:
    given: dict[str, Any] = {
        "customers": [{"customer_id": f"c{n}", "name": f"Customer {n}", "region": "N"} for n in range(1, 9)],
        "orders": [
            {"order_id": f"o{n}", "customer_id": f"c{n}", "order_date": day, "amount": 50}
            for n, day in ((1, "2025-03-05"), (2, "2025-01-05"), (9, "2025-06-30"))
        ],
        "reps": [{"rep_id": "R1", "name": "Ana", "hire_date": "2020-01-01"}, {"rep_id": "R2", "name": "Bo"}],
        "opportunities": DEALS,
        "opportunity_stages": [
            {"opportunity_id": f"d{number}", "stage": STAGES[one][0], "entered": STAGES[one][1]}
            for number, way in WAYS.items()
            for one in way
        ],
        **tables,
    }
    return make_book(**given)


def room(query: Query = JUNE, by: str = "rep", **tables: Any) -> PipelineRoomView:
    return Engine(book(**tables)).pipeline_room(query, by)


def ids(rows: FigureRows, column: str) -> list[Any]:
    return list(rows.rows.fetch(0, len(rows.rows), [column])[column])


def test_the_funnel_goes_on_past_closing_with_customers() -> None:
    steps = room().funnel
    assert [(step.stage, step.entered, step.open, step.reached_next) for step in steps[:2]] == [
        ("Qualified", 5, 1, 4),
        ("Proposal", 4, 1, 2),
    ]
    assert [step.stage for step in steps if step.of_customers][:2] == ["Won", "Onboarded"]
    assert steps[0].ended == 0
    assert steps[1].ended == 1
    assert steps[-1].reached_next is None
    assert steps[-1].ended is None


@pytest.mark.thorough
def test_every_part_of_a_step_opens_as_many_rows_as_it_counts() -> None:
    engine = Engine(book())
    for step in engine.pipeline_room(JUNE).funnel:
        parts: dict[Any, int | None] = {
            "entered": step.entered,
            "open": step.open,
            "passed": step.reached_next,
            "ended": step.ended,
        }
        for part, count in parts.items():
            if count is not None:
                rows = engine.customers_of(JUNE, FunnelPart(step.stage, part, step.of_customers))
                assert len(rows.rows) == count, (step.stage, part)


def test_a_deal_opens_its_customer() -> None:
    engine = Engine(book())
    rows = engine.customers_of(JUNE, FunnelPart("Proposal", "ended"))
    assert ids(rows, "opportunity_id") == ["d2"]
    assert ids(rows, "amount") == [2000.0]
    assert rows.title == "Proposal: ended"
    assert rows.sentence == "1 deal that ended in Proposal"
    customer = rows.rows.customer_at(0)  # type: ignore[attr-defined]
    assert engine.customer(JUNE, customer).facts["customer_id"] == "c2"


def test_a_step_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="no deal in play has the stage 'Legal'"):
        Engine(book()).customers_of(JUNE, FunnelPart("Legal"))


def test_without_a_history_of_stages_deals_go_from_created_to_won() -> None:
    given: dict[str, Any] = {"opportunities": DEALS, "customers": [{"customer_id": "c1"}]}
    engine = Engine(make_book(**given))
    step = engine.pipeline_room(JUNE).funnel[0]
    assert (step.stage, step.entered, step.open, step.reached_next) == ("Created", 5, 2, 2)
    assert len(engine.customers_of(JUNE, FunnelPart("Created", "ended")).rows) == 1


@pytest.mark.thorough
def test_groups_come_with_the_most_closed_deals_first_and_open_into_them() -> None:
    view = room()
    first, second = view.groups
    assert (first.group, first.win_rate.numerator, first.win_rate.denominator) == ("Ana", 1, 2)
    assert (first.open, first.open_amount) == (1, 3000.0)
    assert second.group == "Bo"
    rows = Engine(book()).customers_of(JUNE, FigureGroup("pipeline.win_rate", "rep", "Ana"))
    assert ids(rows, "opportunity_id") == ["d1", "d2"]


def test_a_filter_narrows_deals_and_contracts() -> None:
    contracts = [contract("k1", "c1", "2025-07-15"), contract("k2", "c2", "2025-07-16")]
    view = room(Query(as_of=CLOSE, where="id:c2"), contracts=contracts)
    assert view.funnel[0].entered == 1
    assert view.renewals.fetch(0, 9, ["contract_id"])["contract_id"] == ["k2"]


def contract(key: str, customer: str, due: str, **more: Any) -> Row:
    return {
        "contract_id": key,
        "customer_id": customer,
        "start": "2024-07-01",
        "end": due,
        "renewal": due,
        "value": 700,
        **more,
    }


def test_renewals_of_the_next_90_days_stand_in_their_week() -> None:
    view = room(
        contracts=[
            contract("late", "c3", "2025-09-28"),
            contract("beyond", "c3", "2025-09-29"),
            contract("soon", "c1", "2025-07-01", notice_days=1),
            contract("second", "c2", "2025-07-08", notice_days=30),
            contract("over", "c4", "2025-06-30"),
        ]
    )
    columns = view.renewals.fetch(0, len(view.renewals), ["contract_id", "days", "notice", "value"])
    assert columns["contract_id"] == ["soon", "second", "late"]
    assert columns["days"] == [1, 8, 90]
    assert columns["notice"] == ["last day", "passed", None]
    assert columns["value"] == [700.0, 700.0, 700.0]
    assert [(week.start, week.contracts) for week in view.weeks if week.contracts] == [
        (date(2025, 7, 1), 1),
        (date(2025, 7, 8), 1),
        (date(2025, 9, 23), 1),
    ]
    assert len(view.weeks) == 13
    assert sum(week.value for week in view.weeks) == 2100.0


def test_a_contract_that_renews_itself_says_how_long_it_can_be_ended() -> None:
    view = room(contracts=[contract("k", "c1", "2025-07-31", notice_days=10, auto_renew=True)])
    assert view.renewals.fetch(0, 1, ["notice"])["notice"] == ["auto 21 d"]


@pytest.mark.thorough
def test_a_renewal_knows_its_customer() -> None:
    engine = Engine(book(contracts=[contract("k1", "c1", "2025-07-15")]))
    customer = engine.pipeline_room(JUNE).renewals.customer_at(0)
    assert customer is not None
    assert engine.customer(JUNE, customer).facts["name"] == "Customer 1"


def test_a_clause_shows_pickup_against_its_minimum_and_what_it_comes_to() -> None:
    view = room(
        contracts=[
            contract("k1", "c1", "2025-06-30", allowance_pct=20, unit_rate=200, margin_pct=75),
        ],
        contract_usage=[
            {"contract_id": "k1", "date": "2025-06-01", "contracted": 50, "used": 45},
            {"contract_id": "k1", "date": "2025-06-02", "contracted": 60, "used": 40},
            {"contract_id": "k1", "date": "2025-06-03", "contracted": 40, "used": 20},
        ],
    )
    row = view.clauses.fetch(0, 1, ["name", "used", "minimum", "shortfall", "damages"])
    assert {name: values[0] for name, values in row.items()} == {
        "name": "Customer 1",
        "used": 105,
        "minimum": 120,
        "shortfall": 15,
        "damages": 2250.0,
    }


def test_what_is_missing_is_named_part_by_part() -> None:
    view = Engine(
        make_book(orders=[{"order_id": "o", "customer_id": "c", "order_date": "2025-06-01", "amount": 5}])
    ).pipeline_room(JUNE)
    assert "opportunities.csv" in view.locked["deals"]
    assert "contracts.csv" in view.locked["contracts"]
    assert "contract_usage.csv" in view.locked["clauses"]
    assert (view.funnel, view.groups, view.weeks, len(view.renewals)) == ((), (), (), 0)
    assert view.figures["pipeline.win_rate"].status == "needs"


def test_a_dimension_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot split by 'shoe'"):
        room(by="shoe")


def test_the_groups_of_the_sample_book_add_up_to_the_whole(sample_engine: Engine) -> None:
    engine = sample_engine
    for by in ("rep", "region"):
        view = engine.pipeline_room(Query(), by)
        whole = view.figures["pipeline.win_rate"]
        assert sum(group.win_rate.numerator or 0 for group in view.groups) == whole.numerator
        assert sum(group.win_rate.denominator or 0 for group in view.groups) == whole.denominator
        assert sum(group.open for group in view.groups) == view.figures["pipeline.open"].value
