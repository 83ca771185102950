from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from tests.core.risk.desk import AS_OF, ago

from holdfast.risk.since.spells import open_since


def first_day(*spells: tuple[date, date | None]) -> Any:
    rows = {
        "customer": [1] * len(spells),
        "start": [spell[0] for spell in spells],
        "stop": [spell[1] for spell in spells],
    }
    frame = pl.LazyFrame(rows, schema={"customer": pl.UInt32, "start": pl.Date, "stop": pl.Date})
    found = open_since(frame, AS_OF).collect()
    return found.item(0, "since") if found.height else None


def test_a_run_begins_where_nothing_was_open_the_day_before() -> None:
    assert first_day((ago(50), None)) == ago(50)
    assert first_day((ago(50), ago(20)), (ago(20), None)) == ago(50)
    assert first_day((ago(50), ago(20)), (ago(19), None)) == ago(19)
    assert first_day((ago(10), None), (ago(50), ago(5)), (ago(80), ago(60))) == ago(50)


def test_a_long_spell_covers_short_ones_within() -> None:
    assert first_day((ago(90), ago(5)), (ago(80), ago(70)), (ago(6), None)) == ago(90)


def test_what_ended_or_has_not_begun_is_not_open() -> None:
    assert first_day((ago(50), ago(0))) is None
    assert first_day((ago(50), ago(-1))) == ago(50)
    assert first_day((ago(-1), None)) is None
    assert first_day((ago(5), ago(5))) is None
