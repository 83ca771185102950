"""The retention room's parts: the worked examples, and that every figure opens into its customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import make_book
from tests.core.figures_of import FiguresOf
from tests.core.random_books import Sketch, queries, sketches
from tests.core.worked import END_OF_JUNE, EXPECTED, JANUARY, mrr_book, orders_book
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.metrics.what_if import WhatIf
from holdfast.query import Query
from holdfast.views.results import FigureRows
from holdfast.views.retention.results import RetentionOptions, RetentionView
from holdfast.views.selection import CohortCell, MovementBar, MovementKind

WORKED = EXPECTED["mrr_jan2025"]
CUSTOMERS = EXPECTED["orders_asof_2025_06_30"]
LOSSES = ("contraction", "churn")


def names(rows: FigureRows) -> set[str]:
    return set(rows.rows.fetch(0, len(rows.rows), ["customer_id"])["customer_id"])


def room(engine: Engine, query: Query = JANUARY, **options: object) -> RetentionView:
    return engine.retention(query, RetentionOptions(**options))  # type: ignore[arg-type]


@pytest.mark.thorough
@pytest.mark.parametrize(("kind", "level"), [("endpoint", "endpoint"), ("events", "event_level")])
def test_the_waterfall_of_january(kind: MovementKind, level: str) -> None:
    part = room(Engine(mrr_book()), movements=kind).movements
    amounts: dict[str, float] = {total.movement: total.amount for total in part.totals}
    assert part.basis == "mrr"
    assert (amounts.pop("start"), amounts.pop("end")) == (WORKED["start"], WORKED["end"])
    assert {name: abs(amount) for name, amount in amounts.items()} == WORKED[level]
    assert all(amounts[name] < 0 for name in LOSSES)


def test_each_bar_of_january_opens_into_the_customers_it_counts() -> None:
    engine = Engine(mrr_book())
    opened = {
        total.movement: names(engine.customers_of(JANUARY, MovementBar(total.movement)))
        for total in room(engine).movements.totals
    }
    assert opened == {
        "start": {"A", "B", "C", "D"},
        "new": {"E"},
        "reactivation": {"F"},
        "expansion": {"A"},
        "contraction": {"B"},
        "churn": {"C"},
        "end": {"A", "B", "D", "E", "F"},
    }
    every = engine.customers_of(JANUARY, MovementBar("new", kind="events"))
    assert names(every) == {"E", "G"}
    assert "every change counted" in every.sentence


def test_a_bar_of_a_bucket_opens_the_customers_of_that_bucket() -> None:
    engine = Engine(mrr_book())
    year = Query(date(2025, 1, 31), "2024-02-01..2025-01-31")
    assert names(engine.customers_of(year, MovementBar("churn", "2025-01"))) == {"C"}
    assert names(engine.customers_of(year, MovementBar("churn", "2024Q4"))) == {"F"}
    with pytest.raises(UsageError, match="is not a period"):
        engine.customers_of(year, MovementBar("churn", "sometime"))


def test_movements_after_the_period_are_no_part_of_it() -> None:
    """The as-of date may lie behind the end of the period."""
    engine = Engine(mrr_book())
    december = Query(date(2025, 1, 31), "2024-12")
    totals = {total.movement: total.amount for total in room(engine, december).movements.totals}
    assert (totals["start"], totals["end"]) == (500, 500)


@pytest.mark.thorough
@cases(20)
@given(sketches(), queries(), st.sampled_from(["endpoint", "events"]))
def test_the_waterfall_of_any_book_adds_up_and_opens(
    sketch: Sketch, query: Query, kind: MovementKind
) -> None:
    engine = Engine(sketch.book())
    totals = room(engine, query, movements=kind).movements.totals
    amounts = [total.amount for total in totals]
    assert amounts[0] + sum(amounts[1:-1]) == pytest.approx(amounts[-1], abs=1e-6)
    for total in totals:
        behind = engine.customers_of(query, MovementBar(total.movement, kind=kind))
        assert len(behind.rows) == total.customers
        assert behind.sentence.startswith(f"{total.customers} customer")


@cases(20)
@given(sketches(kinds=("subscriptions", "mrr_events")), queries())
def test_one_bucket_that_is_the_period_says_what_the_waterfall_says(sketch: Sketch, query: Query) -> None:
    engine = Engine(sketch.book())
    month = Query(query.as_of, "2025-03", query.where)
    if query.as_of is not None and query.as_of < date(2025, 3, 1):
        return
    view = room(engine, month)
    (bucket,) = view.movements.buckets
    totals = {total.movement: total.amount for total in view.movements.totals}
    assert dict(bucket.amounts) == pytest.approx(totals, abs=1e-6)


def test_the_cohort_table_pools_complete_cells_and_each_cell_opens() -> None:
    engine = Engine(orders_book())
    together, *cohorts = room(engine, END_OF_JUNE).cohorts.rows
    assert together.cells[1].share == CUSTOMERS["cohort_M1_pooled"]
    shown = {str(c.label): [f"{x.numerator:.0f}/{x.denominator:.0f}" for x in c.cells] for c in cohorts}
    assert shown == CUSTOMERS["cohort_exact"]
    for cohort in (together, *cohorts):
        for cell in cohort.cells:
            rows = engine.customers_of(END_OF_JUNE, CohortCell(cohort.label, cell.offset))
            assert len(rows.rows) == cell.numerator
            assert cell.share is not None
            assert cell.low is not None
            assert cell.high is not None
            assert cell.low <= cell.share <= cell.high


def test_a_running_month_is_left_out_of_the_pooled_row() -> None:
    together, *cohorts = room(Engine(orders_book()), Query(date(2025, 4, 10))).cohorts.rows
    assert not cohorts[0].cells[3].complete
    assert [cell.offset for cell in together.cells] == [0, 1, 2]
    assert all(cell.complete for cell in together.cells)


def test_cohorts_by_revenue_are_shares_of_the_first_month_without_an_interval() -> None:
    engine = Engine(orders_book())
    for cohort in room(engine, END_OF_JUNE, cohorts="revenue").cohorts.rows:
        assert cohort.cells[0].share == 1
        assert {cell.low for cell in cohort.cells} == {None}
    later = room(engine, END_OF_JUNE, cohorts="on_or_after").cohorts.rows[1:]
    for cohort in later:
        counted = [cell.numerator for cell in cohort.cells]
        assert counted == sorted(counted, reverse=True)
        cell = CohortCell(cohort.label, 2, kind="on_or_after")
        assert len(engine.customers_of(END_OF_JUNE, cell).rows) == counted[2]


@pytest.mark.thorough
def test_the_room_of_the_sample_book_splits_by_what_was_chosen(sample_engine: Engine) -> None:
    engine = sample_engine
    view = engine.retention(Query(), RetentionOptions(split="region"))
    everyone, *groups = view.survival.curves
    assert everyone.group is None
    assert {curve.group for curve in groups} <= {row.group for row in view.segments.rows}
    for row in view.segments.rows:
        kept = row.figures["retention.customers"]
        narrowed = engine.retention(Query(where=row.clause), RetentionOptions())
        assert narrowed.moment.shown == row.customers
        whole = FiguresOf(engine, Query(where=row.clause))["retention.customers"]
        assert (kept.numerator, kept.denominator) == (whole.numerator, whole.denominator)
    for curve in view.survival.curves:
        survivals = [point.survival for point in curve.points]
        assert survivals == sorted(survivals, reverse=True)
    assert any("log-rank" in note for note in view.survival.notes)


def test_a_dimension_that_a_book_read_again_no_longer_has_gives_way_to_the_usual_one() -> None:
    view = room(Engine(orders_book()), END_OF_JUNE, split="x.colour")
    assert view.options.split == RetentionOptions().split


def test_a_book_without_orders_or_subscriptions_says_so_instead_of_zero() -> None:
    view = room(Engine(make_book(customers=_people(3))), Query(date(2025, 1, 31)))
    assert view.cohorts.rows == ()
    assert {total.amount for total in view.movements.totals} == {0.0}
    assert view.survival.curves == ()


def test_values_that_cannot_be_told_are_shown_with_their_reason() -> None:
    values = Engine(make_book(customers=_people(3))).lifetime_values(Query(date(2025, 1, 31)))
    assert values.figures
    assert all(figure.value is None and figure.note for figure in values.figures)
    assert values.what_if is None


def test_the_case_to_try_starts_from_what_the_book_says() -> None:
    values = Engine(mrr_book()).lifetime_values(JANUARY)
    assert {figure.id for figure in values.figures} >= {"clv.historic", "clv.simple", "clv.discounted"}
    assert isinstance(values.what_if, WhatIf)
    assert values.what_if.raised > values.what_if.retention


def test_a_switch_leaves_the_other_parts_as_they_were() -> None:
    engine = Engine(orders_book())
    before, after = room(engine, END_OF_JUNE), room(engine, END_OF_JUNE, cohorts="revenue")
    assert after.movements is before.movements
    assert after.survival is before.survival
    assert after.cohorts != before.cohorts
    assert room(engine, Query(date(2025, 5, 31), "3m")).movements != before.movements


def test_rows_added_after_the_as_of_date_change_nothing() -> None:
    rows = [
        {"order_id": f"o{n}", "customer_id": f"c{n % 3}", "order_date": date(2024, 1 + n, 5), "amount": 10.0}
        for n in range(12)
    ]
    before, after = (Engine(make_book(orders=part)) for part in (rows[:6], rows))
    query = Query(date(2024, 6, 30), "6m")
    assert room(before, query) == room(after, query)


def _people(number: int) -> Sequence[dict[str, object]]:
    return [{"customer_id": f"c{n}", "name": f"C {n}", "created": date(2024, 1, 1)} for n in range(number)]


def test_widgets_get_plain_values(sample_engine: Engine) -> None:
    view = sample_engine.retention(Query(), RetentionOptions())
    assert not any(isinstance(value, pl.DataFrame | pl.Series) for value in vars(view).values())
    assert hash(view.cohorts)
