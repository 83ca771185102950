"""Intervals beside the figures that come with the shared books; skipped where the books are absent."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from holdfast.metrics.shares import share_figure


@pytest.mark.parametrize(("column", "key"), [("Department", "by_department"), ("JobRole", "by_role")])
def test_attrition_of_every_group_of_the_ibm_book(shared: Path, column: str, key: str) -> None:
    folder = shared / "data" / "ibm_attrition"
    with (folder / "ibm_emp_attrition.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))[key]
    employed = Counter(row[column] for row in rows)
    left = Counter(row[column] for row in rows if row["Attrition"] == "Yes")
    assert set(expected) == set(employed)
    for group, figures in expected.items():
        found = share_figure("attrition", left[group], employed[group], about_people=True)
        assert (found.numerator, found.denominator) == (figures["left"], figures["n"])
        assert found.value == pytest.approx(figures["attrition"], abs=1e-9)
        assert (found.low, found.high) == pytest.approx(figures["wilson95_attrition"], abs=1e-9)


def test_the_published_wilson_examples(shared: Path) -> None:
    examples = json.loads((shared / "data" / "worked_examples" / "expected.json").read_text(encoding="utf-8"))
    checked = 0
    for example in examples:
        if example["topic"] != "wilson" or "wilson" not in (example["computed"] or {}):
            continue
        found = share_figure("share", example["inputs"]["x"], example["inputs"]["n"])
        assert (found.low, found.high) == pytest.approx(example["computed"]["wilson"], abs=1e-9), example[
            "id"
        ]
        checked += 1
    assert checked >= 3
