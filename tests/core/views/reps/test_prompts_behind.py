"""Every prompt about a rep opens: first the open flags of the rep, then the rows that raised one."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.core.views.reps.test_prompts import AS_OF, engine

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.query import Query
from holdfast.risk.catalog import REP_FLAGS
from holdfast.views.reps.behind import PromptRows
from holdfast.views.results import FigureRows
from holdfast.views.selection import FlagOfRep, PromptsOfRep

QUERY = Query(as_of=AS_OF)


def cells(view: FigureRows) -> list[tuple[object, ...]]:
    names = [name for name, _ in view.columns]
    fetched = view.rows.fetch(0, len(view.rows), names)
    return list(zip(*(fetched[name] for name in names), strict=True))


def test_a_rep_opens_a_row_per_prompt_that_says_what_was_seen_and_what_to_do() -> None:
    view = engine().customers_of(QUERY, PromptsOfRep("ana"))
    assert view.title == "Prompts: Ana"
    assert view.sentence == (
        "1 prompt about Ana: prompts for a conversation, not a verdict; enter opens its rows."
    )
    assert cells(view) == [
        (
            "Teammate left",
            "watch",
            date(2025, 5, 1),
            "A colleague in Team North left on 30 Apr 2025",
            "Talk with those who stay",
        )
    ]


def test_a_prompt_opens_the_rows_that_raised_it_under_its_sentence() -> None:
    book = engine()
    prompts = book.customers_of(QUERY, PromptsOfRep("ana")).rows
    assert isinstance(prompts, PromptRows)
    assert prompts.selection_at(0) == FlagOfRep("R1", "ana")
    view = book.customers_of(QUERY, prompts.selection_at(0))
    assert view.title == "Teammate left: Ana"
    assert view.sentence == "A colleague in Team North left on 30 Apr 2025. 1 row behind it."
    rows = view.rows.fetch(0, 1, ("name", "team", "end_date"))
    assert dict(rows) == {"name": ["Gone"], "team": ["North"], "end_date": [date(2025, 5, 1)]}


def test_a_rep_without_prompts_says_so_at_its_own_day() -> None:
    view = engine().customers_of(Query(as_of=date(2025, 4, 30)), PromptsOfRep("ana"))
    assert view.sentence == "0 prompts about Ana: nothing to talk about on this day."
    assert len(view.rows) == 0
    closed = engine().customers_of(QUERY, FlagOfRep("R1", "max"))
    assert closed.sentence == "Teammate left is not open for this rep on this day."


def test_a_flag_without_its_table_is_refused() -> None:
    with pytest.raises(UsageError, match="R5 is not evaluated here"):
        engine().customers_of(QUERY, FlagOfRep("R5", "ana"))


@pytest.mark.parametrize("as_of", [date(2025, 6, 30), date(2024, 3, 31)], ids=str)
def test_every_prompt_of_the_sample_opens_into_rows(sample_engine: Engine, as_of: date) -> None:
    query = Query(as_of=as_of)
    listed = sample_engine.flags(query).frame
    of_reps = listed.filter(pl.col("flag").cast(pl.String).is_in(list(REP_FLAGS)))
    opened = 0
    for subject in of_reps.get_column("subject").unique().sort():
        rows = sample_engine.customers_of(query, PromptsOfRep(subject)).rows
        assert isinstance(rows, PromptRows)
        said = rows.fetch(0, len(rows), ("why",))["why"]
        for index, evidence in enumerate(said):
            view = sample_engine.customers_of(query, rows.selection_at(index))
            assert len(view.rows) > 0
            assert view.sentence.startswith(f"{evidence}. ")
            opened += 1
    assert opened == of_reps.height > 0
