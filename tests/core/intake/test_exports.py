"""Every known export in the tool's own form, with rows made up for the purpose and what they come to.

`exports/NAME.toml` has the file and, for each table, the columns and rows that must come of it.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomli

from holdfast.intake import read_book
from holdfast.intake.recognise.presets import shipped
from holdfast.money import MONEY_SCALE
from holdfast.schema.tables import TABLES

CASES = {file.stem: file for file in sorted((Path(__file__).parent / "exports").glob("*.toml"))}


@cache
def case(name: str) -> dict[str, Any]:
    return tomli.loads(CASES[name].read_text(encoding="utf-8"))


def plain(table: str, column: str, value: Any) -> Any:
    """A value as the cases write it: money in units, days and times as text, nothing as ""."""
    if value is None:
        return ""
    declared = TABLES[table].column(column)
    if declared is not None and declared.type == "money":
        return value / MONEY_SCALE
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value) if isinstance(value, date) else value


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_preset_has_an_export_to_prove_it(name: str) -> None:
    assert name in CASES


@pytest.mark.parametrize("name", CASES)
def test_an_export_in_the_tools_own_form_is_known_and_read_rightly(name: str, tmp_path: Path) -> None:
    (tmp_path / case(name)["file"]).write_text(case(name)["text"], encoding="utf-8")
    intake = read_book([tmp_path])
    for file in intake.receipt.files:
        assert file.found_by == "preset"
        assert any(note.endswith(f"(preset {name})") for note in file.notes)
        assert file.rows_read == file.used + file.quarantined + file.left_out + file.not_data
    for table, expected in case(name)["expect"].items():
        rows = intake.tables[table].select(expected["columns"]).rows()
        found = [[plain(table, *pair) for pair in zip(expected["columns"], row, strict=True)] for row in rows]
        assert found == expected["rows"], table
