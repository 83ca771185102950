"""Segment waves on the desk and in the list of flags."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.filters.printer import combine
from holdfast.query import Query
from holdfast.views.selection import WaveOfSegment

ASKED = Query(as_of=AS_OF)


def book(lost: int) -> Book:
    """35 night clubs, of which some left this week, and 35 banks; one of the banks lapsed."""
    names = {f"n{number}": "Night clubs" for number in range(35)} | {f"b{n}": "Banks" for n in range(35)}
    ends = {f"n{number}": ago(3) for number in range(lost)} | {"b0": ago(20)}
    return make_book(
        customers=[{"customer_id": name, "segment": segment} for name, segment in names.items()],
        subscriptions=[
            {
                "subscription_id": name,
                "customer_id": name,
                "start": ago(900),
                "end": ends.get(name),
                "mrr": 10,
            }
            for name in names
        ],
    )


def test_a_wave_stands_first_among_the_flags_as_a_banner() -> None:
    rows = Engine(book(4)).flags(ASKED).frame
    assert rows.columns == ["flag", "subject", "severity", "evidence", "first_seen", "money", "play"]
    assert rows.row(0) == (
        "F35",
        "Night clubs",
        "banner",
        "Night clubs: 4 losses in 90 d, usual 0, alarm above 0",
        date(2025, 6, 27),
        480.0,
        "One review of the common cause",
    )
    assert rows.row(1)[2] == "critical"
    assert set(rows.get_column("flag")[1:]) == {"F22"}


@pytest.mark.thorough
def test_without_a_wave_the_list_has_the_same_columns_and_types() -> None:
    calm, stormy = Engine(book(2)).flags(ASKED).frame, Engine(book(4)).flags(ASKED).frame
    assert calm.schema == stormy.schema
    assert "F35" not in calm.get_column("flag")
    assert Engine(book(2)).desk(ASKED).waves == ()


def test_the_desk_tells_the_wave_of_the_chosen_customers_and_how_to_filter_by_it() -> None:
    engine = Engine(book(4))
    (wave,) = engine.desk(ASKED).waves
    assert (wave.segment, wave.money, wave.first_seen) == ("Night clubs", 480.0, ago(3))
    inside = engine.desk(Query(as_of=AS_OF, where=combine("", wave.clause)))
    assert inside.moment.shown == 35
    (narrowed,) = inside.waves
    assert narrowed.evidence == f"{wave.evidence}; of the 35 customers shown"
    assert replace(narrowed, evidence=wave.evidence) == wave
    assert engine.desk(Query(as_of=AS_OF, where="segment:Banks")).waves == ()


def test_a_wave_opens_into_its_losses_whose_revenue_adds_up_to_what_was_lost() -> None:
    engine = Engine(book(4))
    view = engine.customers_of(ASKED, WaveOfSegment("Night clubs"))
    assert view.title == "Segment wave: Night clubs"
    assert view.sentence == (
        "Night clubs: 4 losses in 90 d, usual 0, alarm above 0. 4 customers lost in the last 90 days."
    )
    found = view.rows.fetch(0, 9, ("name", "date", "revenue_before"))
    assert list(found["name"]) == ["n0", "n1", "n2", "n3"]
    assert set(found["date"]) == {ago(3)}
    assert sum(found["revenue_before"]) == engine.desk(ASKED).waves[0].money


def test_where_there_is_no_wave_the_few_losses_are_no_wave() -> None:
    view = Engine(book(4)).customers_of(ASKED, WaveOfSegment("Banks"))
    assert view.sentence == "Banks: no wave on this day. 1 customer lost in the last 90 days."
