"""What moved a figure: parts that add up to the change, by whom, worst first."""

from __future__ import annotations

import math
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.random_books import LAST, Sketch, queries, sketches
from tests.core.views.why.small_books import fallen_silent, two_segments
from tests.core.worked import mrr_book
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.views.why.results import ChangeSplit, Why
from holdfast.views.why.table import why_table

SPLIT_METRICS = (
    "retention.customers", "customers.active", "revenue.period", "repeat.rate", "mrr.churn",
    "retention.revenue.gross", "retention.revenue.net", "repeat.gap_mean", "clv.historic",
)  # fmt: skip


def by(why: Why, name: str) -> ChangeSplit:
    return next(split for split in why.splits if split.by == name)


def effects(split: ChangeSplit) -> dict[str, float]:
    return dict(split.parts.select("part", "effect").iter_rows())


@pytest.mark.thorough
def test_a_count_moves_by_the_customers_that_came_and_went() -> None:
    why = two_segments().why_moved(Query(as_of=date(2025, 6, 30)), "customers.active", date(2024, 3, 31))
    # Active at the end of March 2024: s2, l1, l2. At the end of June 2025: s2, s4, l1.
    assert (why.earlier, why.later) == (3, 3)
    assert effects(by(why, "customer")) == {"l2": -1, "s4": 1}
    assert effects(by(why, "segment")) == {"large": -1, "small": 1}


@pytest.mark.thorough
def test_those_without_a_name_stand_under_their_id_and_what_is_worst_stands_first() -> None:
    why = two_segments().why_moved(Query(as_of=date(2025, 6, 30)), "customers.active", date(2024, 3, 31))
    assert by(why, "customer").parts.get_column("name").to_list() == ["l2", "s4"]
    lost = two_segments().why_moved(Query(as_of=date(2025, 6, 30)), "customers.lost", date(2025, 3, 31))
    assert list(effects(by(lost, "customer")).values()) == sorted(
        effects(by(lost, "customer")).values(), reverse=True
    )


@pytest.mark.thorough
def test_a_rate_moves_by_customers_and_by_segments_to_the_same_change() -> None:
    why = two_segments().why_moved(Query(as_of=date(2025, 6, 30)), "retention.customers", date(2025, 3, 31))
    for split in why.splits:
        assert math.fsum(split.parts.get_column("effect")) == pytest.approx(why.change)
        both = split.parts.select(pl.col("rate") + pl.col("mix")).to_series()
        assert both.to_list() == pytest.approx(split.parts.get_column("effect").to_list())


@pytest.mark.thorough
def test_recurring_revenue_of_the_worked_example_moves_by_its_customers() -> None:
    # mrr_events.csv: January 2025 begins with A100 B200 C50 D150 = 500.
    engine = Engine(mrr_book())
    why = engine.why_moved(Query(as_of=date(2025, 1, 31), period="1m"), "mrr.end", date(2024, 12, 31))
    assert why.earlier == 500
    assert math.fsum(by(why, "customer").parts.get_column("effect")) == pytest.approx(why.later - 500)
    starts = {
        part: before
        for part, before in by(why, "customer").parts.select("part", "from").iter_rows()
        if before
    }
    assert starts.items() <= {"A": 100, "B": 200, "C": 50, "D": 150}.items()


def test_the_filter_holds_on_both_days_and_by_asks_for_one_dimension() -> None:
    query = Query(as_of=date(2025, 6, 30), where="segment:small")
    why = two_segments().why_moved(query, "customers.active", date(2024, 3, 31), "segment")
    assert (why.earlier, why.later) == (1, 2)
    assert [split.by for split in why.splits] == ["segment"]
    assert effects(why.splits[0]) == {"small": 1}


def test_what_cannot_be_explained_is_refused_with_the_reason() -> None:
    engine, query = two_segments(), Query(as_of=date(2025, 6, 30))
    for asked, since, said in (
        ("customers.actives", date(2025, 3, 31), "did you mean 'customers.active'"),
        ("customers.active", date(2025, 6, 30), "is not before 2025-06-30"),
        ("customers.active", date(2020, 1, 1), "before 2023-03-20, the first day with data"),
        ("repeat.gap_median", date(2025, 3, 31), "no sum and no rate of its rows"),
        ("retention.reps.original", date(2025, 3, 31), "reps.csv"),
    ):
        with pytest.raises(UsageError, match=said):
            engine.why_moved(query, asked, since)
    with pytest.raises(UsageError, match="cannot split by 'orders'"):
        engine.why_moved(query, "customers.active", date(2025, 3, 31), "orders")


def test_customers_under_a_flag_are_counted_by_who_came_under_it_and_who_left_it() -> None:
    engine = fallen_silent()
    earlier, later = date(2024, 12, 31), date(2025, 6, 30)

    def raised(day: date) -> set[str]:
        listed = engine.customers(Query(as_of=day, where="flag:overdue", columns=("customer_id",)))
        return set(listed.frame.to_series())

    why = engine.why_moved(Query(as_of=later), "overdue", earlier)
    assert (why.earlier, why.later) == (len(raised(earlier)), len(raised(later)))
    moved = raised(earlier) ^ raised(later)
    assert moved
    assert effects(by(why, "customer")) == {one: 1 if one in raised(later) else -1 for one in moved}


@pytest.mark.thorough
def test_a_table_ends_each_split_with_all_others_so_that_what_is_shown_adds_up() -> None:
    why = two_segments().why_moved(Query(as_of=date(2025, 6, 30)), "revenue.period", date(2024, 6, 30))
    view = why_table(why, 1)
    assert view.told is not None
    for split in why.splits:
        shown = view.told.filter(pl.col("by") == split.title)
        assert math.fsum(shown.get_column("effect")) == pytest.approx(why.change)
        assert view.frame.filter(pl.col("by") == split.by).height == min(1, split.parts.height)


@given(sketches(), queries(), st.sampled_from(SPLIT_METRICS), st.integers(1, 400))
@cases(20)
def test_parts_of_every_split_add_up_to_the_change_in_any_book(
    sketch: Sketch, query: Query, metric: str, back: int
) -> None:
    day = query.as_of or LAST
    why = told(Engine(sketch.book()), query, metric, day - timedelta(days=back))
    if why is None:
        return
    assert why.splits
    for split in why.splits:
        assert math.fsum(split.parts.get_column("effect")) == pytest.approx(why.change, abs=1e-9)


def told(engine: Engine, query: Query, metric: str, since: date) -> Why | None:
    """What moved a figure; None where it cannot be told on one of both days, never for want of parts."""
    try:
        return engine.why_moved(query, metric, since)
    except UsageError as refused:
        if "no sum and no rate" in str(refused) or "its rows say no" in str(refused):
            raise
        return None
