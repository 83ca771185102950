"""Usage, seats, deals and what is said of competitors: what happened later changes no flag on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, scope_of
from tests.core.risk.test_no_leak import as_it_stood, numbered
from tests.examples import cases

from holdfast.book.book import Book
from holdfast.risk.catalog import FLAGS
from holdfast.risk.evaluate import Evaluation, evaluate_some
from holdfast.risk.scope.scope import rule_scope
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.schema.tables import TABLES

MINE = ("F07", "F08", "F25", "F34")
THRESHOLDS = default_thresholds().replaced("F25", "names", ("Globex",)).replaced("F34", "minimum_won", 1)
Tables = dict[str, list[dict[str, Any]]]

customer = st.sampled_from(["c0", "c1"])
day = st.integers(-60, 150).map(ago)
text = st.sampled_from(["Globex", "all is well", None])
stage = st.sampled_from(["Demo", "Proposal", "Won"])


def rows_of(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=12)


def used(drawn: tuple[int, int, int]) -> list[dict[str, Any]]:
    """Seats in use every three days, that many before 40 days ago, since then, and after today."""
    before, now, later = drawn
    return [
        {
            "customer_id": "c0",
            "date": ago(days),
            "metric": "seats",
            "value": later if days < 0 else now if days < 40 else before,
        }
        for days in range(-60, 150, 3)
    ]


deals = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": customer,
            "created": day,
            "close_date": st.none() | day,
            "is_won": st.booleans(),
            "stage": stage,
            "competitor": st.sampled_from(["Initech", None]),
            "lost_reason": text,
        }
    ),
    max_size=8,
).map(
    lambda rows: [
        {**row, "opportunity_id": f"o{n}", "is_closed": row["close_date"] is not None}
        for n, row in enumerate(rows)
    ]
)
tables = st.fixed_dictionaries(
    {
        "usage": st.tuples(*[st.sampled_from([0, 3, 30])] * 3).map(used),
        "subscriptions": rows_of(
            customer_id=customer, start=day, end=st.none() | day, mrr=st.just(5), seats=st.integers(1, 40)
        ).map(lambda rows: [{"subscription_id": f"s{n}", **row} for n, row in enumerate(rows)]),
        "interactions": rows_of(customer_id=customer, at=day, text=text),
        "tickets": rows_of(customer_id=customer, created=day, subject=text),
        "surveys": rows_of(
            kind=st.just("nps"), customer_id=customer, invited=day, answered=st.none() | day, comment=text
        ),
        "losses": rows_of(customer_id=customer, date=day, competitor=text, note=text),
        "opportunities": deals,
        "opportunity_stages": rows_of(
            opportunity_id=st.integers(0, 7).map(lambda n: f"o{n}"), stage=stage, entered=day
        ),
    }
)

ALL_RAISED: Tables = {
    "usage": used((30, 3, 30)),
    "subscriptions": [
        {"subscription_id": "s", "customer_id": "c0", "start": ago(100), "mrr": 5, "seats": 40}
    ],
    "tickets": [{"customer_id": "c0", "created": ago(3), "subject": "Globex"}],
    "opportunities": [
        {"opportunity_id": "o0", "customer_id": "c1", "created": ago(99), "close_date": ago(60),
         "is_closed": True, "is_won": True, "stage": "Won"},
        {"opportunity_id": "o1", "customer_id": "c0", "created": ago(99), "close_date": ago(-5),
         "is_closed": True, "is_won": True, "stage": "Won"},
    ],
    "opportunity_stages": [
        {"opportunity_id": "o0", "stage": "Demo", "entered": ago(70)},
        {"opportunity_id": "o1", "stage": "Demo", "entered": ago(50)},
    ],
}  # fmt: skip


def book_of(drawn: Tables) -> Book:
    rows: dict[str, Any] = {"customers": [{"customer_id": name} for name in ("c0", "c1")], **drawn}
    return make_book(**rows)


def judged(drawn: Tables) -> Evaluation:
    book = book_of(drawn)
    return evaluate_some(
        rule_scope(book, AS_OF, scope_of(book).facts, THRESHOLDS), [FLAGS[flag_id] for flag_id in MINE]
    )


def then(drawn: Tables) -> Tables:
    """The export of the day: a deal that closed later was open."""
    seen = {name: as_it_stood(name, rows) for name, rows in drawn.items()}
    unsaid = dict.fromkeys(("close_date", "is_won", "stage", "competitor", "lost_reason"))
    seen["opportunities"] = [
        {**row, **unsaid, "is_closed": False} if row["close_date"] and row["close_date"] > AS_OF else row
        for row in seen["opportunities"]
    ]
    return seen


def test_the_example_raises_all_of_these_flags() -> None:
    assert [judged(ALL_RAISED).raised[flag_id].height for flag_id in MINE] == [1, 1, 1, 1]


@pytest.mark.thorough
@cases(8)
@given(tables)
@example(ALL_RAISED)
def test_rows_after_the_as_of_date_change_none_of_these_flags(drawn: Tables) -> None:
    everything = {name: numbered(rows, TABLES[name].key) for name, rows in drawn.items()}
    now, before = judged(everything), judged(then(everything))
    assert_frame_equal(now.levels, before.levels)
    for flag_id in set(now.raised) | set(before.raised):
        assert_frame_equal(now.raised[flag_id], before.raised[flag_id])


@pytest.mark.thorough
@cases(6)
@given(tables)
@example(ALL_RAISED)
def test_each_of_these_flags_was_open_on_its_first_day_and_not_the_day_before(drawn: Tables) -> None:
    known = then({name: numbered(rows, TABLES[name].key) for name, rows in drawn.items()})
    book = book_of(known)
    raised = judged(known).raised
    for flag_id in ("F07", "F08", "F25"):
        for row in raised[flag_id].drop_nulls("since").iter_rows(named=True):
            for days, is_open in ((0, True), (-1, False)):
                on = row["since"] + timedelta(days=days)
                scope = rule_scope(book, on, scope_of(book, on).facts, THRESHOLDS)
                level = evaluate_some(scope, [FLAGS[flag_id]]).levels.item(row["customer"], f"flag_{flag_id}")
                assert ((level or 0) > 0) is is_open, (flag_id, row["since"], on)
