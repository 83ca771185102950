"""What customers have been worth and will be: assumptions named, models only where they can be fitted."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.facts.worth import forecast as forecasts
from holdfast.facts.worth.forecast import FEWEST_REPEAT, forecast, purchase_history, subscriber_months
from holdfast.facts.worth.margins import margins
from holdfast.figures import Figure
from holdfast.query import Query, SortKey
from holdfast.schema.settings import BookSettings

BEGIN = date(2023, 1, 1)
TODAY = Query(as_of=date(2024, 12, 31))


def asked(book: Book, metric: str, query: Query = TODAY) -> Figure:
    return FiguresOf(Engine(book), query)[metric]


def note(figure: Figure) -> str:
    assert figure.note is not None
    return figure.note


def order(customer: str, day: date | str, amount: float = 100) -> Row:
    return {"customer_id": customer, "order_date": day, "amount": amount}


def shop(customers: int = 260, seed: int = 11, **margin: float) -> Book:
    """Customers who order at their own rate, spend around their own mean, and may leave after any order."""
    dice = random.Random(seed)
    orders: list[Row] = []
    for number in range(customers):
        day = BEGIN + timedelta(days=dice.randint(0, 600))
        rate, mean = dice.gammavariate(1.2, 1 / 40), 200 / dice.gammavariate(4, 1 / 4)
        leaves = dice.betavariate(0.8, 4)
        while day <= date(2024, 12, 31):
            orders.append(order(f"c{number:03}", day, round(mean * dice.gammavariate(6, 1 / 6), 2) + 1))
            if dice.random() < leaves:
                break
            day += timedelta(days=1 + int(dice.expovariate(rate)))
    listed = [{"customer_id": f"c{number:03}", **margin} for number in range(customers)]
    return make_book(customers=listed, orders=orders)


# What has been earned.


def test_margin_to_date_takes_each_customers_own_margin_as_share_or_percentage() -> None:
    book = make_book(
        customers=[
            {"customer_id": "a", "margin_pct": 20},
            {"customer_id": "b", "margin_pct": 0.5},
            {"customer_id": "c"},
            {"customer_id": "never"},
        ],
        orders=[order("a", "2024-01-01", 1000), order("b", "2024-02-01", 100), order("c", "2024-03-01", 200)],
    )
    found = asked(book, "clv.historic")
    # 200, 50, and 35 % of 200: the median of the two margins on file.
    assert found.numerator == pytest.approx(200 + 50 + 70)
    assert found.value == pytest.approx(320 / 3)
    assert (found.denominator, found.status) == (3, "few")
    assert note(found) == "1 of 3 without a margin of their own: 35.0 % assumed, the median of those on file"
    assert len(Engine(book).rows_behind(TODAY, "clv.historic").rows) == 3


def test_without_any_margin_the_figure_says_that_it_is_revenue() -> None:
    book = make_book(orders=[order("a", "2024-01-01", 1000)])
    found = asked(book, "clv.historic")
    assert found.value == 1000
    assert note(found) == "no margin on file: 100 % assumed, so read it as revenue"
    stated = BookSettings(name="s", assumed_margin_pct=30)
    found = asked(make_book(settings=stated, orders=[order("a", "2024-01-01", 1000)]), "clv.historic")
    assert found.value == pytest.approx(300)
    assert "30 % assumed" in note(found)


def test_subscriptions_count_every_level_for_the_months_it_ran() -> None:
    book = make_book(
        mrr_events=[
            {"customer_id": "a", "effective_date": "2024-01-01", "mrr": 100},
            {"customer_id": "a", "effective_date": "2024-07-01", "mrr": 0},
        ]
    )
    found = asked(book, "clv.historic")
    assert found.value == pytest.approx(100 * 182 / (365.25 / 12))


def test_a_margin_holds_from_the_first_order_of_its_customer() -> None:
    rows: list[Row] = [
        {"customer_id": "a", "margin_pct": 40},
        {"customer_id": "b", "margin_pct": 10, "created": "2025-06-01"},
    ]
    orders = [order("a", "2024-01-01"), order("b", "2024-02-01")]
    book = make_book(customers=rows, orders=orders)
    assert margins(book, date(2024, 1, 31)).assumed == pytest.approx(0.4)
    assert margins(book, date(2024, 2, 1)).assumed == pytest.approx(0.25)


# Constant rates.


def constant(lost: int = 2, stayed: int = 8, settings: BookSettings | None = None) -> Book:
    """Subscribers of 40 a month at a third of margin: 160 a year; two of ten lost within the last year."""
    rows: list[Row] = []
    for number in range(lost + stayed):
        rows.append({"customer_id": f"c{number}", "effective_date": "2023-06-01", "mrr": 40})
        if number < lost:
            rows.append({"customer_id": f"c{number}", "effective_date": "2024-06-01", "mrr": 0})
    listed = [{"customer_id": f"c{number}", "margin_pct": 100 / 3} for number in range(lost + stayed)]
    return make_book(settings=settings, customers=listed, mrr_events=rows)


def test_160_a_year_at_20_percent_churn() -> None:
    found = asked(constant(), "clv.simple")
    assert found.value == pytest.approx(800)
    assert (
        note(found)
        == "margin EUR".replace("EUR", "€")
        + "160 a year and customer (margins as on file); churn 20.0 % a year (2 of 10)"
    )
    now, end = asked(constant(), "clv.discounted"), asked(constant(), "clv.discounted.end")
    assert now.value == pytest.approx(586.67, abs=0.005)
    assert end.value == pytest.approx(426.67, abs=0.005)
    assert note(now).endswith("discount 10 % a year, first margin now")


def test_the_discount_rate_is_a_setting_of_the_book() -> None:
    settings = BookSettings(name="s", discount_rate=0.0)
    assert asked(constant(settings=settings), "clv.discounted").value == pytest.approx(800)


def test_without_losses_margin_over_churn_has_no_end_and_says_so() -> None:
    found = asked(constant(lost=0, stayed=10), "clv.simple")
    assert (found.value, found.status) == (None, "n/a")
    assert "was lost" in note(found)
    assert asked(constant(lost=0, stayed=10), "clv.discounted").value == pytest.approx(160 * 1.1 / 0.1)


def test_a_book_younger_than_a_year_has_no_yearly_churn() -> None:
    book = make_book(orders=[order("a", "2024-11-01")])
    found = asked(book, "clv.simple")
    assert found.value is None
    assert "12 months ago" in note(found)


def test_few_customers_a_year_ago_are_few() -> None:
    assert asked(constant(lost=1, stayed=3), "clv.simple").status == "few"


def test_the_rows_are_whose_margin_is_averaged_and_whose_churn_is_counted() -> None:
    engine = Engine(constant())
    assert len(engine.rows_behind(TODAY, "clv.simple").rows) == 8
    assert len(engine.rows_behind(TODAY, "clv.simple", "denominator").rows) == 10


# Models.


def test_orders_of_one_day_are_one_and_the_first_day_is_not_counted() -> None:
    book = make_book(
        orders=[
            order("a", "2024-01-01", 50), order("a", "2024-01-01", 60), order("a", "2024-01-15", 30),
            order("a", "2024-01-15", 10), order("a", "2024-02-05", 20), order("b", "2024-03-01", 10),
            order("b", "2025-03-01", 10),
        ]
    )  # fmt: skip
    rows = purchase_history(book, date(2024, 3, 11)).rows()
    assert rows[0] == (0, 2, 5.0, 10.0, 30.0)
    assert rows[1][1:4] == (0, 0.0, pytest.approx(10 / 7))
    assert rows[1][4] is None


@pytest.mark.thorough
def test_predictions_add_up_and_open_into_their_customers() -> None:
    book = shop(margin_pct=25)
    engine = Engine(book)
    ahead = asked(book, "purchases.expected_12m")
    value = asked(book, "clv.predicted")
    fields = engine.customers(
        Query(as_of=TODAY.as_of, columns=("customer_id", "p_alive", "expected_orders", "clv"))
    ).frame
    assert ahead.status == value.status == "ok"
    assert ahead.value == pytest.approx(fields.get_column("expected_orders").sum())
    assert value.numerator == pytest.approx(fields.get_column("clv").sum(), rel=1e-6)
    assert value.value == pytest.approx(value.numerator / value.denominator)  # type: ignore[operator]  # both known
    alive = asked(book, "customers.alive")
    assert alive.value == pytest.approx(fields.get_column("p_alive").sum())
    assert len(engine.rows_behind(TODAY, "customers.alive").rows) == alive.denominator
    assert "margins as on file; discount 10 % a year, 36 months ahead" in note(value)
    assert "overdue ratio comes first" in note(ahead)


@pytest.mark.thorough
def test_of_a_customer_with_one_order_the_model_says_nothing_about_being_alive() -> None:
    fields = Engine(shop()).customers(
        Query(as_of=TODAY.as_of, where="orders:1", columns=("p_alive", "expected_orders"))
    )
    assert fields.frame.height > 0
    assert fields.frame.get_column("p_alive").null_count() == fields.frame.height
    assert fields.frame.get_column("expected_orders").null_count() == 0


@pytest.mark.thorough
def test_a_filter_and_a_sort_may_name_a_forecast() -> None:
    engine = Engine(shop())
    query = Query(
        as_of=TODAY.as_of,
        where="p_alive<0.5",
        sort=(SortKey("clv", descending=True),),
        columns=("p_alive", "clv"),
    )
    frame = engine.customers(query).frame
    assert frame.height > 0
    assert frame.get_column("p_alive").max() < 0.5  # type: ignore[operator]  # a float column
    assert frame.get_column("clv").is_sorted(descending=True)
    assert "p_alive" not in engine.customers(TODAY).frame.columns


@pytest.mark.thorough
def test_questions_that_name_no_forecast_fit_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(shop(seed=12))
    fitted: list[date] = []
    fit = forecasts._order_forecast

    def fitting(book: Book, as_of: date) -> object:
        fitted.append(as_of)
        return fit(book, as_of)

    monkeypatch.setattr(forecasts, "_order_forecast", fitting)
    for where in ("", "orders>3", "c001", "-flag:overdue"):
        engine.desk(Query(as_of=TODAY.as_of, where=where))
        engine.customers(Query(as_of=TODAY.as_of, where=where))
    assert fitted == []
    engine.customers(Query(as_of=TODAY.as_of, where="-alive<0.5"))
    assert fitted == [TODAY.as_of]


def test_a_group_is_predicted_by_the_model_of_the_whole_book() -> None:
    book = shop()
    whole = asked(book, "purchases.expected_12m")
    first = asked(book, "purchases.expected_12m", Query(as_of=TODAY.as_of, where="orders>3"))
    rest = asked(book, "purchases.expected_12m", Query(as_of=TODAY.as_of, where="-orders>3"))
    assert first.value is not None
    assert rest.value is not None
    assert whole.value == pytest.approx(first.value + rest.value)


def test_later_orders_change_no_forecast() -> None:
    day = date(2024, 6, 30)
    book = shop()
    rows = (
        book.tables["orders"]
        .filter(pl.col("order_date") <= day)
        .select("customer_id", "order_date", "amount")
    )
    early = make_book(
        orders=[order(name, on, amount / 10_000) for name, on, amount in rows.iter_rows()],
        customers=[{"customer_id": name} for name in book.customers.get_column("customer_id")],
    )
    assert forecast(book, day).customers.equals(forecast(early, day).customers)


def test_too_few_repeat_customers_fall_back_to_margin_over_churn() -> None:
    book = shop(customers=60)
    found = asked(book, "clv.predicted")
    assert found.status == "uncalibrated"
    assert found.value == asked(book, "clv.simple").value
    assert f"needs {FEWEST_REPEAT} customers with a second order" in note(found)
    assert "margin ÷ churn instead" in note(found)
    orders = asked(book, "purchases.expected_12m")
    assert (orders.value, orders.status) == (None, "n/a")


@pytest.mark.thorough
def test_spend_that_goes_with_frequency_is_not_predicted() -> None:
    orders = (
        shop()
        .tables["orders"]
        .select("customer_id", "order_date", pl.len().over("customer_id").alias("times"))
    )
    dice = random.Random(2)
    rows = [order(name, day, 10 * times * dice.uniform(0.8, 1.2)) for name, day, times in orders.iter_rows()]
    found = asked(make_book(orders=rows), "clv.predicted")
    assert found.status == "uncalibrated"
    assert "goes with the number of orders" in note(found)


def subscribers(count: int = 200) -> Book:
    """Subscribers who leave at each month's end at their own rate."""
    dice = random.Random(8)
    rows: list[Row] = [{"customer_id": "first", "effective_date": BEGIN, "mrr": 10}]
    for number in range(count):
        begin, leaves, month = BEGIN + timedelta(days=dice.randint(1, 500)), dice.betavariate(0.7, 6), 1
        rows.append({"customer_id": f"s{number:03}", "effective_date": begin, "mrr": 100})
        while dice.random() >= leaves:
            month += 1
        end = begin + timedelta(days=round(month * 365.25 / 12))
        if end <= date(2024, 12, 31):
            rows.append({"customer_id": f"s{number:03}", "effective_date": end, "mrr": 0})
    return make_book(mrr_events=rows)


def test_running_subscriptions_are_worth_the_months_they_are_likely_to_run() -> None:
    book = subscribers()
    found = forecast(book, date(2024, 12, 31))
    assert found.contract_model is not None
    assert found.contract_model.retention(0) == pytest.approx(6 / 6.7, abs=0.04)
    frame = found.customers.join(subscriber_months(book, date(2024, 12, 31)), on="customer")
    assert frame.filter(pl.col("mrr") == 0).get_column("future_revenue").unique().to_list() == [0.0]
    running = frame.filter(pl.col("mrr") == 100).sort("age")
    # Who has stayed longer is likely to stay longer still; nobody is counted beyond 36 months.
    assert running.get_column("future_revenue").is_sorted()
    assert running.get_column("future_revenue").max() < 3600  # type: ignore[operator]  # a float column
    assert asked(book, "clv.predicted").status == "ok"


def test_months_served_before_the_data_begin_are_counted_late() -> None:
    book = make_book(
        customers=[{"customer_id": "old", "created": "2022-01-01"}],
        mrr_events=[
            {"customer_id": "old", "effective_date": "2023-01-01", "mrr": 10},
            {"customer_id": "new", "effective_date": "2023-03-01", "mrr": 10},
            {"customer_id": "new", "effective_date": "2023-04-01", "mrr": 0},
        ],
    )
    new, old = subscriber_months(book, date(2023, 12, 31)).drop("customer").rows()
    assert new == (0.0, True, 1, 0, 10)
    assert old == (10.0, False, 23, 11, 23)


def test_cdnow_orders_give_the_published_model(shared: Path) -> None:
    folder = shared / "data" / "cdnow_sample"
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    log = pl.read_csv(folder / "orders.csv", schema_overrides={"customer_id": pl.String})
    rows = log.select("customer_id", "order_date", "amount").rows()
    book = make_book(orders=[order(*row) for row in rows])
    found = forecast(book, date.fromisoformat(expected["facts"]["calibration_end"][:10]))
    model, spend = found.order_model, found.spend_model
    assert model is not None
    assert spend is not None
    published = expected["published"]["bgnbd"]
    fitted = (model.r, model.alpha, model.a, model.b)
    assert fitted == pytest.approx([published[name] for name in ("r", "alpha", "a", "b")], rel=0.01)
    assert spend.mean == pytest.approx(35.17, rel=0.02)
