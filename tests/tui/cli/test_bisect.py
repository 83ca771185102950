"""`holdfast bisect`: on which day something broke from its usual, as a table and for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.core.views.bisect.small_books import BROKE, LAST, SEGMENTS, firm

from .conftest import Run, write

KEYS = [
    "by", "part", "name", "said", "events", "day", "earliest", "latest", "chance",
    "before", "rate_before", "low_before", "high_before", "others_before",
    "after", "rate_after", "low_after", "high_after", "others_after",
    "times", "stopped", "visible", "needed",
]  # fmt: skip


def exported(tmp_path: Path) -> Path:
    """The firm of `small_books` as files."""
    book = firm()
    customers = book.customers.select("customer_id", "segment")
    services = book.tables["subscriptions"].select("customer_id", "start", "end")
    lines = [f"{who},{start},{end or ''},10" for who, start, end in services.iter_rows()]
    return write(
        tmp_path / "firm",
        customers=customers.write_csv(),
        subscriptions="\n".join(["customer_id,start,end,mrr", *lines, ""]),
    )


@pytest.mark.thorough
def test_a_script_gets_a_row_a_part_and_a_person_the_day_in_a_sentence(run: Run, tmp_path: Path) -> None:
    folder = exported(tmp_path)
    ran = run("bisect", folder, "--as-of", LAST, "--format", "json")
    assert ran.status == 0
    rows = json.loads(ran.out)["rows"]
    assert [list(row) for row in rows] == [KEYS] * len(SEGMENTS)
    west = rows[0]
    assert (west["by"], west["part"], west["said"]) == ("segment", "west", "broke")
    assert west["earliest"] <= str(BROKE) <= west["latest"]
    assert west["before"] + west["after"] == west["events"]
    assert run("bisect", folder, "--as-of", LAST, "--format", "json").out == ran.out
    one = run("bisect", folder, "--as-of", LAST, "--segment", "West")
    assert "west broke from its usual on" in one.err
    assert "south" not in one.out
    behind = run(
        "show", "rows", folder, "--as-of", LAST, "--behind", "break-side by=segment part=west side=after"
    )
    assert f"Customers lost: {west['after']} rows" in behind.err


def test_wrong_words_are_refused_in_a_line(run: Run, recurring: Path) -> None:
    for words, said in (
        (("--by", "colour"), "colour"),
        (("--segment", "SMB", "--by", "rep"), "not allowed with"),
        (("--flag", "nothing"), "no flag 'nothing'"),
    ):
        ran = run("bisect", recurring, *words)
        assert ran.status == 2
        assert said in ran.err


def test_a_book_of_one_loss_says_how_many_are_needed(run: Run, recurring: Path) -> None:
    ran = run("bisect", recurring, "--segment", "Enterprise")
    assert ran.status == 0
    assert "too few losses to say, 1; from" in ran.err
