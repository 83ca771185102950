"""`holdfast diff` and the digest of `holdfast brief --since`, as scripts and mail get them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from tests.examples import each
from tests.tui.cli.conftest import Run, write

DAYS = ("2025-01-09", "2025-01-31")


@pytest.fixture
def recurring(recurring_read: Path) -> Path:
    return recurring_read


@pytest.fixture
def shop(shop_read: Path) -> Path:
    return shop_read


def test_what_changed_is_a_document_whose_counts_add_up(run: Run, recurring: Path) -> None:
    """In January C leaves and E is new: 4 + 1 + 0 − 1 = 4."""
    ran = run("diff", recurring, *DAYS, "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert list(told) == [
        *("book", "since", "as_of", "period", "where", "currency"),
        *("counts", "customers", "flags", "metrics"),
    ]
    assert (told["since"], told["as_of"]) == DAYS
    assert told["counts"] == {"start": 4, "new": 1, "returned": 0, "lost": 1, "end": 4}
    changed = [(row["change"], row["name"]) for row in told["customers"] if row["change"] != "risk"]
    assert changed == [("new", "Echo"), ("lost", "Café Noir")]
    kept = next(row for row in told["metrics"] if row["id"] == "customers.active")
    assert (kept["before"], kept["after"], kept["difference"], kept["beyond"]) == (4, 4, 0, None)
    assert run("diff", recurring, *DAYS, "--format", "json").out == ran.out


@pytest.mark.thorough
def test_one_row_for_each_change_of_the_same_for_a_spreadsheet(run: Run, recurring: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("diff", recurring, *DAYS, "--format", "csv").out)))
    assert {row["section"] for row in rows} >= {"count", "customer", "figure"}
    assert [(row["id"], row["after"]) for row in rows if row["section"] == "count"] == [
        *(("start", "4"), ("new", "1"), ("returned", "0"), ("lost", "1"), ("end", "4")),
    ]


@pytest.mark.thorough
def test_a_person_reads_the_same_and_text_from_data_stays_inert(
    run: Run, recurring: Path, shop: Path
) -> None:
    out = run("diff", recurring, *DAYS).out
    assert "4 active + 1 new + 0 returned − 1 lost = 4 active." in out
    assert re.search(r"^  lost +Café Noir", out, re.MULTILINE)
    assert "From 9 Jan 2025 to 31 Jan 2025" in out
    for form in ("table", "md", "csv", "json"):
        hostile = run("diff", shop, "2025-04-30", "2025-06-30", "--format", form).out
        assert "HYPERLINK" in hostile
        assert not {"\x1b", "\x07"} & set(hostile)


@pytest.mark.thorough
def test_where_nobody_passes_that_is_said_and_nothing_has_changed(run: Run, recurring: Path) -> None:
    ran = run("diff", recurring, *DAYS, "--where", "name:nobody", "--format", "json")
    assert (ran.status, json.loads(ran.out)["customers"]) == (0, [])
    assert "No customer passes the filter" in ran.err


@each(
    "days, said",
    [
        (("2025-01-31",), "write two days after the book"),
        (("2025-01-31", "2025-01-09"), "2025-01-31 is not before 2025-01-09: write the earlier day first"),
        (("yesterday", "2025-01-09"), "'yesterday' is not a date"),
    ],
)
def test_two_days_are_asked_for_the_earlier_one_first(
    run: Run, recurring: Path, days: tuple[str, ...], said: str
) -> None:
    ran = run("diff", recurring, *days)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.thorough
def test_the_digest_says_what_is_new_and_where_all_of_it_is(run: Run, recurring: Path) -> None:
    ran = run("brief", recurring, "--as-of", DAYS[1], "--since", DAYS[0])
    assert ran.status == 0
    assert "What is new since 9 Jan 2025" in ran.out
    assert "4 active + 1 new + 0 returned − 1 lost = 4 active." in ran.out
    assert "Echo" in ran.out
    # A long path is wrapped wherever a line ends.
    command = "".join(ran.out.partition("All of it: holdfast ")[2].split())
    assert command == f"diff{recurring}{''.join(DAYS)}"
    html = run("brief", recurring, "--as-of", DAYS[1], "--since", DAYS[0], "--format", "html").out
    assert "Café Noir" in html


@pytest.mark.thorough
def test_the_last_digest_is_remembered_and_asking_twice_is_the_same(run: Run, tmp_path: Path) -> None:
    """Digests of 2 and of 5 January: the second is about the days in between, however often it is asked."""
    events = "customer_id,effective_date,mrr\nA,2024-06-01,100\nB,2025-01-0{},50\n"
    folder = write(tmp_path / "book", mrr_events=events.format(1))
    first = run("brief", folder, "--as-of", "2025-01-02", "--since", "last")
    assert (first.status, "about the last day" in first.err) == (0, True)
    assert "What is new since 1 Jan 2025" in first.out
    second = run("brief", folder, "--as-of", "2025-01-05", "--since", "last")
    assert "What is new since 2 Jan 2025" in second.out
    assert run("brief", folder, "--as-of", "2025-01-05", "--since", "last").out == second.out
    assert (
        "What is new since 4 Jan 2025"
        in run("brief", folder, "--as-of", "2025-01-05", "--since", "yesterday").out
    )


def test_a_word_that_is_no_day_is_refused(run: Run, recurring: Path) -> None:
    ran = run("brief", recurring, "--since", "monday")
    assert ran.status == 2
    assert "--since monday: write a day such as 2025-06-30, yesterday or last" in ran.err
