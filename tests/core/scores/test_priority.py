"""Loss rates given open flags, each loss counted once, and whom to call first."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.risk import past_desk as past
from tests.core.risk.desk import evaluated

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.query import Query, SortKey
from holdfast.risk.chance.flag_table import loss_table_of
from holdfast.risk.past.backtest import backtest_of
from holdfast.risk.past.history import History
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.scores.priority import NOT_ACTIVE, UNCALIBRATED, PriorityTerms, priority_terms

AS_OF = date(2025, 6, 30)


def tables(detractors: int = 20, lost: int = 10, happy: int = 20) -> dict[str, Any]:
    """Subscribers at 100 a month from 10 January; detractors of the 20th leave on 15 March, some stay."""
    low = [f"d{number:02}" for number in range(detractors)]
    high = [f"h{number:02}" for number in range(happy)]
    start = date(2025, 1, 10)
    return {
        "subscriptions": [
            {
                "customer_id": name,
                "start": start,
                "end": date(2025, 3, 15) if place < lost and name in low else None,
                "mrr": 100,
            }
            for names in (low, high)
            for place, name in enumerate(names)
        ],
        "surveys": [
            *(past.answer(name, date(2025, 1, 20), 3) for name in low),
            *(past.answer(name, date(2025, 1, 20), 10) for name in high),
        ],
    }


def listed(book: Book, **query: Any) -> pl.DataFrame:
    columns = ("customer_id", "revenue", "loss_rate", "priority")
    return Engine(book).customers(Query(AS_OF, columns=columns, **query)).frame


def terms(book: Book, customer: str) -> PriorityTerms | str:
    place = book.customers.get_column("customer_id").to_list().index(customer)
    facts = evaluated(book, AS_OF)
    return priority_terms(book, AS_OF, facts, default_thresholds(), place)


@pytest.mark.thorough
def test_the_worked_priority_and_its_terms() -> None:
    book = make_book(**tables())
    rows = {row["customer_id"]: row for row in listed(book).iter_rows(named=True)}
    # 10 of 20 detractors were lost, 10 of all 40: 1,200 a year × (0.5 − 0.25).
    assert (rows["d15"]["loss_rate"], rows["d15"]["priority"]) == (0.5, 300)
    # Without an open flag the base rate applies, and nothing speaks for calling first.
    assert (rows["h05"]["loss_rate"], rows["h05"]["priority"]) == (0.25, 0)
    # Who has left has neither.
    assert (rows["d00"]["loss_rate"], rows["d00"]["priority"]) == (None, None)
    found = terms(book, "d15")
    assert isinstance(found, PriorityTerms)
    assert (found.revenue, found.loss_rate, found.base_rate) == (1200, 0.5, 0.25)
    assert (found.contactable, found.priority) == (1, 300)
    assert (found.worst, found.others, found.flagged, found.lost) == ("F12", 0, 20, 10)
    assert found.sentence == (
        "€1.2k × (50.0% − 25.0%) × 1 = €300: 50.0% of customers under Detractor with no other flag were lost "
        "within 90 days (10 of 20), 25.0% of all; rates include whatever was done about the flags"
    )
    quiet = terms(book, "h05")
    assert isinstance(quiet, PriorityTerms)
    assert "no flag with a record is open, and 25.0% of all were lost within 90 days" in quiet.sentence
    assert terms(book, "d00") == NOT_ACTIVE


def test_customers_can_be_sorted_and_filtered_by_priority() -> None:
    book = make_book(**tables())
    first = listed(book, sort=(SortKey("priority", descending=True),))
    assert first.get_column("priority").head(10).to_list() == [300] * 10
    assert listed(book, where="priority>100").height == 10
    assert listed(book, where="loss_rate>0.4").height == 10


def test_without_a_calibrated_flag_there_is_no_priority() -> None:
    book = make_book(**tables(lost=9))
    assert listed(book).get_column("priority").null_count() == book.customers.height
    assert terms(book, "d15") == UNCALIBRATED


@pytest.mark.thorough
def test_who_has_no_active_contact_counts_for_the_share_that_can_be_reached() -> None:
    contacts = [
        {"customer_id": "d15", "name": "A", "active": True},
        {"customer_id": "d16", "name": "B", "active": False},
        {"customer_id": "d17", "name": "C", "active": False, "left_on": date(2025, 6, 1)},
        # Gone tomorrow is here today.
        {"customer_id": "d18", "name": "D", "active": False, "left_on": date(2025, 7, 1)},
    ]
    book = make_book(**tables(), contacts=contacts)
    rows = {row["customer_id"]: row["priority"] for row in listed(book).iter_rows(named=True)}
    assert [rows[name] for name in ("d15", "d16", "d17", "d18", "d19")] == [300, 150, 150, 300, 150]
    found = terms(book, "d16")
    assert isinstance(found, PriorityTerms)
    assert found.contactable == 0.5
    assert "no active contact is on file, and 0.5 is an assumption you can edit" in found.sentence


def pairs(both: int, both_lost: int) -> dict[str, Any]:
    """40 detractors, 20 of them lost; the last `both` also pay less than before, `both_lost` of them lost.

    40 who are content stay.
    """
    names = [f"d{number:02}" for number in range(40)]
    cut = names[40 - both :]
    alone = 20 - both_lost
    lost = {*names[:alone], *cut[:both_lost]}
    gone = date(2025, 3, 15)
    subscriptions = []
    for name in names:
        end = gone if name in lost else None
        if name in cut:
            subscriptions.append(
                {"customer_id": name, "start": date(2025, 1, 10), "end": date(2025, 1, 20), "mrr": 200}
            )
            subscriptions.append({"customer_id": name, "start": date(2025, 1, 20), "end": end, "mrr": 100})
        else:
            subscriptions.append({"customer_id": name, "start": date(2025, 1, 10), "end": end, "mrr": 100})
    happy = [f"h{number:02}" for number in range(40)]
    subscriptions += [{"customer_id": name, "start": date(2025, 1, 10), "mrr": 100} for name in happy]
    return {
        "subscriptions": subscriptions,
        "surveys": [past.answer(name, date(2025, 1, 20), 3) for name in names],
    }


def test_two_flags_on_the_same_losses_are_not_added_up() -> None:
    book = make_book(**pairs(both=20, both_lost=15))
    table = loss_table_of(book, AS_OF, default_thresholds())
    rates = backtest_of(book, AS_OF, default_thresholds()).rates
    alone = {row["flag"]: (row["lost"], row["flagged"]) for row in rates.iter_rows(named=True)}
    # Downgrade 15 of 20, detractor 20 of 40: added up that would be more than everybody.
    assert (alone["F28"], alone["F12"]) == ((15, 20), (20, 40))
    assert table.worst == ("F28", "F12")
    cells = [(row["lost"], row["flagged"], row["own"]) for row in table.cells.iter_rows(named=True)]
    # Downgrade with the detractor beside it has a rate of its own; detractor alone has 5 losses, too few.
    assert cells[1] == (15, 20, True)
    assert cells[3] == (5, 20, False)
    assert table.cells.get_column("rate").to_list()[3] == 0.5


def test_a_cell_with_too_few_falls_back_to_its_worst_flag() -> None:
    book = make_book(**pairs(both=20, both_lost=10))
    table = loss_table_of(book, AS_OF, default_thresholds())
    assert set(table.worst) == {"F12", "F28"}
    state = pl.DataFrame(
        {"worst": [0, None], "others": [2, None], "drawn": [None, None]},
        schema=dict.fromkeys(("worst", "others", "drawn"), pl.UInt32),
    )
    assert table.rates(state).get_column("loss_rate").to_list() == [0.5, table.base_rate]


def test_facts_and_standings_tell_the_same_state_of_a_customer() -> None:
    book = make_book(**pairs(both=20, both_lost=15))
    table = loss_table_of(book, AS_OF, default_thresholds())
    end = date(2025, 2, 28)

    standing = History(book, default_thresholds()).standing(end)
    facts = table.state_of_facts(evaluated(book, end))
    assert facts.equals(table.state_of_standing(standing))
    assert facts.get_column("others").drop_nulls().unique().sort().to_list() == [0, 1]


@pytest.mark.thorough
@pytest.mark.parametrize("day", [date(2025, 4, 1), date(2025, 6, 30)])
def test_what_comes_later_changes_no_priority(day: date) -> None:
    known = tables()
    later = {**known, "surveys": [*known["surveys"], past.answer("h00", date(2025, 7, 5), 0)]}
    columns = ("customer_id", "loss_rate", "priority")
    then, now = (
        Engine(make_book(**rows)).customers(Query(day, columns=columns)).frame for rows in (known, later)
    )
    assert then.equals(now)
