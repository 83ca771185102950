"""`holdfast show survival`: curves as rows, what they say on the side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run


def test_curves_as_json_keep_the_contract(run: Run, sample_book: Path) -> None:
    ran = run("show", "survival", sample_book, "--by", "segment", "--format", "json")
    assert ran.status == 0
    rows = json.loads(ran.out)["rows"]
    assert list(rows[0]) == ["group", "t", "at_risk", "events", "survival", "low", "high"]
    assert {row["group"] for row in rows} == {"Enterprise", "Mid-market", "SMB"}
    assert all(row["at_risk"] >= 5 for row in rows)
    assert "log-rank test" in ran.err


def test_second_orders_and_reps_have_curves_of_their_own(run: Run, sample_book: Path) -> None:
    assert "with a second order" in run("show", "survival", sample_book, "--of", "second").err
    ran = run("show", "survival", sample_book, "--of", "reps", "--by", "team")
    assert ran.status == 0
    assert "reps" in ran.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--of", "deals"], "invalid choice"),
        (["--of", "reps", "--by", "segment"], "cannot split reps by 'segment'"),
        (["--by", "month"], "cannot split customers by 'month'"),
    ],
)
def test_wrong_questions_are_answered_in_one_line(
    run: Run, sample_book: Path, words: list[str], says: str
) -> None:
    ran = run("show", "survival", sample_book, *words)
    assert ran.status == 2
    assert says in ran.err


def test_of_goes_with_survival_only(run: Run, sample_book: Path) -> None:
    ran = run("show", "cohorts", sample_book, "--of", "reps")
    assert ran.status == 2
    assert "--of goes with 'show survival'" in ran.err
