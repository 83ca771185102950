"""No flag of the catalog escapes the proof: what happens later changes none, whomever it is about."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.exports import of_the_customers, of_the_flags, same, written_on
from tests.core.risk.risky_world import AS_OF, RiskyWorld, thresholds
from tests.core.risk.test_rep_no_leak import same_flags_of_reps

from holdfast.engine import Engine
from holdfast.facts import customer_facts
from holdfast.query import Query
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.evaluate import Evaluation, evaluate
from holdfast.settings import BookSettings
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


@pytest.mark.parametrize("seed", BOOKS)
def test_no_flag_sees_what_happens_later(seed: int) -> None:
    query = Query(AS_OF, where=BOOKS[seed])
    now, then = engine_of(seed), exported_engine_of(seed)
    same(of_the_flags(now, query), of_the_flags(then, query))
    same(of_the_customers(now, query), of_the_customers(then, query))


@pytest.mark.parametrize("seed", BOOKS)
def test_what_could_not_be_told_of_a_rep_stays_untold(seed: int) -> None:
    now, then = (risk_of(engine) for engine in (engine_of(seed), exported_engine_of(seed)))
    same_flags_of_reps(now, then)


def risk_of(engine: Engine) -> Evaluation:
    facts = customer_facts(engine.book, AS_OF, period_of(AS_OF, "month"))
    return evaluate(engine.book, AS_OF, facts, thresholds())


def test_every_flag_of_the_catalog_is_open_in_one_of_these_books() -> None:
    raised = {flag for seed in BOOKS for flag in engine_of(seed).flags(Query(AS_OF)).frame.get_column("flag")}
    assert set(ALL_FLAGS) - raised == set()
