"""Every prompt about a rep opens: first the open flags of the rep, then the rows that raised one."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.core.views.reps.test_prompts import AS_OF, engine
from tests.examples import some_by_day

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.risk.catalog import REP_FLAGS
from holdfast.views.selection import FlagOfRep
from holdfast.views.team.results import PageLine

QUERY = Query(as_of=AS_OF)


def prompts(asked: Engine, rep: str, query: Query = QUERY) -> tuple[PageLine, ...]:
    page = asked.rep_page(query, rep)
    return next(part.lines for part in page.parts if part.title == "Prompts")


def test_the_page_of_a_rep_has_a_line_per_prompt_that_says_what_was_seen_and_what_to_do() -> None:
    (line,) = prompts(engine(), "ana")
    assert (line.label, line.severity) == ("Teammate left", "watch")
    assert line.text == (
        "A colleague in Team North left on 30 Apr 2025; open since 1 May 2025. Talk with those who stay"
    )


def test_a_prompt_opens_the_rows_that_raised_it_under_its_sentence() -> None:
    book = engine()
    (line,) = prompts(book, "ana")
    assert line.opens == FlagOfRep("R1", "ana")
    view = book.customers_of(QUERY, line.opens)
    assert view.title == "Teammate left: Ana"
    assert view.sentence == "A colleague in Team North left on 30 Apr 2025. 1 row behind it."
    rows = view.rows.fetch(0, 1, ("name", "team", "end_date"))
    assert dict(rows) == {"name": ["Gone"], "team": ["North"], "end_date": [date(2025, 5, 1)]}


@pytest.mark.thorough
def test_a_rep_without_prompts_says_so_at_its_own_day() -> None:
    assert prompts(engine(), "ana", Query(as_of=date(2025, 4, 30))) == ()
    closed = engine().customers_of(QUERY, FlagOfRep("R1", "max"))
    assert closed.sentence == "Teammate left is not open for this rep on this day."


def test_a_flag_without_its_table_is_refused() -> None:
    with pytest.raises(UsageError, match="R5 is not evaluated here"):
        engine().customers_of(QUERY, FlagOfRep("R5", "ana"))


@pytest.mark.thorough
@pytest.mark.parametrize("as_of", some_by_day([date(2025, 6, 30), date(2024, 3, 31)]), ids=str)
def test_every_prompt_of_the_sample_opens_into_rows(sample_engine: Engine, as_of: date) -> None:
    query = Query(as_of=as_of)
    listed = sample_engine.flags(query).frame
    of_reps = listed.filter(pl.col("flag").cast(pl.String).is_in(list(REP_FLAGS)))
    opened = 0
    for subject in of_reps.get_column("subject").unique().sort():
        for line in prompts(sample_engine, subject, query):
            assert isinstance(line.opens, FlagOfRep)
            view = sample_engine.customers_of(query, line.opens)
            assert len(view.rows) > 0
            evidence, _ = view.sentence.rsplit(". ", 1)
            assert line.text.startswith(evidence)
            opened += 1
    assert opened == of_reps.height > 0
