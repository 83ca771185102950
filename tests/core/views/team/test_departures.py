"""What past departures cost, on worked figures, and what they say of the next."""

from __future__ import annotations

import math
from datetime import date
from statistics import stdev
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.figures_of import FiguresOf
from tests.core.views.team.team_book import held, level, rep

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.views.selection import DepartedBook

ASKED = Query(as_of=date(2025, 12, 31), period="2025")
BEFORE = 100.0


def departed(
    afters: list[float], stayed: list[float], day: str = "2024-07-01", leaver: str = "L"
) -> dict[str, Any]:
    """A rep who left on `day` with customers of 100 each a year before, and one who stayed with as many."""
    tables: dict[str, Any] = {"orders": [], "assignments": [], "reps": []}
    year = int(day[:4])
    for holder, values in ((leaver, afters), (f"S{leaver}", stayed)):
        for number, after in enumerate(values):
            name = f"{holder}{number:02}"
            tables["assignments"].append(held(name, holder, "2020-01-01"))
            tables["orders"].append({"customer_id": name, "order_date": f"{year}-03-01", "amount": BEFORE})
            if after:
                tables["orders"].append(
                    {"customer_id": name, "order_date": f"{year + 1}-03-01", "amount": after}
                )
    tables["reps"] = [rep(leaver, end_date=day, team="T"), *([rep(f"S{leaver}")] if stayed else [])]
    return tables


def joined(*books: dict[str, Any]) -> dict[str, Any]:
    return {name: [row for book in books for row in book[name]] for name in books[0]}


AFTERS = [80.0] * 9 + [0.0] * 3
STAYED = [98.0] * 10 + [108.0, 88.0]


def test_a_departure_costs_what_the_books_of_those_who_stayed_went_on_to_bring() -> None:
    # 12 × 100 before; those who stayed kept 98 %: 1,176 expected, 720 came: 456.
    engine = Engine(make_book(**departed(AFTERS, STAYED)))
    found = FiguresOf(engine, ASKED)["departure.cost"]
    assert found.value == pytest.approx(456.0)
    # Cochran (1977, 6.3): 12 customers spread about 98 a head on either side, 1.96 errors of a total.
    spread = 12 * (stdev(one - 98 for one in AFTERS) ** 2 + stdev(one - 98 for one in STAYED) ** 2)
    assert (found.low, found.high) == pytest.approx(
        (456 - 1.959964 * math.sqrt(spread), 456 + 1.959964 * math.sqrt(spread)), abs=1e-3
    )
    rows = engine.rows_behind(ASKED, "departure.cost")
    assert rows.total is not None
    assert rows.total.value == pytest.approx(456.0)
    # The same departure, told as the effect on revenue: 720 ÷ 1,200 − 98 % = −38 points.
    assert FiguresOf(engine, ASKED)["departure.revenue"].value == pytest.approx(-456 / 1200)


def test_below_ten_customers_there_is_no_interval() -> None:
    engine = Engine(make_book(**departed(AFTERS[3:], STAYED)))
    found = FiguresOf(engine, ASKED)["departure.cost"]
    assert (found.low, found.high, found.status) == (None, None, "few")
    (row,) = engine.past_departures(ASKED).rows
    assert (row.status, row.note) == ("few", "too few for an interval: 9 customers, 10 needed")


def test_a_recurring_level_counts_for_a_year() -> None:
    levels = [level(f"L{number}", 10) for number in range(10)] + [
        level(f"S{number}", 10) for number in range(10)
    ]
    levels += [level("L0", 0, "2024-12-01"), level("L1", 4, "2024-12-01")]
    tables: dict[str, Any] = {
        "mrr_events": levels,
        "assignments": [held(f"{holder}{number}", holder) for holder in "LS" for number in range(10)],
        "reps": [rep("L", end_date="2024-07-01"), rep("S")],
    }
    (row,) = Engine(make_book(**tables)).past_departures(ASKED).rows
    # 100 a month became 84, those of the rep who stayed kept all: 12 × 16.
    assert (row.before, row.after, row.cost) == pytest.approx((1200, 1008, 192))
    assert (row.active, row.lost, row.shrank, row.expected_lost) == (10, 1, 1, 0)


def test_each_departure_opens_into_its_customers() -> None:
    engine = Engine(make_book(**departed(AFTERS, STAYED)))
    rows = engine.customers_of(ASKED, DepartedBook("L"))
    became = rows.rows.fetch(0, 12, ["became", "amount"])
    assert list(became["became"]) == ["lost"] * 3 + ["less"] * 9
    assert math.fsum(became["amount"]) == pytest.approx(456.0)
    with pytest.raises(UsageError, match="left no book"):
        engine.customers_of(ASKED, DepartedBook("SL"))


def test_a_departure_whose_year_still_runs_is_not_judged() -> None:
    engine = Engine(make_book(**departed(AFTERS, STAYED)))
    (row,) = engine.past_departures(Query(as_of=date(2025, 6, 29))).rows
    assert (row.status, row.cost, row.lost) == ("incomplete", None, None)
    assert row.note == "followed until 30 Jun 2025"


def three_leavers(count: int = 3) -> Engine:
    """Leavers in three years whose books of 800 keep 60, 80 and 70 %, beside one rep who keeps all of 800."""
    years = [("A", 60.0, "2022-07-01"), ("B", 80.0, "2023-07-01"), ("C", 70.0, "2024-07-01")]
    books = [departed([after] * 8, [], day, name) for name, after, day in years[:count]]
    for book, (name, _, day) in zip(books, years, strict=False):
        book["orders"] += [
            {"customer_id": f"{name}{number:02}", "order_date": f"{year}-03-01", "amount": BEFORE}
            for year in range(2022, int(day[:4]))
            for number in range(8)
        ]
    stays = [f"S{number}" for number in range(8)]
    always: dict[str, Any] = {
        "orders": [
            {"customer_id": name, "order_date": f"{year}-03-01", "amount": BEFORE}
            for name in stays
            for year in range(2022, 2026)
        ],
        "assignments": [held(name, "S", "2020-01-01") for name in stays],
        "reps": [rep("S")],
    }
    return Engine(make_book(**joined(*books, always)))


@pytest.mark.thorough
def test_two_departures_say_nothing_of_the_next_and_three_do() -> None:
    two = three_leavers(2).past_departures(ASKED).effect
    assert (two.share, two.low) == (None, None)
    assert two.note.startswith("too few to tell: 2 departures with 16 customers")
    three = three_leavers().past_departures(ASKED).effect
    # 40, 20 and 30 % of equal books: mean 30 %, a standard error of 10 ÷ √3, t of 2 degrees 4.303.
    assert three.share == pytest.approx(0.3)
    assert (three.low, three.high) == pytest.approx(
        (0.3 - 4.3027 * 0.1 / math.sqrt(3), 0.3 + 4.3027 * 0.1 / math.sqrt(3)), abs=1e-4
    )


@pytest.mark.thorough
def test_the_expected_loss_of_a_rep_is_that_share_of_the_book() -> None:
    (drill,) = three_leavers().fire_drills(ASKED).drills
    assert (drill.rep_id, drill.active, drill.revenue) == ("S", 8, 800)
    assert drill.expected_loss == pytest.approx(0.3 * 800)
    (untold,) = three_leavers(2).fire_drills(ASKED).drills
    assert (untold.expected_loss, untold.low) == (None, None)


def test_without_reps_the_file_is_named() -> None:
    view = Engine(make_book(orders=[])).past_departures(ASKED)
    assert view.locked is not None
    assert "reps.csv" in view.locked
