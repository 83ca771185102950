"""Handover, departures, mix, attainment and recognition, on the worked figures of the specification."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.figures import Figure
from holdfast.query import Query
from holdfast.schema.settings import BookSettings

YEAR_2025 = Query(as_of=date(2025, 12, 31), period="2025")
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def figure(book: Book, metric: str, query: Query = YEAR_2025) -> Figure:
    return FiguresOf(Engine(book), query)[metric]


def group(book: Book, metric: str, by: str, name: str) -> Figure:
    query = Query(as_of=YEAR_2025.as_of, period=YEAR_2025.period, by=by)
    return next(f for f in Engine(book).metrics(query, [metric]) if f.group == name)


def behind(book: Book, metric: str, part: str = "numerator") -> int:
    return len(Engine(book).rows_behind(YEAR_2025, metric, part).rows)


Tables = dict[str, Any]


def handed_over(
    lost_changed: int = 6, lost_kept: int = 8, change: str = "2025-03-01", lost_on: str = "2025-05-01"
) -> Tables:
    """100 customers of one rep, 20 of whom get another; so many of each are lost two months later."""
    names = [f"c{number:03}" for number in range(100)]
    changed, kept = names[:20], names[20:]
    levels: list[Row] = [{"customer_id": n, "effective_date": "2024-01-01", "mrr": 100} for n in names]
    gone = [*changed[:lost_changed], *kept[:lost_kept]]
    levels += [{"customer_id": name, "effective_date": lost_on, "mrr": 0} for name in gone]
    held: list[Row] = [
        {"customer_id": n, "rep_id": "R1", "start": "2024-01-01", "end": change if n in changed else None}
        for n in names
    ]
    held += [{"customer_id": name, "rep_id": "R2", "start": change} for name in changed]
    return {"mrr_events": levels, "assignments": held}


@pytest.mark.thorough
def test_6_of_20_lost_after_a_change_and_8_of_80_without_are_20_points() -> None:
    book = make_book(**handed_over())
    found = figure(book, "handover.loss")
    assert (found.value, found.low, found.high) == pytest.approx((0.20, 0.0236, 0.4243), abs=5e-5)
    assert found.status == "ok"
    assert found.note is not None
    assert found.note.startswith("6 of 20 lost after a change, 8 of 80 without")
    assert "not random" in found.note
    assert (behind(book, "handover.loss"), behind(book, "handover.loss", "denominator")) == (14, 100)


def test_without_segments_and_trends_matching_changes_nothing() -> None:
    book = make_book(**handed_over())
    assert figure(book, "handover.loss.matched").value == pytest.approx(0.20)


def test_matching_takes_out_what_the_segment_explains() -> None:
    # In each segment as many leave after a change as without; but those who changed are mostly weak ones.
    tables = handed_over(0, 0)
    names = [row["customer_id"] for row in tables["mrr_events"]]
    weak = [*names[:16], *names[20:36]]
    segments: list[Row] = [{"customer_id": n, "segment": "weak" if n in weak else "firm"} for n in names]
    lost = [*names[:8], *names[20:28]]
    tables["mrr_events"] += [{"customer_id": n, "effective_date": "2025-05-01", "mrr": 0} for n in lost]
    book = make_book(customers=segments, **tables)
    assert figure(book, "handover.loss").value == pytest.approx(8 / 20 - 8 / 80)
    assert figure(book, "handover.loss.matched").value == pytest.approx(0.0)


def test_a_loss_181_days_after_the_change_is_not_its_effect() -> None:
    inside = make_book(**handed_over(lost_on="2025-08-28"))
    after = make_book(**handed_over(lost_on="2025-08-29"))
    assert figure(inside, "handover.loss").value == pytest.approx(0.20)
    assert figure(after, "handover.loss").value == pytest.approx(0.0)


def test_a_change_whose_180_days_still_run_is_not_judged() -> None:
    book = make_book(**handed_over(change="2025-08-01", lost_on="2025-10-01"))
    found = figure(book, "handover.loss")
    assert (found.value, found.status) == (None, "n/a")
    assert "no active customer changed rep" in (found.note or "")


def test_customers_whose_rep_left_without_a_successor_are_not_compared() -> None:
    tables = handed_over()
    for row in tables["assignments"]:
        if row["customer_id"] >= "c090":
            row["rep_id"] = "R3"
    reps: list[Row] = [
        {"rep_id": "R3", "hire_date": "2020-01-01", "end_date": "2025-06-01"},
        {"rep_id": "R1", "hire_date": "2020-01-01"},
    ]
    found = figure(make_book(reps=reps, **tables), "handover.loss")
    assert (found.note or "").startswith("6 of 20 lost after a change, 8 of 70 without")


def test_todays_owners_do_not_say_when_reps_changed() -> None:
    owned: list[Row] = [{"customer_id": "c1", "owner_rep_id": "R1", "created": "2024-01-01"}]
    orders: list[Row] = [{"customer_id": "c1", "order_date": "2025-02-01", "amount": 10}]
    found = figure(make_book(customers=owned, orders=orders), "handover.loss")
    assert (found.status, found.note) == (
        "n/a",
        "the export names today's rep only: it does not say when reps changed",
    )


def test_where_orders_decide_the_figure_says_when_its_losses_began() -> None:
    tables = handed_over()
    orders: list[Row] = [
        {"customer_id": row["customer_id"], "order_date": "2025-01-15", "amount": 10}
        for row in tables["mrr_events"]
    ]
    book = make_book(orders=orders, assignments=tables["assignments"], settings=BookSettings(name="Orders"))
    assert "began before the change" in (figure(book, "handover.loss").note or "")


def departed(after_left: int = 80, after_stayed: int = 98) -> Tables:
    """The book of one rep who left on 2024-07-01 and of one who stayed, 100 in the year before."""
    orders: list[Row] = []
    for name, later in (("left", after_left), ("stayed", after_stayed)):
        orders.append({"customer_id": name, "order_date": "2024-03-01", "amount": 100})
        orders.append({"customer_id": name, "order_date": "2025-03-01", "amount": later})
    return {
        "orders": orders,
        "reps": [
            {"rep_id": "R1", "hire_date": "2020-01-01", "end_date": "2024-07-01", "end_type": "voluntary"},
            {"rep_id": "R2", "hire_date": "2020-01-01"},
        ],
        "assignments": [
            {"customer_id": "left", "rep_id": "R1", "start": "2020-01-01", "end": "2024-07-01"},
            {"customer_id": "left", "rep_id": "R2", "start": "2024-07-01"},
            {"customer_id": "stayed", "rep_id": "R2", "start": "2020-01-01"},
        ],
    }


def test_a_book_from_100_to_80_beside_one_from_100_to_98_cost_18_points() -> None:
    book = make_book(**departed())
    found = figure(book, "departure.revenue")
    assert found.value == pytest.approx(-0.18)
    assert found.status == "few"
    assert "80.0% of €100" in (found.note or "")
    assert "98.0%" in (found.note or "")
    assert behind(book, "departure.revenue") == 1


def test_on_the_recurring_basis_levels_are_compared() -> None:
    tables = departed()
    del tables["orders"]
    tables["mrr_events"] = [
        {"customer_id": name, "effective_date": day, "mrr": level}
        for name, later in (("left", 80), ("stayed", 98))
        for day, level in (("2023-01-01", 100), ("2025-01-01", later))
    ]
    assert figure(make_book(**tables), "departure.revenue").value == pytest.approx(-0.18)


def test_a_departure_is_judged_only_when_its_year_is_over() -> None:
    book = make_book(**departed())
    early = Query(as_of=date(2025, 6, 29), period="12m")
    found = figure(book, "departure.revenue", early)
    assert (found.value, found.status) == (None, "n/a")
    on_the_day = Query(as_of=date(2025, 6, 30), period="12m")
    assert figure(book, "departure.revenue", on_the_day).value == pytest.approx(-0.18)


def test_without_anyone_who_stayed_there_is_no_comparison() -> None:
    tables = departed()
    tables["reps"][1]["end_date"] = "2025-01-01"
    found = figure(make_book(**tables), "departure.revenue")
    assert (found.value, found.note) == (None, "no rep stayed through those 12 months to compare with")


def mixed_books() -> Book:
    """examples/rep_book_mix.csv: 50 customers each of X and Y, in other shares of ENT and SMB."""
    customers: list[Row] = []
    levels: list[Row] = []
    held: list[Row] = []
    with (EXAMPLES / "rep_book_mix.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for number in range(int(row["start_customers"])):
                name = f"{row['rep_id']}-{row['segment']}-{number}"
                customers.append({"customer_id": name, "segment": row["segment"]})
                levels.append({"customer_id": name, "effective_date": "2024-01-01", "mrr": 1})
                if number >= int(row["retained"]):
                    levels.append({"customer_id": name, "effective_date": "2025-06-01", "mrr": 0})
                held.append({"customer_id": name, "rep_id": row["rep_id"], "start": "2024-01-01"})
    return make_book(customers=customers, mrr_events=levels, assignments=held)


@pytest.mark.parametrize(
    ("rep", "raw", "adjusted", "ratio"),
    [("X", 0.78, 0.8168, (0.932, 0.465, 1.668)), ("Y", 0.82, 0.7847, (1.098, 0.502, 2.084))],
)
def test_mix_turns_the_order_of_two_reps_around(
    rep: str, raw: float, adjusted: float, ratio: tuple[float, float, float]
) -> None:
    book = mixed_books()
    rows = Engine(book).reps(YEAR_2025).frame.filter(pl.col("rep_id") == rep).row(0, named=True)
    assert rows["kept_rate"] == pytest.approx(raw)
    assert rows["kept_adjusted"] == pytest.approx(adjusted, abs=5e-5)
    assert (rows["churn_oe"], rows["oe_low"], rows["oe_high"]) == pytest.approx(ratio, abs=5e-4)
    found = group(book, "retention.customers.by_rep", "rep", rep)
    assert found.value == pytest.approx(rows["kept_adjusted"])
    assert f"{ratio[0]:.2f} times" in (found.note or "")
    assert "199 customers each" in (found.note or "")


def test_over_everybody_the_adjusted_retention_is_the_retention() -> None:
    book = mixed_books()
    assert figure(book, "retention.customers.by_rep").value == pytest.approx(0.80)
    assert behind(book, "retention.customers.by_rep") == 80
    assert "199 customers each" in Engine(book).reps(YEAR_2025).notes[0]


def team(size: int = 5, **of_all: Any) -> list[Row]:
    return [{"rep_id": f"R{number}", "hire_date": "2020-01-01", **of_all} for number in range(size)]


def months(rep: str, month: str, quota: float, attained: float) -> Row:
    return {"rep_id": rep, "period": month, "quota": quota, "attained": attained}


def test_attainment_adds_up_the_closed_months_of_the_period() -> None:
    rows = [months(f"R{n}", "2025-01-01", 100, 80 + n) for n in range(5)]
    rows += [months("R0", "2024-12-01", 100, 1), months("R1", "2025-02-01", 0, 50)]
    found = figure(make_book(reps=team(), rep_periods=rows), "attainment.reps")
    assert (found.value, found.numerator, found.denominator) == pytest.approx((410 / 500, 410, 500))
    assert found.status == "few"


def test_a_month_that_still_runs_is_not_judged_by_its_whole_quota() -> None:
    rows = [months(f"R{n}", f"2025-0{m}-01", 100, 90) for n in range(5) for m in (1, 2)]
    book = make_book(reps=team(), rep_periods=rows)
    found = figure(book, "attainment.reps", Query(as_of=date(2025, 2, 14), period="12m"))
    assert found.denominator == 500


def test_the_attainment_of_four_people_is_hidden() -> None:
    rows = [months(f"R{n}", "2025-01-01", 100, 90) for n in range(4)]
    found = figure(make_book(reps=team(), rep_periods=rows), "attainment.reps")
    assert (found.value, found.status, found.numerator) == (None, "hidden", None)


def test_recognition_is_a_share_of_who_served_and_the_days_since() -> None:
    praise: list[Row] = [
        {"rep_id": "R0", "date": "2025-12-01"},
        {"rep_id": "R1", "date": "2025-12-21"},
        {"rep_id": "R2", "date": "2024-12-31"},
        {"rep_id": "R3", "date": "2026-01-01"},
    ]
    book = make_book(reps=team(), recognitions=praise)
    share = figure(book, "recognition.reps")
    assert (share.numerator, share.denominator) == (2, 5)
    days = figure(book, "recognition.reps.days")
    assert (days.value, days.denominator) == (30.0, 3.0)
    assert days.note == "2 reps of 5 never"


def test_figures_of_reps_split_by_team_hide_small_teams() -> None:
    reps = [*team(6, team="North"), {"rep_id": "S1", "hire_date": "2020-01-01", "team": "South"}]
    book = make_book(reps=reps, recognitions=[{"rep_id": "R0", "date": "2025-02-01"}])
    assert group(book, "recognition.reps", "team", "North").value == pytest.approx(1 / 6)
    assert group(book, "recognition.reps", "team", "South").status == "hidden"
    assert group(book, "retention.reps.original", "team", "North").value == 1.0


EFFECTS = (
    "handover.loss",
    "handover.loss.matched",
    "departure.revenue",
    "retention.customers.by_rep",
    "attainment.reps",
    "recognition.reps",
    "recognition.reps.days",
)


@pytest.mark.thorough
def test_rows_after_the_as_of_date_change_no_effect() -> None:
    tables = handed_over()
    tables["reps"] = team(6)
    tables["rep_periods"] = [months(f"R{n}", "2025-03-01", 100, 80 + n) for n in range(6)]
    tables["recognitions"] = [{"rep_id": "R1", "date": "2025-04-01"}]
    before = Engine(make_book(**tables)).metrics(YEAR_2025, EFFECTS)
    customers = [row["customer_id"] for row in tables["mrr_events"][:100]]
    tables["mrr_events"] += [{"customer_id": n, "effective_date": "2026-01-01", "mrr": 0} for n in customers]
    tables["assignments"] += [{"customer_id": n, "rep_id": "R5", "start": "2026-01-01"} for n in customers]
    tables["rep_periods"] += [months("R1", "2026-01-01", 900, 1)]
    tables["recognitions"] += [{"rep_id": "R2", "date": "2026-01-01"}]
    tables["reps"][3]["end_date"] = "2026-01-01"
    after = Engine(make_book(**tables)).metrics(YEAR_2025, EFFECTS)
    for metric in EFFECTS:
        found = [next(figure for figure in of if figure.id == metric) for of in (before, after)]
        assert found[0] == found[1]
    assert next(figure for figure in after if figure.id == "handover.loss").value == pytest.approx(0.2)


def test_a_loss_belongs_to_the_rep_of_90_days_before_it_or_on_demand_to_the_last_one() -> None:
    tables = handed_over(lost_changed=6, lost_kept=0, change="2025-03-01", lost_on="2025-05-01")
    engine = Engine(make_book(**tables))
    earlier, last = (
        {
            row["rep_id"]: row["held_at_start"] - row["kept"]
            for row in engine.reps(YEAR_2025, at_loss=on).frame.rows(named=True)
        }
        for on in (False, True)
    )
    assert earlier == {"R1": 6, "R2": 0}
    assert last == {"R1": 0, "R2": 6}


def test_behind_a_mix_of_nobody_are_no_rows() -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}],
        orders=[{"customer_id": "c1", "order_date": YEAR_2025.as_of, "amount": 5}],
    )
    assert behind(book, "retention.customers.by_rep") == 0
