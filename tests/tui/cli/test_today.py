"""`holdfast today`: what is due, for a person and for a timer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from .conftest import Run

CONTRACT = ["customer_id", "name", "money", "why", "more", "play", "step", "due", "priority"]
DAY = ("--as-of", "2025-06-30")


@pytest.fixture
def shop(shop_read: Path) -> Path:
    return shop_read


@pytest.mark.thorough
def test_the_status_says_whether_something_is_due(run: Run, shop: Path) -> None:
    ran = run("today", shop, *DAY)
    assert ran.status == 3
    assert "1 due · 0 done · 0 snoozed" in ran.out
    assert "4× overdue" in ran.out
    nothing = run("today", shop, *DAY, "--where", "name:va")
    assert nothing.status == 0
    assert "Nothing is due" in nothing.out


@pytest.mark.thorough
def test_the_rows_keep_the_contract_and_are_those_of_show_today(run: Run, shop: Path) -> None:
    ran = run("today", shop, *DAY, "--format", "json")
    assert ran.status == 3
    (row,) = json.loads(ran.out)["rows"]
    assert list(row) == CONTRACT
    assert (row["customer_id"], row["more"], row["play"]) == ("1", 0, "Overdue call")
    shown = run("show", "today", shop, *DAY, "--format", "json")
    assert (shown.status, shown.out) == (0, ran.out)
    assert run("show", "today", shop, *DAY, "--format", "csv").out.splitlines()[0] == ",".join(CONTRACT)


@pytest.mark.thorough
@pytest.mark.parametrize("form", ["text", "table", "json", "csv", "md"])
def test_hostile_text_is_inert_in_every_form(run: Run, shop: Path, form: str) -> None:
    out = run("today", shop, *DAY, "--format", form).out
    assert "HYPERLINK" in out
    assert "\x1b" not in out
    assert "\x07" not in out
    if form == "csv":
        assert "\n1,'=HYPERLINK" in out.replace('"', "")
    if form == "md":
        assert "![i](j)" not in out


@pytest.mark.thorough
def test_the_list_is_that_of_the_rep_in_the_settings_unless_another_is_asked_for(
    run: Run, shop: Path
) -> None:
    config = Path(os.environ["XDG_CONFIG_HOME"], "holdfast", "config.toml")
    config.parent.mkdir(parents=True)
    config.write_text('[me]\nrep = "Luc"\n', encoding="utf-8")
    mine = run("today", shop, *DAY)
    assert mine.status == 0
    assert "1 customer of Luc" in mine.out
    for rep in ("all", "Ana"):
        assert run("today", shop, *DAY, "--rep", rep).status == 3
    config.write_text('[me]\nrep = "Nobody"\n', encoding="utf-8")
    everybody = run("today", shop, *DAY)
    assert everybody.status == 3
    assert "No rep of this book is called Nobody" in everybody.out


@pytest.mark.thorough
def test_wrong_usage_is_told_apart_from_something_due(run: Run, shop: Path) -> None:
    unknown = run("today", shop, "--rep", "Nobody")
    assert (unknown.status, unknown.out) == (2, "")
    assert "no rep of this book has that id or name" in unknown.err
    assert run("show", "flags", shop, "--rep", "Ana").status == 2
    config = Path(os.environ["XDG_CONFIG_HOME"], "holdfast", "config.toml")
    config.parent.mkdir(parents=True)
    config.write_text("[me]\nname = 1\n", encoding="utf-8")
    ran = run("today", shop, *DAY)
    assert (ran.status, "line 2: [me] 'name' is not a known key" in ran.err) == (3, True)


@pytest.mark.thorough
def test_no_more_lines_than_asked_for_and_how_to_see_the_rest(run: Run, shop: Path) -> None:
    ran = run("today", shop, *DAY, "--limit", "0")
    assert ran.status == 3
    assert "and 1 more: --limit 1" in ran.out


def test_what_was_written_shortens_the_list_and_can_be_left_out(run: Run, shop: Path) -> None:
    assert run("snooze", shop, "1", "--until", "2025-07-04", *DAY).status == 0
    assert run("task", shop, "3", "Ask what they need", "--due", "2025-06-30", *DAY).status == 0
    ran = run("today", shop, *DAY)
    assert ran.status == 3
    assert "1 due · 0 done · 1 snoozed" in ran.out
    assert "Today: Ask what they need" in ran.out
    exported = run("today", shop, *DAY, "--no-journal").out
    assert "1 due · 0 done · 0 snoozed" in exported
    assert "4× overdue" in exported


def test_the_brief_counts_what_is_due_as_the_list_does(run: Run, shop: Path) -> None:
    assert "1 due today" in run("brief", shop, *DAY).out
    assert "0 due today" in run("brief", shop, *DAY, "--where", "name:va").out
