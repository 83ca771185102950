"""On any day the book shows what it would have shown on that day: the files are cut at D and opened again.

Nothing is compared that an export of D could not know. What a row says without a day of its own (an unsolved
ticket's status and reopenings, an open invoice's balance, a contact called inactive without a day of leaving)
is known from the last day of a book on, as it was exported then: F10, F16, F23 and priorities read it there.
The first tests cut it away, and everything is equal; the last one leaves it in, and shows that nothing but
the reopening of a ticket moves.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.core.risk.exports import (
    of_the_customers,
    of_the_flags,
    of_the_past,
    read_files,
    same,
    write_files,
    written_on,
)

from holdfast.engine import Engine, open_book
from holdfast.query import Query
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.schema.fields import FIELDS

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data"
DAYS = (date(2024, 3, 31), date(2025, 3, 21), date(2025, 6, 26))
"""A month-end, and days between one part of the story and the next; together they see every flag but one."""

WITHOUT_PAST = tuple(name for name in FIELDS if name not in ("loss_rate", "priority"))
"""All but what rests on years of flags, which takes seconds for every book."""

Exported = Callable[..., Engine]


@pytest.fixture
def full(sample_engine: Engine) -> Engine:
    return sample_engine


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The sample as it would have been exported on a day, opened from files."""
    tables, settings = read_files(SAMPLE), (SAMPLE / "holdfast.toml").read_text(encoding="utf-8")
    opened: dict[tuple[date, bool], Engine] = {}

    def on(day: date, *, undated: bool = False) -> Engine:
        if (day, undated) not in opened:
            folder = tmp_path_factory.mktemp(f"export-{day}")
            write_files(folder, written_on(tables, day, undated=undated), tables, settings)
            book = open_book([folder], use_cache=False)
            # Contacts bear no day: those of customers who came later stay in the file.
            assert {problem.table for problem in book.receipt.problems} <= {"contacts"}
            assert book.receipt.quarantine.is_empty()
            assert not book.receipt.questions
            assert max(book.span) <= day
            opened[day, undated] = Engine(book)
        return opened[day, undated]

    return on


@pytest.mark.nightly  # by day: test_every_flag_no_leak.py and tests/core/test_truncated_files.py
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_day_shows_the_flags_it_would_have_shown(full: Engine, exported: Exported, day: date) -> None:
    query, narrowed = Query(day), Query(day, where="tier:A or segment:smb")
    same(of_the_flags(full, query), of_the_flags(exported(day), query))
    same(of_the_flags(full, narrowed, flags=()), of_the_flags(exported(day), narrowed, flags=()))


@pytest.mark.nightly  # by day: as above
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_day_shows_the_customers_it_would_have_shown(full: Engine, exported: Exported, day: date) -> None:
    query = Query(day)
    columns = tuple(FIELDS) if day in DAYS[:1] else WITHOUT_PAST
    same(of_the_customers(full, query, columns), of_the_customers(exported(day), query, columns))


@pytest.mark.nightly  # by day: test_every_flag_no_leak.py and chance/test_ranking.py
@pytest.mark.parametrize("day", DAYS[:1], ids=str)
def test_a_day_shows_the_past_it_would_have_shown(full: Engine, exported: Exported, day: date) -> None:
    query = Query(day)
    same(of_the_past(full, query), of_the_past(exported(day), query))


@pytest.mark.thorough
def test_of_what_an_export_says_without_a_day_only_a_reopened_ticket_shows_earlier(
    full: Engine, exported: Exported
) -> None:
    """An export of 24 June says that a ticket was reopened twice; that of 30 June cannot say since when."""
    day = date(2025, 6, 24)
    later, then = (engine.flags(Query(day)).frame for engine in (full, exported(day, undated=True)))
    assert later.filter(pl.col("flag") == "F10").is_empty()
    reopened = then.filter(pl.col("flag") == "F10")
    assert reopened.get_column("evidence").to_list() == ["T0719 urgent, escalated, open 6 d, reopened twice"]
    assert_frame_equal(later, then.filter(pl.col("flag") != "F10"))


@pytest.mark.nightly  # when all of these days are tried
def test_every_flag_but_the_one_the_sample_has_not_is_open_on_one_of_these_days(full: Engine) -> None:
    seen = {flag for day in DAYS for flag in full.flags(Query(day)).frame.get_column("flag")}
    assert set(ALL_FLAGS) - seen == {"R6"}
