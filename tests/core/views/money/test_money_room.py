"""The room of money: new beside earlier customers, revenue by month, losses beside the band, benefits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.core.books import Row, make_book

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.views.money.results import MoneyRoomView, SideRow
from holdfast.views.selection import LossesOfYear, RevenueOfMonth, SideOfRevenue

SAMPLE = Path(__file__).resolve().parents[4] / "sample_data"
YEAR = Query(as_of=date(2025, 12, 31))

ORDERS: list[Row] = [
    {"order_id": "1", "customer_id": "old", "order_date": "2024-03-01", "amount": 100},
    {"order_id": "2", "customer_id": "old", "order_date": "2025-03-01", "amount": 300},
    {"order_id": "3", "customer_id": "old", "order_date": "2025-06-01", "amount": 100, "discount": 10},
    {"order_id": "4", "customer_id": "new", "order_date": "2025-06-10", "amount": 100},
    {"order_id": "5", "customer_id": "lost", "order_date": "2024-05-01", "amount": 50},
]


def engine(**tables: Any) -> Engine:
    settings = tables.pop("settings", BookSettings(name="Shop", currency="EUR"))
    return Engine(make_book(settings=settings, orders=ORDERS, **tables))


def side(view: MoneyRoomView, measure: str) -> SideRow:
    (found,) = [row for row in view.sides if row.measure.strip() == measure]
    return found


def test_new_and_earlier_customers_stand_side_by_side() -> None:
    view = engine().money_room(YEAR)
    told = {row.measure.strip(): (row.new, row.earlier) for row in view.sides}
    assert told["Customers"] == (1, 1)
    assert told["Revenue"] == (100, 400)
    assert told["share of it"] == (0.2, 0.8)
    assert told["Orders each"] == (1, 2)
    assert told["An order"] == (100, 200)
    assert told["At full price"] == (1, 0.75)
    assert told["Known for"] == (204, 670)


def test_what_is_missing_is_named_row_by_row() -> None:
    view = engine().money_room(YEAR)
    assert "interactions.csv" in (side(view, "Contacts each").lacking or "")
    assert "order_lines.csv" in (side(view, "Kinds each").lacking or "")
    assert "acquisition_cost and retention_cost" in (side(view, "Cost").lacking or "")


def test_cost_takes_the_users_own_figures() -> None:
    settings = BookSettings(name="Shop", currency="EUR", assumed=(("acquisition_cost", 250.0),))
    cost = side(engine(settings=settings).money_room(YEAR), "Cost")
    assert (cost.new, cost.earlier) == (250, None)
    assert cost.lacking == "set retention_cost under [assumptions] in holdfast.toml"


def test_contacts_tell_where_the_attention_goes() -> None:
    at = {"type": "call", "direction": "two-way"}
    told = [
        {"customer_id": name, "at": f"2025-07-0{day} 09:00", **at}
        for day, name in enumerate(("old", "old", "old", "new"), start=1)
    ]
    view = engine(interactions=told).money_room(YEAR)
    assert (side(view, "Contacts each").new, side(view, "Contacts each").earlier) == (1, 3)
    assert (side(view, "share of them").new, side(view, "share of them").earlier) == (0.25, 0.75)


def test_both_sides_and_every_month_open_what_they_count() -> None:
    asked = engine()
    view = asked.money_room(YEAR)
    assert len(asked.customers_of(YEAR, SideOfRevenue(new=True)).rows) == 1
    months = {month.start: (month.new, month.earlier) for month in view.months}
    assert months[date(2025, 6, 1)] == (100, 100)
    assert sum(new + earlier for new, earlier in months.values()) == 500
    rows = asked.customers_of(YEAR, RevenueOfMonth(date(2025, 6, 1), new=False)).rows
    assert rows.fetch(0, 5, ["order_id", "amount"]) == {"order_id": ["3"], "amount": [100.0]}


def test_every_year_stands_beside_the_band_and_opens_its_losses() -> None:
    settings = BookSettings(name="Shop", currency="EUR", assumed=(("yearly_loss_low", 0.1),))
    asked = engine(settings=settings)
    view = asked.money_room(YEAR)
    assert view.band == (0.1, 0.4)
    (year,) = view.years
    assert (year.label, year.figure.numerator, year.figure.denominator, year.note) == ("2025", 1, 2, None)
    rows = asked.customers_of(YEAR, LossesOfYear("2025"))
    assert rows.rows.fetch(0, 5, ["name"])["name"] == ["lost"]


def test_a_year_that_still_runs_says_so() -> None:
    view = engine().money_room(Query(as_of=date(2025, 6, 30)))
    assert (view.years[-1].note or "").startswith("until 30 Jun 2025")


def test_benefits_are_those_of_the_what_if() -> None:
    asked = engine()
    view = asked.money_room(YEAR)
    table = asked.what_if(YEAR).frame
    assert [case.value for case in view.benefits] == table.get_column("customer_value").to_list()
    today, *raised = view.benefits
    assert (today.points, today.gain, today.kept) == (0, 0, 0)
    assert [case.gain > 0 for case in raised] == [True] * 3


def test_without_customers_at_start_there_is_nothing_to_reckon_with() -> None:
    view = engine().money_room(Query(as_of=date(2024, 4, 1)))
    assert view.benefits == ()
    assert "at start" in view.assumed


def test_a_book_without_orders_names_the_file() -> None:
    book = make_book(subscriptions=[{"customer_id": "a", "start": "2024-01-01", "mrr": 10}])
    view = Engine(book).money_room(YEAR)
    assert "orders.csv" in view.locked["orders"]
    assert (view.sides, view.months) == ((), ())
    assert view.years


def test_the_room_says_what_show_metrics_says(sample_engine: Engine) -> None:
    view = sample_engine.money_room(Query())
    for figure in sample_engine.metrics(Query(), list(view.figures)):
        assert view.figures[figure.id] == figure
    assert side(view, "share of it").new == pytest.approx(view.figures["revenue.new_share"].value)


def test_both_sides_of_the_sample_are_what_plain_polars_counts(sample_engine: Engine) -> None:
    orders = pl.read_csv(SAMPLE / "orders.csv", try_parse_dates=True).filter(
        (pl.col("status") != "cancelled") & (pl.col("amount") > 0)
    )
    first = orders.group_by("customer_id").agg(pl.col("order_date").min().alias("first"))
    inside = orders.filter(pl.col("order_date") >= date(2024, 7, 1)).join(first, on="customer_id")
    new = inside.filter(pl.col("first") >= date(2024, 7, 1))
    earlier = inside.filter(pl.col("first") < date(2024, 7, 1))
    view = sample_engine.money_room(Query())
    counts: dict[str, Callable[[pl.DataFrame], float]] = {
        "Customers": lambda rows: rows.get_column("customer_id").n_unique(),
        "Revenue": lambda rows: float(rows.get_column("amount").sum()),
        "Orders each": lambda rows: rows.height / rows.get_column("customer_id").n_unique(),
        "At full price": lambda rows: (
            float(rows.filter(pl.col("discount") == 0).get_column("amount").sum())
            / float(rows.get_column("amount").sum())
        ),
    }
    for measure, counted in counts.items():
        row = side(view, measure)
        assert (row.new, row.earlier) == pytest.approx((counted(new), counted(earlier))), measure
