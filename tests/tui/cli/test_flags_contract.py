"""`holdfast show flags` for scripts: exact keys, the same bytes twice, and sense on real books."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from tests.examples import some_by_day

from holdfast.risk.names import FLAG_NAMES
from holdfast.schema.fields import SEVERITIES

from .conftest import Run

KEYS: Final = ["flag", "subject", "severity", "evidence", "first_seen", "money", "play"]
KEYS_SINCE: Final = ["flag", "subject", "change", "severity_before", *KEYS[2:]]
REAL_BOOKS: Final = ("cdnow_sample", "crm_opportunities", "online_retail_1", "ravenstack", "telco", "messy")
MOST_SECONDS: Final = 30
"""Far above what any of them takes: what is slow enough to notice here has gone wrong."""


def document(out: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(out)
    return loaded


def hold_to_the_contract(found: dict[str, Any], keys: list[str]) -> None:
    """Every row says whom, how badly, why, since when, and what to do."""
    assert list(found) == ["book", "as_of", "period", "where", "currency", "rows"]
    as_of = date.fromisoformat(found["as_of"])
    for row in found["rows"]:
        assert list(row) == keys
        assert row["flag"] in FLAG_NAMES
        assert isinstance(row["subject"], str)
        assert row["subject"]
        assert row["severity"] in (*SEVERITIES, "banner")
        assert isinstance(row["evidence"], str)
        assert row["evidence"].strip()
        assert row["first_seen"] is None or date.fromisoformat(row["first_seen"]) <= as_of
        assert row["money"] is None or isinstance(row["money"], int | float)
        assert row["play"] == FLAG_NAMES[row["flag"]].play


_TOLD: dict[Path, str] = {}


@pytest.fixture
def told(run: Run, sample_read: Path) -> str:
    """The flags of the sample as JSON, asked for once."""
    if sample_read not in _TOLD:
        ran = run("show", "flags", sample_read, "--format", "json")
        assert ran.status == 0
        _TOLD[sample_read] = ran.out
    return _TOLD[sample_read]


@pytest.mark.thorough
def test_the_sample_as_json_keeps_the_contract_and_gives_the_same_bytes(
    run: Run, sample_read: Path, told: str
) -> None:
    assert told == run("show", "flags", sample_read, "--format", "json").out
    found = document(told)
    hold_to_the_contract(found, KEYS)
    assert {row["flag"] for row in found["rows"]} == set(FLAG_NAMES) - {"R6"}
    assert not [row for row in found["rows"] if row["severity"] == "none"]


@pytest.mark.nightly  # by day: tests/core/test_reproducible.py
def test_the_order_of_hashes_changes_no_byte(sample_book: Path, tmp_path: Path) -> None:
    def told(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(tmp_path / seed)}
        words = [
            sys.executable,
            "-m",
            "holdfast_tui.cli",
            "show",
            "flags",
            str(sample_book),
            "--format",
            "json",
        ]
        ran = subprocess.run(words, env=environment, capture_output=True, check=True)
        return ran.stdout

    assert told("1") == told("2") != b""


@pytest.mark.thorough
def test_flags_since_a_day_say_what_became_of_each(run: Run, sample_read: Path) -> None:
    words = ("show", "flags", sample_read, "--since", "2025-05-31", "--format", "json")
    first = run(*words)
    assert first.out == run(*words).out
    found = document(first.out)
    hold_to_the_contract(found, KEYS_SINCE)
    for row in found["rows"]:
        before, now = SEVERITIES.index(row["severity_before"]), SEVERITIES.index(row["severity"])
        expected = (
            "opened" if not before else "cleared" if not now else "worsened" if now > before else "eased"
        )
        assert row["change"] == expected
    assert {row["change"] for row in found["rows"]} >= {"opened", "cleared"}


def test_flags_as_csv_are_the_rows_of_the_json(run: Run, sample_read: Path, told: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("show", "flags", sample_read, "--format", "csv").out)))
    listed = document(told)["rows"]
    assert list(rows[0]) == KEYS
    assert [(row["flag"], row["subject"]) for row in rows] == [
        (row["flag"], row["subject"]) for row in listed
    ]


def test_a_table_names_flags_and_customers_and_says_deadlines_where_data_keep_ids(
    run: Run, sample_read: Path, told: str
) -> None:
    rows = document(told)["rows"]
    renewal = next(row for row in rows if row["flag"] == "F21")
    printed = run("show", "flags", sample_read, "--format", "md").out
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in printed.splitlines()]
    titles, table = lines[0], lines[2:]
    assert titles[:4] == ["Flag", "About", "Severity", "Evidence"]
    assert titles[4:] == ["First seen", "Deadline", "Money", "What to do"]
    assert len(table) == len(rows)
    # Contract K054 asks for notice by 6 July; its customer is C0092.
    assert (renewal["subject"], "K054" in renewal["evidence"]) == ("C0092", True)
    first = next(row for row in table if row[0] == "Renewal, no touch")
    assert (first[1], first[5]) == ("Hotel Quarzkamp", "2025-07-06")
    assert not {row[0] for row in table} & set(FLAG_NAMES)
    # Columns that are asked for by name are those of the contract.
    asked = run("show", "flags", sample_read, "--columns", "flag,subject", "--format", "md").out
    assert "| F21 | C0092 |" in asked


@pytest.mark.thorough
def test_a_day_before_anything_happened_has_no_flag_and_is_no_error(run: Run, sample_read: Path) -> None:
    ran = run("show", "flags", sample_read, "--as-of", "2021-01-01", "--format", "json")
    assert ran.status == 0
    assert document(ran.out)["rows"] == []


@pytest.mark.thorough
@pytest.mark.parametrize("name", some_by_day(REAL_BOOKS, at=5))
def test_a_real_book_has_flags_with_evidence_in_time(run: Run, shared: Path, name: str) -> None:
    folder = shared / "data" / name
    if not folder.is_dir():
        pytest.skip(f"the real book {name} is not there")
    began = time.monotonic()
    words = ("show", "flags", folder, "--format", "json")
    ran = run(*words)
    assert time.monotonic() - began < MOST_SECONDS
    assert ran.status == 0, ran.err
    assert "Traceback" not in ran.err
    assert ran.out == run(*words).out
    found = document(ran.out)
    hold_to_the_contract(found, KEYS)
    since = run("show", "flags", folder, "--since", _month_before(found["as_of"]), "--format", "json")
    assert since.status == 0, since.err
    hold_to_the_contract(document(since.out), KEYS_SINCE)


def _month_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=30)).isoformat()
