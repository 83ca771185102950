"""`holdfast why`: what moved a figure between two days, and by whom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run


def rows(out: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(out)["rows"]
    return found


@pytest.mark.thorough
def test_parts_add_up_to_what_is_said_to_have_moved(run: Run, recurring: Path) -> None:
    ran = run("why", "mrr.end", recurring, "--from", "2024-12-31", "--to", "2025-01-31", "--format", "json")
    assert ran.status == 0
    by_customer = [row for row in rows(ran.out) if row["by"] == "customer"]
    assert {row["part"] for row in by_customer} == {"A", "B", "C", "E"}
    assert "from 31 Dec 2024 to 31 Jan 2025" in ran.err
    first, last = (sum(float(str(row[end] or 0)) for row in by_customer) for end in ("from", "to"))
    assert sum(float(str(row["effect"])) for row in by_customer) == pytest.approx(last - first)
    # C left: what is worst stands first.
    assert min(by_customer, key=lambda row: float(str(row["effect"])))["part"] == by_customer[0]["part"]


def test_a_table_names_the_days_and_tells_the_rest_as_one_line(run: Run, recurring: Path) -> None:
    asked = ("mrr.end", recurring, "--from", "2024-12-31", "--to", "2025-01-31", "--by", "customer")
    ran = run("why", *asked, "--limit", "1")
    heading = ran.out.splitlines()[2]
    assert heading.split() == ["By", "Part", "2024-12-31", "2025-01-31", "Effect"]
    assert "3 others" in ran.out


@pytest.mark.thorough
def test_wrong_words_are_refused_in_a_line(run: Run, recurring: Path) -> None:
    for words, said in (
        (("mrr.end", recurring), "--from"),
        (("mrr.star", recurring, "--from", "2024-12-31"), "did you mean 'mrr.start'"),
        (("health", recurring, "--from", "2024-12-31"), "name it, as in --customer"),
        (("mrr.end", recurring, "--from", "2024-12-31", "--customer", "A"), "goes with 'why health'"),
    ):
        ran = run("why", *words)
        assert ran.status == 2
        assert said in ran.err
        assert len(ran.err.strip().splitlines()) == 1
