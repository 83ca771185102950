"""What opened, worsened, eased and cleared between two days."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, numbered, orders_of

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query

# Everybody used to order every 30 days. Overdue: watch from 45 days, high from 60, critical from 90.


@cache
def the_book() -> Book:
    return make_book(
        customers=[{"customer_id": name} for name in ("back", "late", "later", "same", "fine", "joined")],
        orders=numbered(
            orders_of("back", 200, 170, 140, 110, 2),
            orders_of("late", 150, 120, 90, 50),
            orders_of("later", 160, 130, 100, 70),
            orders_of("same", 300, 270, 240, 210),
            orders_of("fine", 120, 90, 60, 30, 1),
            orders_of("joined", 20),
        ),
    )


BEFORE = ago(20)


def changes(where: str = "flag:any or -flag:any", since: date | None = BEFORE) -> dict[str, tuple[str, ...]]:
    rows = Engine(the_book()).flag_changes(Query(as_of=AS_OF, where=where, since=since)).rows
    overdue = rows.filter(rows.get_column("flag") == "F01")
    wanted = overdue.select("subject", "change", "severity_before", "severity")
    return {subject: tuple(rest) for subject, *rest in wanted.iter_rows()}


def test_what_opened_worsened_and_cleared_is_told_apart_and_the_rest_left_out() -> None:
    assert changes() == {
        "late": ("opened", "none", "watch"),
        "later": ("worsened", "watch", "high"),
        "back": ("cleared", "critical", "none"),
    }


def test_a_longer_look_back_sees_the_whole_way_a_flag_went() -> None:
    assert changes(since=ago(110)) == {
        "late": ("opened", "none", "watch"),
        "later": ("opened", "none", "high"),
    }


def test_what_happened_after_the_later_day_is_not_seen() -> None:
    at_the_time = Engine(the_book()).flag_changes(Query(as_of=BEFORE, since=ago(60))).rows
    assert "late" not in at_the_time.get_column("subject").to_list()


def test_a_cleared_flag_keeps_the_sentence_of_then_and_an_open_one_says_how_it_is_now() -> None:
    view = Engine(the_book()).flag_changes(Query(as_of=AS_OF, since=BEFORE))
    said = {
        row["subject"]: row["evidence"] for row in view.rows.iter_rows(named=True) if row["flag"] == "F01"
    }
    assert said["back"] == "3× overdue: last order 12 Mar 2025, 90 d ago; usual every 30 d (3 gaps)"
    assert said["late"].startswith("1.7× overdue: last order 11 May 2025, 50 d ago")


def test_totals_are_counted_by_flag_and_put_in_one_sentence() -> None:
    view = Engine(the_book()).flag_changes(Query(as_of=AS_OF, where="name:late,later,back", since=BEFORE))
    assert view.counts["F01"] == {"opened": 1, "worsened": 1, "eased": 0, "cleared": 1}
    assert view.sentence == "Since 10 Jun 2025: 1 opened, 1 worsened, 1 cleared"
    nobody = Engine(the_book()).flag_changes(Query(as_of=AS_OF, where="name:fine", since=BEFORE))
    assert nobody.sentence == "Since 10 Jun 2025: no flag has changed"
    assert nobody.rows.is_empty()


def test_a_filter_leaves_only_the_changes_of_its_customers() -> None:
    assert set(changes(where="name:later")) == {"later"}


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("as_of", "since"),
    [
        (AS_OF, date(2025, 5, 31)),
        (date(2025, 6, 17), date(2025, 5, 17)),
        (date(2025, 2, 28), date(2025, 1, 31)),
    ],
)
def test_without_a_day_flags_are_compared_with_a_month_before(as_of: date, since: date) -> None:
    assert Engine(the_book()).flag_changes(Query(as_of=as_of)).since == since


def test_a_day_that_is_not_earlier_is_refused() -> None:
    with pytest.raises(UsageError, match="2025-06-30 is not before 2025-06-30"):
        Engine(the_book()).flag_changes(Query(as_of=AS_OF, since=AS_OF))


def test_every_flag_open_then_or_now_is_accounted_for() -> None:
    engine = Engine(the_book())
    then = engine.flags(Query(as_of=BEFORE)).frame.select("flag", "subject")
    now = engine.flags(Query(as_of=AS_OF)).frame.select("flag", "subject")
    rows = engine.flag_changes(Query(as_of=AS_OF, since=BEFORE)).rows

    def changed(*names: str) -> set[tuple[str, str]]:
        some = rows.filter(rows.get_column("change").is_in(names))
        return set(some.select("flag", "subject").iter_rows())

    assert set(now.iter_rows()) - set(then.iter_rows()) == changed("opened")
    assert set(then.iter_rows()) - set(now.iter_rows()) == changed("cleared")
