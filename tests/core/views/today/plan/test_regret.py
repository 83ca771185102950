"""Past month-ends lived through again: what a plan had reached, by what was known then and nothing else."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk import past_desk as past
from tests.core.today_book import DAY, engine

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.watch import CancelledError, Watch
from holdfast.views.selection import PlanReached
from holdfast.views.today.plan.hours import Hours
from holdfast.views.today.plan.past import REGRET
from holdfast.views.today.plan.regret import replay_of
from holdfast.views.today.plan.replay import ORDERS
from holdfast.views.today.plan.results import Regret
from holdfast.views.today.results import Asked

AS_OF = date(2023, 3, 31)
"""Fifteen months after the first day: short pasts are cheap."""

ASKED = Asked(AS_OF, hours=Hours(calls=1))


@cache
def complaining(until: date | None = None) -> Engine:
    """Each month four complain and three of them leave; with nothing that is dated after a day."""
    tables = past.complaining(quiet=60)
    if until is not None:
        tables = {name: [row for row in map(_known(until), rows) if row] for name, rows in tables.items()}
    return Engine(make_book(**tables))


def _known(until: date) -> Any:
    def known(row: dict[str, Any]) -> dict[str, Any] | None:
        began = row.get("start") or row["invited"]
        ends = row.get("end")
        return None if began > until else row | ({"end": None} if ends is not None and ends > until else {})

    return known


def regret(of: Engine, asked: Asked = ASKED) -> Regret:
    return of.plan_regret(Query(as_of=AS_OF), asked, 7)


@cache
def lost() -> pl.DataFrame:
    """The customers lost after the month-ends that are tried, by id."""
    told = complaining()
    _, rows = replay_of(told.store, told.store.answer(Query(as_of=AS_OF)), ASKED, 7)
    names = told.book.customers.select("customer", "customer_id")
    return rows.join(names, on="customer", maintain_order="left")


def money(rows: pl.DataFrame, name: str) -> int:
    """The sum of a column of money."""
    return int(rows.get_column(name).sum())


@pytest.mark.thorough
def test_a_loss_counts_as_reached_where_its_call_came_before_it() -> None:
    """Five calls follow on 30 Jun 2022: by the plan to those who complained, of whom some leave on 20 Jul."""
    june = lost().filter(end=date(2022, 6, 30))
    assert june.filter(pl.col("lost_on") > date(2022, 9, 28)).is_empty()
    reached = june.filter(pl.col("plan") > 0)
    assert set(reached.get_column("customer_id")) <= {"d050", "d051", "d052"}
    assert not reached.is_empty()
    assert reached.select((pl.col("on_plan") < pl.col("lost_on")).all()).item()
    assert reached.get_column("plan").to_list() == reached.get_column("worth").to_list()
    # Calls by revenue go to the large ones, who stay.
    assert june.get_column("revenue").sum() == 0


def test_by_chance_a_loss_is_reached_as_often_as_its_rep_can_call_before_it() -> None:
    """Five calls among all who are active; q030 leaves on the first of the days: no call comes before."""
    june = lost().filter(end=date(2022, 6, 30))
    worth, chance = june.filter(customer_id="d050").select("worth", "chance").row(0)
    told = complaining().store.answer(Query(as_of=date(2022, 6, 30))).facts.customers
    active = told.filter(pl.col("state") == "active").height
    assert chance == round(worth * 5 / active)
    assert june.filter(customer_id="q030").get_column("chance").to_list() == [0]


def test_nobody_reaches_more_than_hindsight_and_the_shares_are_those_of_the_rows() -> None:
    told, rows = regret(complaining()), lost()
    by_order = {one.order: one for one in told.shares}
    assert list(by_order) == ["plan", "revenue", "chance", "hindsight"]  # nobody buys: nobody is more recent
    whole = money(rows, "worth")
    for order, one in by_order.items():
        assert one.share.value == pytest.approx(money(rows, order) / whole, rel=1e-12)
        assert one.share.low <= one.share.value <= one.share.high
        assert one.share.value <= by_order["hindsight"].share.value
    assert by_order["plan"].lead is None
    assert by_order["revenue"].lead is not None
    assert "with hindsight" in told.sentence
    assert told.sentence.endswith("Reached is not saved.")
    # Most of a week's calls that hindsight picks: the five largest whose loss lies ahead.
    june = rows.filter((pl.col("end") == date(2022, 6, 30)) & (pl.col("lost_on") > date(2022, 7, 7)))
    best = june.sort("worth", descending=True).head(5).get_column("worth").sum()
    assert june.get_column("hindsight").sum() == best


def test_the_rows_behind_add_up_to_what_was_reached() -> None:
    query = Query(as_of=AS_OF)
    found = complaining().customers_of(query, PlanReached(ASKED))
    amounts = found.rows.fetch(0, len(found.rows), ["amount"])["amount"]
    table = complaining().regret(query, ASKED, 7).frame
    assert table.schema == REGRET
    assert found.total is not None
    assert found.total.value == table.item(0, "reached")
    assert sum(amounts) == pytest.approx(found.total.value, rel=1e-12)
    assert set(table.get_column("order")) <= set(ORDERS)


@pytest.mark.thorough
def test_later_rows_change_nothing_of_the_past() -> None:
    assert regret(complaining(AS_OF)) == regret(complaining())


def test_few_losses_tell_nothing() -> None:
    told = engine().plan_regret(Query(as_of=DAY), Asked(DAY), 7)
    assert (told.too_few, told.shares) == (True, ())
    assert "it takes 20" in told.sentence
    assert engine().regret(Query(as_of=DAY), Asked(DAY), 7).frame.is_empty()


def test_whoever_waits_no_more_stops_the_look() -> None:
    with pytest.raises(CancelledError):
        complaining().plan_regret(Query(as_of=AS_OF), ASKED, 14, Watch(cancelled=lambda: True))
