"""No flag of the catalog escapes the proof: what happens later changes none, whomever it is about."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from polars.testing import assert_frame_equal
from tests.core.books import make_book
from tests.core.risk.exports import of_the_customers, of_the_flags, same, written_on
from tests.core.risk.risky_world import AS_OF, RiskyWorld, thresholds
from tests.core.risk.rules.reps.test_no_leak_reps import same_flags_of_reps
from tests.examples import some_by_day

from holdfast.engine import Engine
from holdfast.facts.customers import customer_facts
from holdfast.query import Query
from holdfast.risk.catalog import ALL_FLAGS, FLAGS
from holdfast.risk.evaluate import Evaluation, evaluate
from holdfast.risk.past.backtest import BacktestPlan
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration, period_of

SETTINGS = BookSettings(name="Risky", currency="EUR", active_window=Duration(months=6))
BOOKS = {0: "", 2: "segment:smb", 3: "", 8: "orders>=3 or tier:A", 12: ""}
"""Seeds of books that raise every flag together, each with the filter it is asked through."""


@cache
def tables_of(seed: int) -> dict[str, Any]:
    return RiskyWorld(seed).tables


@cache
def engine_of(seed: int) -> Engine:
    return Engine(make_book(settings=SETTINGS, **tables_of(seed)), thresholds())


@cache
def exported_engine_of(seed: int) -> Engine:
    return Engine(make_book(settings=SETTINGS, **written_on(tables_of(seed), AS_OF)), thresholds())


@pytest.mark.parametrize(
    "seed", some_by_day(BOOKS)
)  # through a filter by day: tests/core/test_truncated_files.py
def test_no_flag_sees_what_happens_later(seed: int) -> None:
    query = Query(AS_OF, where=BOOKS[seed])
    now, then = engine_of(seed), exported_engine_of(seed)
    same(of_the_flags(now, query), of_the_flags(then, query))
    same(of_the_customers(now, query), of_the_customers(then, query))


@pytest.mark.thorough
@pytest.mark.parametrize("seed", some_by_day(list(BOOKS)[:2]))
def test_no_backtest_sees_what_happens_later(seed: int) -> None:
    query, plan = Query(AS_OF, where=BOOKS[seed]), BacktestPlan(months=3)
    now, then = (engine.backtest(query, plan).frame for engine in (engine_of(seed), exported_engine_of(seed)))
    assert_frame_equal(now, then)


@pytest.mark.thorough
def test_nobody_is_judged_on_a_day_on_which_nobody_knew_them() -> None:
    book, day = engine_of(0).book, AS_OF - timedelta(days=300)
    facts = customer_facts(book, day, period_of(day, "month"))
    found = evaluate(book, day, facts, thresholds())
    unknown = ~facts.get_column("known")
    assert unknown.sum() > 5
    for flag in FLAGS.values():
        assert found.levels.get_column(flag.column).filter(unknown).count() == 0, flag.id
    assert not any(unknown.gather(seen.get_column("customer")).any() for seen in found.raised.values())


@pytest.mark.thorough
@pytest.mark.parametrize("seed", some_by_day(BOOKS))
def test_what_could_not_be_told_of_a_rep_stays_untold(seed: int) -> None:
    now, then = (risk_of(engine) for engine in (engine_of(seed), exported_engine_of(seed)))
    same_flags_of_reps(now, then)


def risk_of(engine: Engine) -> Evaluation:
    facts = customer_facts(engine.book, AS_OF, period_of(AS_OF, "month"))
    return evaluate(engine.book, AS_OF, facts, thresholds())


@pytest.mark.thorough
def test_every_flag_of_the_catalog_is_open_in_one_of_these_books() -> None:
    raised = {flag for seed in BOOKS for flag in engine_of(seed).flags(Query(AS_OF)).frame.get_column("flag")}
    assert set(ALL_FLAGS) - raised == set()
