"""A book whose plays have achieved something, and its journal: 64 detractors, 24 of them called."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.core.books import make_book
from tests.core.plays.journals import Pen
from tests.core.plays.test_achieved import detractors, helped

from holdfast.engine import Engine
from holdfast.journal.journal import Journal
from holdfast.plays.catalog import plays_of
from holdfast.schema.settings import BookSettings


def played_engine() -> Engine:
    """On 30 June 2025: of those called in January 23 of 24 stayed, of those left alone 32 of 40."""
    settings = BookSettings(name="Played", currency="EUR", as_of=date(2025, 6, 30))
    return Engine(make_book(settings=settings, **detractors(leaving=1, alone=8)))


def played_journal(folder: Path) -> Journal:
    """The calls of January, and three of June, of whom nothing can be told yet."""
    pen: Pen = helped()
    for customer in ("a20", "a21", "quiet"):
        pen.start(plays_of().by_id["overdue"], customer, date(2025, 6, 10), "F02", severity="high")
    journal = Journal(folder, "book", "ana")
    journal.keep([replace(one, id=_as_kept(one.id), ref=_as_kept(one.ref)) for one in pen.entries])
    return journal


def _as_kept(text: str) -> str:
    """The ids of a pen as a journal has them."""
    return re.sub(r"ana-(\d+)", lambda found: f"0194a000-0000-7000-8000-{int(found[1]):012}", text)
