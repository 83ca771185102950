"""Contracts: the worked attrition clause in both modes, renewals, and the forecast that can be checked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query

OCTOBER = Query(as_of=date(2025, 9, 30))
NIGHTS = (("2025-09-01", 50, 45, 12), ("2025-09-02", 60, 40, 5), ("2025-09-03", 40, 20, 30))


def hotel(*, unsold: bool = False, resold: int = 0, nights: int = 3, **terms: Any) -> Book:
    """The worked block: 50, 60 and 40 rooms, allowance 20 %, rate 200, margin 75 %."""
    clause = {"allowance_pct": 20, "unit_rate": 200, "margin_pct": 75, "mode": "cumulative", **terms}
    usage = [
        {
            "contract_id": "H1",
            "date": day,
            "contracted": contracted,
            "used": used,
            "unsold": left if unsold else None,
            "resold": resold if day.endswith("3") else 0,
        }
        for day, contracted, used, left in NIGHTS[:nights]
    ]
    contract = {"contract_id": "H1", "customer_id": "c", "start": "2025-03-01", "end": "2025-09-04"}
    return make_book(
        customers=[{"customer_id": "c", "name": "Grand"}],
        contracts=[{**contract, **clause}],
        contract_usage=usage,
    )


def figures(book: Book, query: Query = OCTOBER) -> FiguresOf:
    return FiguresOf(Engine(book), query)


def clause(book: Book) -> tuple[float | None, float | None]:
    found = figures(book)
    return found["contracts.shortfall"].value, found["contracts.damages"].value


def test_cumulative_nights_make_up_for_each_other() -> None:
    assert clause(hotel()) == (15, 2250)


def test_each_night_alone_misses_more() -> None:
    assert clause(hotel(mode="per_period")) == (20, 3000)


def test_resold_rooms_are_credited() -> None:
    assert clause(hotel(resold=6)) == (15, 1350)
    assert clause(hotel(resold=6, resale_credit=False)) == (15, 2250)
    assert clause(hotel(resold=40)) == (15, 0)


def test_no_more_is_charged_than_stayed_unsold() -> None:
    assert clause(hotel(mode="per_period", unsold=True)) == (20, 2550)
    # Cumulative: 5, 5 and 20 of the block stayed empty and unsold, more than the 15 owed.
    assert clause(hotel(unsold=True)) == (15, 2250)


@pytest.mark.parametrize(("allowance", "margin"), [(20, 75), (0.2, 0.75), (20, 0.75)])
def test_percentages_may_be_shares(allowance: float, margin: float) -> None:
    assert clause(hotel(allowance_pct=allowance, margin_pct=margin)) == (15, 2250)


def test_more_than_the_block_makes_up_only_in_cumulative_mode() -> None:
    contract: Row = {
        "contract_id": "K", "customer_id": "c", "start": "2025-08-01", "end": "2025-09-30",
        "allowance_pct": 0, "unit_rate": 100, "margin_pct": 100,
    }  # fmt: skip
    usage = [
        {"contract_id": "K", "date": "2025-09-01", "contracted": 10, "used": 14},
        {"contract_id": "K", "date": "2025-09-02", "contracted": 10, "used": 4},
    ]
    for mode, short, owed in (("cumulative", 2, 200), ("per_period", 6, 600)):
        book = make_book(contracts=[{**contract, "mode": mode}], contract_usage=usage)
        assert clause(book) == (short, owed)


def test_the_published_clauses() -> None:
    # 100 contracted, 20 % allowed, 70 used: 10 billable. 500 at 80 %, 360 used at 189: 40 rooms, 7,560.
    for block, used, rate, short, owed in ((100, 70, 1, 10, 10), (500, 360, 189, 40, 7560)):
        contract = {
            "contract_id": "K", "customer_id": "c", "start": "2025-08-01", "end": "2025-09-30",
            "allowance_pct": 20, "unit_rate": rate, "margin_pct": 100,
        }  # fmt: skip
        usage = [{"contract_id": "K", "date": "2025-09-01", "contracted": block, "used": used}]
        assert clause(make_book(contracts=[contract], contract_usage=usage)) == (short, owed)


def test_nights_after_the_date_do_not_count_yet() -> None:
    found = figures(hotel(), Query(as_of=date(2025, 9, 2)))
    # 110 blocked, 88 to be used, 85 used.
    assert found["contracts.shortfall"].value == pytest.approx(3)
    assert found["contracts.damages"].value == pytest.approx(450)
    assert figures(hotel(nights=2), Query(as_of=date(2025, 9, 2)))["contracts.damages"].value == 450


def test_without_nights_contracted_the_units_count_pro_rata() -> None:
    contract = {
        "contract_id": "K", "customer_id": "c", "start": "2025-09-01", "end": "2025-09-11", "units": 100,
        "allowance_pct": 20, "unit_rate": 10, "margin_pct": 50,
    }  # fmt: skip
    usage = [{"contract_id": "K", "date": "2025-09-05", "used": 30}]
    book = make_book(contracts=[contract], contract_usage=usage)
    found = figures(book, Query(as_of=date(2025, 9, 5)))
    # Five of ten days: 50 units, 40 owed, 30 used.
    assert (found["contracts.shortfall"].value, found["contracts.damages"].value) == (10, 50)


def test_damages_without_a_margin_are_not_guessed() -> None:
    book = hotel(margin_pct=None)
    assert clause(book) == (15, 0)
    note = Engine(book).contracts(OCTOBER).frame.row(0, named=True)["note"]
    assert "damages need unit_rate and margin_pct" in note


def test_every_damage_says_that_it_is_no_legal_advice() -> None:
    assert "not legal advice" in (figures(hotel())["contracts.damages"].note or "")
    table = Engine(hotel()).contracts(OCTOBER)
    row = table.frame.row(0, named=True)
    assert (row["contract_id"], row["customer"], row["shortfall"], row["damages"]) == (
        "H1",
        "Grand",
        15,
        2250,
    )
    assert row["note"].endswith("used 105 of at least 120 (not legal advice)")
    assert "not legal advice" in table.notes[0]


def test_a_clause_by_the_night_says_so_beside_its_total() -> None:
    note = Engine(hotel(mode="per_period", unsold=True)).contracts(OCTOBER).frame.row(0, named=True)["note"]
    assert "used 105 of at least 120, 20 short night by night; 17 charged after resale" in note


def test_the_rows_behind_the_damages_add_up() -> None:
    found = Engine(hotel()).rows_behind(OCTOBER, "contracts.damages")
    assert found.rows.fetch(0, 9, ("contract_id", "damages")) == {"contract_id": ["H1"], "damages": [2250.0]}


JUNE = Query(as_of=date(2025, 6, 30))


def term(customer: str, start: str, end: str, **more: Any) -> Row:
    return {"customer_id": customer, "start": start, "end": end, "renewal": end, "value": 1000, **more}


def with_contracts(*contracts: Row) -> Book:
    names = sorted({str(one["customer_id"]) for one in contracts})
    orders = [{"customer_id": name, "order_date": "2025-01-15", "amount": 500} for name in names]
    return make_book(contracts=contracts, orders=orders)


def test_a_successor_or_an_automatic_renewal_is_a_renewal() -> None:
    book = with_contracts(
        term("followed", "2024-03-01", "2025-03-01"),
        term("followed", "2025-03-20", "2026-03-20"),
        term("itself", "2024-02-01", "2025-02-01", auto_renew=True),
        term("gone", "2024-04-01", "2025-04-01"),
        term("open", "2024-06-20", "2025-06-20"),
    )
    rate = figures(book, JUNE)["contracts.renewal_rate"]
    # The one that came due ten days ago may still be renewed, and counts on neither side.
    assert (rate.numerator, rate.denominator) == (2, 3)
    assert figures(book, Query(as_of=date(2025, 7, 20)))["contracts.renewal_rate"].denominator == 4


def test_revenue_up_for_renewal_counts_a_customer_once() -> None:
    book = with_contracts(
        term("soon", "2024-07-20", "2025-07-20"),
        term("soon", "2024-08-20", "2025-08-20"),
        term("later", "2024-12-20", "2025-12-20"),
    )
    assert figures(book, JUNE)["risk.revenue.renewals_90d"].value == 500
    found = Engine(book).rows_behind(JUNE, "risk.revenue.renewals_90d")
    assert found.rows.fetch(0, 9, ("name",)) == {"name": ["soon"]}


def yearly(customer: str, day: date, years: int, stops: date | None = None) -> list[Row]:
    starts = [day.replace(year=day.year + number) for number in range(years)]
    return [
        term(customer, start.isoformat(), start.replace(year=start.year + 1).isoformat())
        for start in starts
        if stops is None or start < stops
    ]


def test_the_forecast_stands_beside_the_last_one_that_can_be_checked() -> None:
    first = date(2021, 1, 15)
    book = with_contracts(
        *(row for n in range(20) for row in yearly(f"c{n:02}", first + timedelta(days=17 * n), 5)),
        *yearly("lost", date(2021, 4, 10), 5, stops=date(2025, 4, 1)),
    )
    forecast = figures(book, JUNE)["contracts.forecast"]
    assert forecast.value is not None
    assert forecast.denominator is not None
    assert 0 < (forecast.low or 0) <= forecast.value <= (forecast.high or 0) <= forecast.denominator
    # 120 days back all renewals are decided; seven contracts came due in the 90 days after, six were kept.
    assert (forecast.note or "").startswith("on 2025-03-02 it said €7,000 [")
    assert (forecast.note or "").endswith("6,000 came, inside the interval")


def test_a_forecast_without_history_says_what_is_missing() -> None:
    book = with_contracts(term("c", "2024-08-01", "2025-08-01"))
    forecast = figures(book, JUNE)["contracts.forecast"]
    assert (forecast.value, forecast.status) == (None, "n/a")
    assert "nothing tells how many renew" in (forecast.note or "")


def test_the_calendar_begins_with_what_comes_due_next() -> None:
    book = with_contracts(
        term("later", "2025-01-10", "2026-01-10", notice_days=60),
        term("soon", "2024-08-10", "2025-08-10", notice_days=30),
        term("missed", "2024-06-20", "2025-06-20"),
        term("old", "2020-01-10", "2021-01-10"),
    )
    frame = Engine(book).contracts(JUNE).frame
    assert frame.columns == [
        "contract_id", "customer", "start", "end", "renewal", "notice_by", "value", "shortfall", "damages",
        "note",
    ]  # fmt: skip
    assert frame["customer"].to_list() == ["soon", "later", "missed"]
    assert frame["notice_by"].to_list()[:2] == [date(2025, 7, 11), date(2025, 11, 11)]
    assert frame["note"].to_list() == [
        "comes due in 41 d (notice in 11 d)", None, "came due 10 d ago, no successor yet",
    ]  # fmt: skip


def test_a_book_without_contracts_names_the_file() -> None:
    book = make_book(orders=[{"customer_id": "c", "order_date": "2025-01-01", "amount": 1}])
    with pytest.raises(UsageError, match=r"contracts\.csv"):
        Engine(book).contracts(JUNE)
