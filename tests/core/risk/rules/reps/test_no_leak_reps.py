"""Deleting everything that happened after the as-of date changes no flag of a rep."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, evaluation
from tests.core.risk.test_no_leak import as_it_stood, numbered, rows_of
from tests.examples import cases

from holdfast.risk.catalog import REP_FLAGS
from holdfast.risk.evaluate import Evaluation
from holdfast.schema.tables import TABLES
from holdfast.timeline import add_months

CUSTOMERS = [{"customer_id": f"c{n}"} for n in range(30)]
NAMES = tuple(f"r{n}" for n in range(11))
rep = st.sampled_from(NAMES)
customer = st.sampled_from([row["customer_id"] for row in CUSTOMERS])
day = st.integers(-90, 400).map(lambda days: AS_OF - timedelta(days=days))
maybe_day = st.none() | day
HIRED = {1: AS_OF + timedelta(days=9), 2: date(2024, 10, 1)}
MONTHS = [add_months(date(2024, 4, 1), n) for n in range(18)]

reps = st.lists(
    st.fixed_dictionaries(
        {
            "team": st.sampled_from(["North", "South", None]),
            "hire_date": st.integers(0, 19).map(
                lambda n: HIRED.get(n, date(2020, 1, 1)),
            ),
            # Most are here for long: eight who are here are compared, and fewer say nothing.
            "end_date": st.integers(0, 19).flatmap(lambda n: day if n == 0 else st.none()),
            "manager_id": st.none() | rep,
        }
    ),
    min_size=len(NAMES),
    max_size=len(NAMES),
).map(lambda rows: [{"rep_id": name, **row} for name, row in zip(NAMES, rows, strict=True)])

attained = st.lists(st.integers(0, 200), min_size=len(NAMES) * len(MONTHS), max_size=len(NAMES) * len(MONTHS))
rep_periods = attained.map(
    lambda values: [
        {"rep_id": name, "period": month, "quota": 100, "attained": values[n * len(MONTHS) + m]}
        for n, name in enumerate(NAMES)
        for m, month in enumerate(MONTHS)
    ]
)
surveys = st.lists(st.integers(0, 7), min_size=8, max_size=8).map(
    lambda scores: [
        {"kind": "enps", "team": "North", "invited": AS_OF - timedelta(days=20),
         "answered": AS_OF + timedelta(days=n - 6), "score": score}
        for n, score in enumerate(scores)
    ]
)  # fmt: skip
# The first rep has always logged enough before to be compared with.
USUAL = [{"customer_id": "c0", "at": AS_OF - timedelta(days=days), "rep_id": "r0"} for days in range(28, 112)]
logged = st.lists(st.tuples(rep, st.integers(-60, 130)), max_size=60).map(
    lambda rows: [
        *USUAL,
        *({"customer_id": "c0", "at": AS_OF - timedelta(days=days), "rep_id": name} for name, days in rows),
    ]
)
tables = st.fixed_dictionaries(
    {
        "reps": reps,
        "rep_periods": rep_periods,
        "surveys": surveys,
        "interactions": logged,
        "orders": rows_of(customer_id=customer, order_date=day, amount=st.integers(1, 300)),
        "recognitions": rows_of(rep_id=rep, date=day).map(
            lambda rows: [{"rep_id": "r0", "date": AS_OF - timedelta(days=400)}, *rows]
        ),
        "assignments": st.lists(
            st.fixed_dictionaries({"customer_id": customer, "rep_id": rep, "start": day, "end": maybe_day}),
            min_size=25,
            max_size=60,
        ),
    }
)


# Which flags these books raise depends on the modules a process has imported, because hypothesis draws their
# constants; books in which all are raised are held to the same in test_every_flag_no_leak.
@cases(12)
@given(tables)
def test_rows_after_the_as_of_date_change_no_flag_of_a_rep(drawn: dict[str, list[dict[str, Any]]]) -> None:
    everything: dict[str, Any] = {name: numbered(rows, TABLES[name].key) for name, rows in drawn.items()}
    seen: dict[str, Any] = {name: as_it_stood(name, rows) for name, rows in everything.items()}
    now = evaluation(make_book(customers=CUSTOMERS, **everything))
    then = evaluation(make_book(customers=CUSTOMERS, **seen))
    assert set(now.reps.raised) == set(REP_FLAGS)
    same_flags_of_reps(now, then)


def same_flags_of_reps(now: Evaluation, then: Evaluation) -> None:
    """Both days tell of every rep, and of customers whose rep is at risk, the same."""
    assert_frame_equal(now.reps.levels, then.reps.levels)
    assert now.reps.raised.keys() == then.reps.raised.keys()
    for flag_id, frame in now.reps.raised.items():
        assert_frame_equal(frame, then.reps.raised[flag_id])
    assert_frame_equal(now.levels.select("flag_F20"), then.levels.select("flag_F20"))
    assert_frame_equal(now.raised["F20"], then.raised["F20"])
