"""What plays achieved in a book with a past: who counts, when, on which side; nothing known only later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.plays.journals import Pen
from tests.core.risk.past_desk import answer, subscription

from holdfast.book.book import Book
from holdfast.journal.log import in_force
from holdfast.plays.catalog import plays_of
from holdfast.plays.effect.achieved import Achievements, achievements
from holdfast.plays.progress import runs_of
from holdfast.risk.past.history import History
from holdfast.risk.thresholds.thresholds import default_thresholds

AS_OF = date(2025, 6, 30)
FLAG = "F12"
"""Detractor: open from an answer of 6 or less until 180 days have passed."""

HELPED, LEFT_ALONE = 24, 40


def detractors(leaving: int, alone: int) -> dict[str, Any]:
    """All answer 3 on 10 January 2025; on 1 April `leaving` of those called (h…) go, `alone` of the rest."""
    gone = date(2025, 4, 1)
    subscriptions = [
        *(subscription(f"h{place:02}", 100, gone if place < leaving else None) for place in range(HELPED)),
        *(subscription(f"a{place:02}", 100, gone if place < alone else None) for place in range(LEFT_ALONE)),
        subscription("quiet", 100),
    ]
    asked = [row["customer_id"] for row in subscriptions if row["customer_id"] != "quiet"]
    return {"subscriptions": subscriptions, "surveys": [answer(one, date(2025, 1, 10), 3) for one in asked]}


def helped(day: date = date(2025, 1, 20), number: int = HELPED) -> Pen:
    pen, play = Pen(), plays_of().by_id["detractor"]
    for place in range(number):
        pen.start(play, f"h{place:02}", day, FLAG, severity="high")
    return pen


def achieved(book: Book, pen: Pen, as_of: date = AS_OF, hold_out: float = 0.0) -> Achievements:
    runs = runs_of(in_force(e for e in pen.entries if e.day <= as_of), plays_of(), as_of)
    return achievements(History(book, default_thresholds()), runs, as_of, hold_out)


def test_kept_with_the_play_stands_beside_those_alike_without_it() -> None:
    # With it 20 of 24 kept from 20 January to 20 April, without it 24 of 40 (60 %): +23.3 points.
    found = achieved(make_book(**detractors(leaving=4, alone=16)), helped()).pairs["detractor", FLAG]
    assert (found.started, found.running, found.finished) == (24, 24, 0)
    effect = found.observed
    assert (effect.n, effect.kept, effect.others_n, effect.others_share) == (24, 20, 40, 0.6)
    assert effect.value == pytest.approx(20 / 24 - 0.6)
    assert effect.status == "ok"


def test_the_rows_are_the_customers_that_were_compared_and_their_weights_add_up() -> None:
    found = achieved(make_book(**detractors(leaving=4, alone=16)), helped())
    rows, effect = found.cases, found.pairs["detractor", FLAG].observed
    assert rows.filter("treated").height == effect.n
    assert rows.filter(~pl.col("treated")).height == effect.others_n
    assert rows.filter(~pl.col("treated")).get_column("weight").sum() == pytest.approx(effect.n)
    assert set(rows.get_column("month")) == {date(2025, 1, 1)}


@pytest.mark.thorough
def test_nothing_is_told_before_the_horizon_has_passed_and_nothing_later_changes_what_was_told() -> None:
    book = make_book(**detractors(leaving=4, alone=16))
    # 90 days after 20 January it is 20 April.
    assert achieved(book, helped(), date(2025, 4, 19)).pairs["detractor", FLAG].observed.status == "none"
    then = achieved(book, helped(), date(2025, 4, 20))
    pen = helped()
    for place in range(10):
        pen.start(plays_of().by_id["detractor"], f"a{place:02}", date(2025, 5, 20), FLAG, severity="high")
    rows = detractors(leaving=4, alone=16)
    rows["surveys"] += [answer(f"a{place:02}", date(2025, 5, 10), 9) for place in range(LEFT_ALONE)]
    later = make_book(**rows)
    again = achieved(later, pen, date(2025, 4, 20))
    assert again.pairs == then.pairs
    assert_frame_equal(again.cases, then.cases)
    assert_frame_equal(again.starts, then.starts)


def test_whoever_was_gone_on_the_day_counts_on_neither_side() -> None:
    rows = detractors(leaving=0, alone=0)
    rows["subscriptions"] = [
        {**row, "end": date(2025, 1, 15)} if row["customer_id"] in ("h00", "a00", "a01") else row
        for row in rows["subscriptions"]
    ]
    effect = achieved(make_book(**rows), helped()).pairs["detractor", FLAG].observed
    assert (effect.n, effect.others_n) == (HELPED - 1, LEFT_ALONE - 2)


def test_whoever_got_another_play_for_the_flag_is_on_neither_side() -> None:
    pen = helped()
    own = replace(plays_of().by_id["detractor"], id="mine")
    for place in range(5):
        pen.start(own, f"a{place:02}", date(2025, 1, 15), FLAG, severity="high")
    pairs = achieved(make_book(**detractors(leaving=4, alone=16)), pen).pairs
    assert pairs["detractor", FLAG].observed.others_n == LEFT_ALONE - 5
    assert (pairs["mine", FLAG].started, pairs["mine", FLAG].observed.status) == (5, "few")


@pytest.mark.thorough
def test_who_waits_for_long_is_without_a_play_in_every_week_and_with_one_when_it_comes() -> None:
    pen, play = Pen(), plays_of().by_id["detractor"]
    for week in range(4):
        for place in range(6):
            pen.start(play, f"h{6 * week + place:02}", date(2025, 1, 20) + timedelta(days=7 * week), FLAG)
    rows = achieved(make_book(**detractors(leaving=4, alone=16)), pen).cases
    # Those of the fourth week were without it in the three before, and count as one customer each.
    last = rows.filter("treated").get_column("customer").max()
    assert rows.filter(pl.col("customer") == last).get_column("treated").to_list() == [
        False,
        False,
        False,
        True,
    ]
    effect = achieved(make_book(**detractors(leaving=4, alone=16)), pen).pairs["detractor", FLAG].observed
    assert effect.n == HELPED
    assert effect.effective < LEFT_ALONE + HELPED


def test_a_flag_that_was_seen_clear_within_the_horizon_counts_as_cleared() -> None:
    rows = detractors(leaving=0, alone=0)
    rows["surveys"] += [answer(f"h{place:02}", date(2025, 2, 20), 9) for place in range(7)]
    pen = helped()
    found = achieved(make_book(**rows), pen)
    assert found.pairs["detractor", FLAG].cleared == 7
    assert found.starts.filter("cleared").height == 7


@pytest.mark.thorough
def test_those_held_out_are_compared_with_all_the_others_whatever_was_done() -> None:
    book = make_book(**detractors(leaving=4, alone=16))
    pen = helped()
    # Newly flagged are compared from the first play for the flag on, here somebody's of 6 January.
    pen.start(plays_of().by_id["detractor"], "quiet", date(2025, 1, 6), FLAG)
    found = achieved(book, pen, hold_out=0.4)
    drawn = found.pairs["detractor", FLAG].assigned
    assert drawn is not None
    # The flag of all 64 opened in January: each is on one side by lot.
    assert drawn.n + drawn.others_n == found.newly.height == HELPED + LEFT_ALONE
    assert drawn.others_n == found.newly.get_column("held_out").sum()
    assert achieved(book, helped()).pairs["detractor", FLAG].assigned is None


def test_a_play_of_somebody_who_is_no_longer_in_the_book_is_not_judged() -> None:
    pen = helped(number=2)
    pen.start(plays_of().by_id["detractor"], "stranger", date(2025, 1, 20), FLAG, severity="high")
    assert achieved(make_book(**detractors(0, 0)), pen).pairs["detractor", FLAG].started == 2


@pytest.mark.thorough
def test_kept_of_one_start_is_told_after_ninety_days_of_whoever_was_a_customer() -> None:
    rows = detractors(leaving=1, alone=0)
    pen = helped(number=2)
    pen.start(plays_of().by_id["detractor"], "a00", AS_OF - timedelta(days=89), FLAG, severity="high")
    starts = achieved(make_book(**rows), pen).starts
    assert starts.get_column("kept").to_list() == [False, True, None]
