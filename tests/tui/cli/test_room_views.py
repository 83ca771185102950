"""`holdfast show` of rooms and of their panes: the columns of each view, on the sample book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from holdfast.views.by_pane.catalog import PANE_TABLES
from holdfast_tui.command_line.options import OF_PANES

from .conftest import Run

COLUMNS = {
    "pipeline": ["stage", "entered", "open", "reached_next", "conversion", "low", "high", "attrition"],
    "contracts": [
        "contract_id", "customer", "start", "end", "renewal", "notice_by", "value", "shortfall", "damages",
        "note",
    ],
    "voice": [
        "wave", "nps", "low", "high", "promoters", "passives", "detractors", "response_rate",
        "survey_silence", "change", "change_low", "change_high",
    ],
    "money": ["measure", "aspect", "unit", "new", "earlier", "note"],
    "losses": [
        "customer", "date", "reason", "competitor", "revenue_before", "recoverable", "silent", "state",
        "win_back",
    ],
    "team-years": [
        "year", "original", "original_low", "original_high", "end_to_start", "start", "hired", "left", "end",
        "status", "note",
    ],
    "orphans": ["customer_id", "name", "former_rep", "orphaned_days", "revenue", "risk"],
    "thanks": ["rep_id", "name", "team", "merit", "evidence", "days_since_thanks"],
    "win-back": [
        "customer_id", "name", "rep", "state", "lost_on", "days", "reason", "offer", "value", "chance", "low",
        "high", "worth", "worth_low", "worth_high",
    ],
    "competitors": [
        "competitor", "lost", "by_price", "revenue", "deals", "open_deals", "open_amount", "notes",
    ],
    "topics": [
        "topic", "customers", "tickets", "answers", "share", "low", "high", "share_of_kept", "kept_low",
        "kept_high", "quarters",
    ],
    "recurring": [
        "topic", "customers", "again", "tickets", "answers", "exits", "last", "usual", "rises", "quarters",
    ],
    "words": [
        "phrase", "said", "customers", "lost", "expected", "lift", "low", "high", "chance", "share",
        "share_low", "share_high", "revenue", "tickets", "notes", "comments",
    ],
    "conduct": ["rep", "reps", "lost", "staff", "tickets", "complaints"],
    "detractors": [
        "customer_id", "state", "days", "score", "name", "comment", "answered", "loop_closed",
    ],
    "comments": ["customer_id", "answered", "name", "score", "counts_as", "kind", "comment"],
    "scores": ["score", "counts_as", "customers"],
    "satisfaction": ["month", "value", "low", "high", "content", "answers", "status", "complete"],
    "loss-years": ["year", "value", "low", "high", "lost", "at_start", "status", "note"],
    "revenue-months": ["month", "new", "earlier", "complete"],
    "missing": ["table", "unlocks"],
    "what-if": ["case", "retention", "customer_value", "change", "lift", "all_customers"],
    "departures": [
        "rep_id", "name", "team", "left", "customers", "active", "lost", "expected_lost", "shrank", "before",
        "expected", "after", "cost", "low", "high", "status", "note",
    ],
}  # fmt: skip


def rows(run: Run, view: str, *words: object) -> list[dict[str, Any]]:
    ran = run("show", view, *words, "--format", "json")
    assert ran.status == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)["rows"]
    return found


@pytest.mark.parametrize("view", list(COLUMNS))
def test_the_view_keeps_the_contract(run: Run, sample_read: Path, view: str) -> None:
    found = rows(run, view, sample_read)
    assert found
    assert all(list(row) == COLUMNS[view] for row in found)


def test_the_funnel_of_the_sample_book_goes_on_past_closing(run: Run, sample_read: Path) -> None:
    found = {row["stage"]: row for row in rows(run, "pipeline", sample_read)}
    assert list(found) == [
        "Qualified", "Needs", "Proposal", "Negotiation",
        "Won", "Onboarded", "Second purchase", "Regular", "Renewed",
    ]  # fmt: skip
    for row in found.values():
        if row["conversion"] is not None:
            assert row["low"] <= row["conversion"] <= row["high"]
            assert row["attrition"] == pytest.approx(1 - row["conversion"])
    ran = run("show", "pipeline", sample_read)
    assert "bounds, not an interval" in ran.err
    assert "%" in ran.out


def test_damages_are_labelled_and_in_money(run: Run, sample_read: Path) -> None:
    ran = run("show", "contracts", sample_read)
    assert "not legal advice" in ran.err
    block = next(row for row in rows(run, "contracts", sample_read) if row["shortfall"] is not None)
    # 350 blocked, 20 % allowed, 248 used: 32 short, 9 resold, 145 a room at 75 %.
    assert (block["shortfall"], block["damages"]) == (32, 23 * 145 * 0.75)
    assert f"€{23 * 145 * 0.75:,.2f}" in ran.out


def test_a_filter_and_columns_narrow_the_losses(run: Run, sample_read: Path) -> None:
    everyone = rows(run, "losses", sample_read)
    small = rows(run, "losses", sample_read, "--where", "segment:smb", "--columns", "customer,reason")
    assert 0 < len(small) < len(everyone)
    assert list(small[0]) == ["customer", "reason"]


def test_money_has_each_cell_in_the_unit_of_its_row(run: Run, sample_read: Path) -> None:
    printed = run("show", "money", sample_read).out
    assert "€255,455.99  €2,648,855.36" in printed
    assert "8.8%          91.2%" in printed
    found = {row["measure"]: row for row in rows(run, "money", sample_read)}
    assert found["Revenue"]["new"] == 255455.99
    assert found["Revenue"]["unit"] == "money"


def test_a_change_between_waves_is_told_with_its_interval(run: Run, sample_read: Path) -> None:
    ran = run("show", "voice", sample_read)
    assert "not distinguishable from no change" in ran.err
    newest = rows(run, "voice", sample_read)[0]
    assert newest["change_low"] < newest["change"] < newest["change_high"]


def test_a_book_without_contracts_says_which_file_it_needs(run: Run, recurring: Path) -> None:
    ran = run("show", "contracts", recurring)
    assert (ran.status, ran.out) == (2, "")
    assert "contracts.csv" in ran.err


def test_the_rows_behind_a_part_of_a_pane_are_printed(run: Run, sample_read: Path) -> None:
    behind = "loss-part part=reason 'value=rep inactive'"
    found = rows(run, "rows", sample_read, "--behind", behind)
    assert {one["reason"] for one in found} == {"rep inactive"}
    assert f"{len(found)} customers" in run("show", "rows", sample_read, "--behind", behind).err
    assert run("show", "rows", sample_read).status == 2
    wrong = run("show", "rows", sample_read, "--behind", "loss-part part=resaon")
    assert (wrong.status, wrong.out) == (2, "")
    assert "part is one of reason, sign" in wrong.err


def test_the_views_of_panes_are_those_that_the_engine_knows() -> None:
    assert tuple(PANE_TABLES) == OF_PANES
