"""Rep retention, turnover and orphans, on the worked figures of the specification."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book

from holdfast.facts.team.reps import rep_facts
from holdfast.figures import Figure
from holdfast.metrics.evaluate import figures
from holdfast.metrics.reps.team import REP_METRICS
from holdfast.metrics.scope import Scope
from holdfast.money import MONEY_SCALE
from holdfast.timeline import Period

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
CLOSE = date(2025, 12, 31)
BY_ID = {metric.id: metric for metric in REP_METRICS}

# The worked team of the specification (reps, 2025), last days turned into first days no longer here.
TEAM = [
    {"rep_id": "R1", "hire_date": "2021-03-01"},
    {"rep_id": "R2", "hire_date": "2022-06-15", "end_date": "2025-05-01", "end_type": "voluntary"},
    {"rep_id": "R3", "hire_date": "2023-01-10"},
    {"rep_id": "R4", "hire_date": "2024-09-01", "end_date": "2025-11-16", "end_type": "involuntary"},
    {"rep_id": "R5", "hire_date": "2025-02-01"},
    {"rep_id": "R6", "hire_date": "2025-05-01", "end_date": "2025-09-01", "end_type": "involuntary"},
    {"rep_id": "R7", "hire_date": "2020-01-01"},
]


def scope(facts: pl.DataFrame) -> Scope:
    return Scope(make_book(), CLOSE, YEAR, facts)


def team_scope(team: list[dict[str, str]] = TEAM, period: Period = YEAR) -> Scope:
    return scope(rep_facts(make_book(reps=team), CLOSE, period))


def figure(metric: str, of: Scope) -> Figure:
    return figures([BY_ID[metric]], of)[0]


@pytest.mark.parametrize(
    ("metric", "numerator", "denominator"),
    [
        ("retention.reps.headcount", 4, 5),
        ("retention.reps.original", 3, 5),
        ("retention.reps.served", 4, 7),
    ],
)
def test_the_worked_team_of_2025(metric: str, numerator: int, denominator: int) -> None:
    found = figure(metric, team_scope())
    assert (found.numerator, found.denominator) == (numerator, denominator)
    assert found.value == pytest.approx(numerator / denominator)
    assert found.status == "few"


def test_the_original_team_comes_first_and_has_an_interval() -> None:
    assert REP_METRICS[0].id == "retention.reps.original"
    found = figure("retention.reps.original", team_scope())
    assert (found.low, found.high) == pytest.approx((0.231, 0.882), abs=5e-4)


def test_one_of_two_new_hires_stayed_which_is_too_few_people_to_show() -> None:
    found = figure("retention.reps.new_hires", team_scope())
    assert (found.value, found.denominator, found.status) == (None, 2, "hidden")
    rows = [BY_ID["retention.reps.new_hires"].definition.rows(team_scope(), part) for part in PARTS]
    assert [part.get_column("rep_id").to_list() for part in rows] == [["R5"], ["R5", "R6"]]


PARTS = ("numerator", "denominator")


def test_three_separations_over_1991_person_days_are_a_turnover_of_55_percent() -> None:
    found = figure("turnover.reps", team_scope())
    assert found.numerator == 3
    assert found.denominator == pytest.approx(1991 / 365)
    assert found.value == pytest.approx(0.5500, abs=5e-5)


def test_one_of_them_left_by_choice() -> None:
    found = figure("turnover.reps.voluntary", team_scope())
    assert found.numerator == 1
    assert found.value == pytest.approx(365 / 1991)


def test_a_transfer_is_no_separation_but_its_days_count() -> None:
    moved = [{**rep, "end_type": "transfer"} if rep["rep_id"] == "R4" else rep for rep in TEAM]
    found = figure("turnover.reps", team_scope(moved))
    assert found.numerator == 2
    assert found.denominator == pytest.approx(1991 / 365)
    assert figure("retention.reps.original", team_scope(moved)).numerator == 3


def test_a_growing_team_may_exceed_100_percent_and_says_what_that_hides() -> None:
    team = [{"rep_id": f"R{number}", "hire_date": "2020-01-01"} for number in range(5)]
    team += [{"rep_id": f"N{number}", "hire_date": "2025-03-01"} for number in range(5)]
    team[0]["end_date"] = "2025-06-01"
    found = figure("retention.reps.headcount", team_scope(team))
    assert (found.value, found.low, found.high) == (1.8, None, None)
    assert "hires stand in for leavers" in (BY_ID["retention.reps.headcount"].note or "")


def test_no_rep_at_start_is_no_retention_of_0_percent() -> None:
    found = figure("retention.reps.original", team_scope([{"rep_id": "R1", "hire_date": "2025-03-01"}]))
    assert (found.value, found.status, found.note) == (None, "n/a", "no reps at start")


def test_published_example_10_of_100_left() -> None:
    # Humano, Retention rate: 100 at start, 10 of them left, 90 %.
    team: list[dict[str, str]] = [{"rep_id": f"R{i:03}", "hire_date": "2020-01-01"} for i in range(100)]
    for rep in team[:10]:
        rep["end_date"] = "2025-07-01"
    assert figure("retention.reps.original", team_scope(team)).value == pytest.approx(0.90)


def test_retention_is_not_one_minus_turnover() -> None:
    # 50 at start, 8 hired, 5 left of whom 1 was hired inside: 46 of 50 stayed, 53 at end.
    team: list[dict[str, str]] = [{"rep_id": f"R{i:03}", "hire_date": "2020-01-01"} for i in range(50)]
    team += [{"rep_id": f"N{i}", "hire_date": "2025-02-01"} for i in range(8)]
    for rep in (*team[:4], team[-1]):
        rep["end_date"] = "2025-07-01"
    assert figure("retention.reps.original", team_scope(team)).value == pytest.approx(0.92)
    assert figure("retention.reps.headcount", team_scope(team)).value == pytest.approx(53 / 50)


def test_every_figure_opens_into_as_many_reps_as_it_counts() -> None:
    of = team_scope()
    for metric in REP_METRICS:
        if metric.subject != "rep" or not metric.id.startswith("retention"):
            continue
        found = figure(metric.id, of)
        assert metric.definition.rows(of, "denominator").height == found.denominator
        if found.status != "hidden":
            assert metric.definition.rows(of, "numerator").height == found.numerator


CUSTOMERS: list[dict[str, Any]] = [
    {"active": True, "orphaned": True, "orphaned_days": 61, "revenue": 84_000},
    {"active": True, "orphaned": True, "orphaned_days": 10, "revenue": 1_000},
    {"active": True, "orphaned": True, "orphaned_days": None, "revenue": 500},
    {"active": True, "orphaned": False, "orphaned_days": None, "revenue": 70},
    {"active": True, "orphaned": None, "orphaned_days": None, "revenue": 7},
    {"active": False, "orphaned": True, "orphaned_days": 900, "revenue": 3},
]


def customer_scope(rows: list[dict[str, Any]] = CUSTOMERS) -> Scope:
    schema = {"active": pl.Boolean, "orphaned": pl.Boolean, "orphaned_days": pl.Int32, "revenue": pl.Int64}
    return scope(pl.DataFrame(rows, schema=schema).with_columns(pl.col("revenue") * MONEY_SCALE))


def test_orphans_are_active_customers_known_to_have_no_rep() -> None:
    assert figure("orphans.customers", customer_scope()).value == 3
    assert figure("orphans.revenue", customer_scope()).value == 85_500
    assert BY_ID["orphans.customers"].definition.rows(customer_scope(), "numerator").height == 3


def test_days_without_a_rep_leave_out_who_never_had_one_and_say_so() -> None:
    found = figure("orphans.days", customer_scope())
    assert (found.value, found.denominator) == (35.5, 2)
    assert found.note == "1 customer never had a rep, so there is no day to count from"
    assert BY_ID["orphans.days"].definition.rows(customer_scope(), "numerator").height == 2


def test_no_orphans_have_no_days() -> None:
    found = figure("orphans.days", customer_scope(CUSTOMERS[3:4]))
    assert (found.value, found.status, found.note) == (None, "n/a", "no active customer is without a rep")
    assert figure("orphans.customers", customer_scope(CUSTOMERS[3:4])).value == 0


def test_only_customers_who_never_had_a_rep_have_no_days_either() -> None:
    found = figure("orphans.days", customer_scope(CUSTOMERS[2:3]))
    assert (found.value, found.status) == (None, "n/a")
    assert found.note == "1 customer never had a rep, so there is no day to count from"
