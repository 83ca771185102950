"""What holds for every book, every day, every period and every filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.random_books import FILTERS, FIRST, IDS, LAST, Sketch, queries, sketches
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.figures import Figure
from holdfast.metrics.registry import METRICS
from holdfast.metrics.sums import Share, Total
from holdfast.query import Query
from holdfast.timeline import Grain, Period, parse_period, periods_in
from holdfast.views.retention.movements import MovementKind

COSTLY = cases(6)
"""Enough for questions that ask everything of a book."""

GRAINS = st.sampled_from(["month", "quarter", "year"])
KINDS = st.sampled_from(["endpoint", "events"])
MOVED = ("new", "reactivation", "expansion", "contraction", "churn")


COUNTED = {
    "customers.start": "customers_start",
    "customers.new": "customers_new",
    "customers.returned": "customers_returned",
    "customers.lost": "customers_lost",
    "customers.active": "customers_end",
}
IN_MOVEMENTS = (
    *COUNTED,
    "retention.revenue.gross",
    "retention.revenue.net",
    *(f"mrr.{name}" for name in ("start", *MOVED, "end")),
)


def by_id(engine: Engine, query: Query, ids: Sequence[str] | None = None) -> dict[str, Figure]:
    return {figure.id: figure for figure in engine.metrics(query, ids)}


@pytest.mark.thorough
@given(sketches(), queries(), GRAINS, KINDS)
def test_start_and_movements_make_the_end_of_every_row(
    sketch: Sketch, query: Query, grain: Grain, kind: MovementKind
) -> None:
    rows = Engine(sketch.book()).movements(query, by=grain, kind=kind).frame.rows(named=True)
    for row in rows:
        moved = sum(row[name] for name in MOVED)
        assert row["start"] + moved == pytest.approx(row["end"], abs=1e-6)
        assert min(row["new"], row["reactivation"], row["expansion"]) >= 0
        assert max(row["contraction"], row["churn"]) <= 0
        counted = row["customers_new"] + row["customers_returned"] - row["customers_lost"]
        assert row["customers_start"] + counted == row["customers_end"]
        assert min(row["customers_start"], row["customers_end"]) >= 0
        if row["gross"] is not None:
            assert 0 <= row["gross"] <= 1 + 1e-12
            # Refunds beyond sales are nothing kept, yet taken off the net.
            assert not _recurs(sketch) or row["gross"] <= row["net"] + 1e-12
    for left, right in pairwise(rows):
        assert left["customers_end"] == right["customers_start"]


def _recurs(sketch: Sketch) -> bool:
    return not {"subscriptions", "mrr_events"}.isdisjoint(sketch.tables)


@pytest.mark.thorough
@given(sketches(kinds=("subscriptions", "mrr_events")), queries(), GRAINS, KINDS)
def test_the_end_of_one_row_is_the_start_of_the_next(
    sketch: Sketch, query: Query, grain: Grain, kind: MovementKind
) -> None:
    rows = Engine(sketch.book()).movements(query, by=grain, kind=kind).frame.rows(named=True)
    for left, right in pairwise(rows):
        assert left["end"] == pytest.approx(right["start"], abs=1e-6)


@COSTLY
@given(sketches(), st.sampled_from(FILTERS), GRAINS)
def test_the_figures_of_a_period_equal_its_row_of_movements(sketch: Sketch, where: str, grain: Grain) -> None:
    engine = Engine(sketch.book())
    rows = engine.movements(Query(LAST, f"{FIRST}..{LAST}", where), by=grain).frame.rows(named=True)
    buckets = list(periods_in(Period(FIRST, LAST), grain, sketch.settings.fiscal_year_start))
    for row, bucket in list(zip(rows, buckets, strict=True))[-3:]:
        found = by_id(engine, Query(LAST, str(bucket), where), IN_MOVEMENTS)
        assert {column: found[metric].value for metric, column in COUNTED.items()} == {
            column: row[column] for column in COUNTED.values()
        }
        for metric, column in (("retention.revenue.gross", "gross"), ("retention.revenue.net", "net")):
            assert found[metric].value == pytest.approx(row[column]), metric
        if _recurs(sketch):
            for name in ("start", *MOVED, "end"):
                assert found[f"mrr.{name}"].value == pytest.approx(row[name], abs=1e-6), name


@pytest.mark.thorough
@cases(20)
@given(sketches(), queries())
def test_figures_keep_their_promises(sketch: Sketch, query: Query) -> None:
    found = by_id(Engine(sketch.book()), query)
    kept, lost = found["retention.customers"], found["churn.customers"]
    if kept.value is not None:
        assert lost.value is not None
        assert kept.value + lost.value == pytest.approx(1, abs=1e-12)
    gross, net = found["retention.revenue.gross"].value, found["retention.revenue.net"].value
    if gross is not None and net is not None:
        assert 0 <= gross <= 1 + 1e-12
        assert not _recurs(sketch) or gross <= net + 1e-12
    if _recurs(sketch):
        for suffix in ("", ".events"):
            moved = sum(found[f"mrr.{name}{suffix}"].value or 0 for name in MOVED)
            start, end = found["mrr.start"].value, found["mrr.end"].value
            assert (start or 0) + moved == pytest.approx(end, abs=1e-6), suffix
    for figure in found.values():
        check_honesty(figure)


def check_honesty(figure: Figure) -> None:
    """Null with a sentence or a finite value inside its interval; few and rates as they are counted."""
    if figure.value is None:
        assert figure.status in ("n/a", "needs", "hidden", "uncalibrated"), figure
        assert figure.note, figure
        return
    assert figure.value == figure.value  # not NaN
    assert abs(figure.value) != float("inf")
    if figure.low is not None and figure.high is not None:
        assert figure.low - 1e-12 <= figure.value <= figure.high + 1e-12, figure
    if isinstance(METRICS[figure.id].definition, Share):
        assert figure.denominator
        assert figure.numerator is not None
        assert figure.value == figure.numerator / figure.denominator
        assert figure.numerator <= figure.denominator or figure.low is None
        assert figure.status == "incomplete" or (figure.status == "few") == (figure.denominator < 10)


@pytest.mark.thorough
@COSTLY
@given(sketches(), queries())
def test_groups_add_up_to_the_whole(sketch: Sketch, query: Query) -> None:
    engine = Engine(sketch.book())
    whole = by_id(engine, query)
    parts: dict[str, list[Figure]] = {}
    for figure in engine.metrics(Query(query.as_of, query.period, query.where, by="segment")):
        parts.setdefault(figure.id, []).append(figure)
    for metric in METRICS.values():
        figures = [figure for figure in parts.get(metric.id, []) if figure.status != "needs"]
        if metric.subject == "rep" or whole[metric.id].status == "needs":
            continue
        if isinstance(metric.definition, Total):
            added = sum(figure.value or 0 for figure in figures)
            assert added == pytest.approx(whole[metric.id].value or 0, abs=1e-6), metric.id
        if isinstance(metric.definition, Share):
            for side in ("numerator", "denominator"):
                added = sum(getattr(figure, side) or 0 for figure in figures)
                assert added == getattr(whole[metric.id], side), (metric.id, side)


@pytest.mark.thorough
@COSTLY
@given(sketches(), queries())
def test_every_figure_opens_into_exactly_its_rows(sketch: Sketch, query: Query) -> None:
    engine = Engine(sketch.book())
    found = by_id(engine, query)
    for metric in METRICS.values():
        figure = found[metric.id]
        if metric.subject != "customer" or figure.status == "needs":
            continue
        if isinstance(metric.definition, Share):
            for part in ("numerator", "denominator"):
                rows = engine.rows_behind(query, metric.id, part).rows
                assert len(rows) == (getattr(figure, part) or 0), (metric.id, part)
        if isinstance(metric.definition, Total) and metric.definition.amount is None:
            assert len(engine.rows_behind(query, metric.id).rows) == figure.value, metric.id
    for metric_id, column in (("revenue.period", "revenue_period"), ("risk.revenue.flagged", "revenue")):
        if found[metric_id].status != "needs":
            rows = engine.rows_behind(query, metric_id).rows
            added = sum(rows.fetch(0, len(rows), [column])[column])
            assert added == pytest.approx(found[metric_id].value or 0, abs=1e-6), metric_id


@pytest.mark.thorough
@COSTLY
@given(sketches(), queries())
def test_each_customer_is_behind_a_figure_once(sketch: Sketch, query: Query) -> None:
    engine = Engine(sketch.book())
    found = by_id(engine, query)
    for metric in METRICS.values():
        if found[metric.id].status != "needs" and metric.subject == "customer":
            rows = engine.rows_behind(query, metric.id).rows
            ids = rows.fetch(0, len(rows), ["customer_id"])["customer_id"]
            assert len(set(ids)) == len(ids)


@COSTLY
@given(sketches(), queries(), st.sampled_from(FILTERS[1:]))
def test_a_filter_and_another_keep_those_whom_both_keep(sketch: Sketch, query: Query, other: str) -> None:
    engine = Engine(sketch.book())

    def kept(where: str) -> set[str]:
        asked = Query(query.as_of, query.period, where, columns=("id",))
        return set(engine.customers(asked).frame["customer_id"])

    mine = query.where or "id:c"
    assert kept(f"({mine}) ({other})") == kept(mine) & kept(other)
    assert kept(f"({mine}) or ({other})") == kept(mine) | kept(other)


@COSTLY
@given(sketches(), queries(), GRAINS)
def test_a_filter_is_the_same_as_a_book_of_those_customers(
    sketch: Sketch, query: Query, grain: Grain
) -> None:
    """Movements and cohorts read the mart, not the facts: a filter must mean the same there."""
    chosen = ("c1", "c4")
    alone = Sketch(
        sketch.settings,
        {name: [row for row in rows if row["customer_id"] in chosen] for name, rows in sketch.tables.items()},
    )
    asked = Query(query.as_of, query.period)
    filtered = Query(query.as_of, query.period, where="id:c1,c4")
    whole, part = Engine(sketch.book()), Engine(alone.book())
    assert whole.movements(filtered, by=grain).frame.equals(part.movements(asked, by=grain).frame)
    assert whole.cohorts(filtered, by=grain).frame.equals(part.cohorts(asked, by=grain).frame)


Spell = tuple[date, date | None, int]
"""First day, first day no longer, MRR in ten-thousandths."""


def paid_spells(sketch: Sketch, name: str) -> list[Spell]:
    """What a customer subscribed to, from the raw rows."""
    spells: list[Spell] = []
    if "mrr_events" in sketch.tables:
        levels: dict[date, int] = {}
        for row in sketch.tables["mrr_events"]:
            if row["customer_id"] == name:
                levels[row["effective_date"]] = round(row["mrr"] * 10_000)
        ends = [*sorted(levels)[1:], None][: len(levels)]
        return [
            (start, end, levels[start])
            for start, end in zip(sorted(levels), ends, strict=True)
            if levels[start]
        ]
    for row in sketch.tables.get("subscriptions", []):
        start, end, trial_end, mrr = row["start"], row["end"], row["trial_end"], round(row["mrr"] * 10_000)
        if trial_end is not None and not sketch.settings.include_trials:
            start = max(start, trial_end)
        wanted = row["customer_id"] == name and (mrr or sketch.settings.include_trials)
        if wanted and (end is None or start < end):
            spells.append((start, end, mrr))
    return spells


def state_at(sketch: Sketch, instant: date) -> Mapping[str, int]:
    """MRR (ten-thousandths) of every customer active at an instant, before that day's events.

    From its first subscription on these decide; before, its counted orders do.
    """
    found: dict[str, int] = {}
    for name in IDS:
        spells = paid_spells(sketch, name)
        covering = [mrr for start, end, mrr in spells if start < instant and (end is None or instant <= end)]
        if covering:
            found[name] = sum(covering)
        elif not any(start < instant for start, _, _ in spells):
            since = sketch.settings.active_window.before(instant)
            if any(since <= day < instant for day in counted_orders(sketch, name)):
                found[name] = 0
    return found


def counted_orders(sketch: Sketch, name: str) -> list[date]:
    return [
        row["order_date"]
        for row in sketch.tables.get("orders", [])
        if row["customer_id"] == name and row["amount"] > 0 and row["status"] != "Cancelled"
    ]


@given(sketches())
def test_movements_at_month_closes_by_brute_force(sketch: Sketch) -> None:
    if sketch.settings.reactivation_window is not None:
        return
    engine = Engine(sketch.book())
    rows = engine.movements(Query(LAST, f"{FIRST}..{LAST}")).frame.rows(named=True)
    before: Mapping[str, int] = {}
    seen: set[str] = set()
    for row, bucket in zip(rows, periods_in(Period(FIRST, LAST), "month"), strict=True):
        now = state_at(sketch, bucket.end)
        expected = dict.fromkeys(MOVED, 0)
        for name in before.keys() | now.keys():
            start, end = before.get(name), now.get(name)
            if start is None:
                expected["reactivation" if name in seen else "new"] += end or 0
            elif end is None:
                expected["churn"] -= start
            else:
                expected["expansion" if end > start else "contraction"] += end - start
        if _recurs(sketch):
            assert {name: round(row[name] * 10_000) for name in MOVED} == expected, row["period"]
        assert row["customers_start"] == len(before)
        assert row["customers_end"] == len(now)
        assert row["customers_lost"] == len(before.keys() - now.keys())
        assert row["customers_new"] == len(now.keys() - before.keys() - seen)
        base = sum(before.values())
        if base and _recurs(sketch):
            kept = sum(min(now.get(name, 0), level) for name, level in before.items())
            assert row["gross"] == pytest.approx(kept / base)
            held = sum(now.get(name, 0) for name, level in before.items() if level)
            assert row["net"] == pytest.approx(held / base)
        seen |= now.keys()
        before = now


@pytest.mark.thorough
@given(sketches(kinds=("orders",)))
def test_cohorts_by_brute_force(sketch: Sketch) -> None:
    frame = Engine(sketch.book()).cohorts(Query(LAST)).frame
    counted = [row for row in sketch.tables["orders"] if row["amount"] > 0 and row["status"] != "Cancelled"]
    months: dict[str, set[str]] = {}
    for row in counted:
        months.setdefault(row["customer_id"], set()).add(f"{row['order_date']:%Y-%m}")
    calendar = [f"{bucket.start:%Y-%m}" for bucket in periods_in(Period(FIRST, LAST), "month")]
    expected = []
    for place, cohort in enumerate(calendar):
        members = [name for name, active in months.items() if min(active) == cohort]
        if members:
            expected += [
                (cohort, len(members), offset, sum(month in months[name] for name in members))
                for offset, month in enumerate(calendar[place:])
            ]
    assert frame.select("cohort", "size", "offset", "active").rows() == expected


@COSTLY
@given(sketches(), queries())
def test_the_list_the_moment_and_the_filter_agree(sketch: Sketch, query: Query) -> None:
    engine = Engine(sketch.book())
    table = engine.customers(query)
    desk = engine.desk(query)
    assert table.frame.height == len(desk.customers) == table.moment.shown
    assert table.moment.shown <= table.moment.total <= engine.book.customers.height
    period = parse_period(query.period, query.as_of or LAST, sketch.settings.fiscal_year_start)
    assert table.moment.period == period.until(query.as_of or LAST)
    ids = desk.customers.fetch(0, len(desk.customers), ["customer_id"])["customer_id"]
    assert list(ids) == table.frame["customer_id"].to_list()
    for place in range(len(desk.customers)):
        assert desk.customers.index_of(desk.customers.customer_at(place)) == place
    assert pl.Series(ids, dtype=pl.String).is_unique().all()
