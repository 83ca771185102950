"""`--always-valid`: the same figures with intervals that hold however often somebody looks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

ASKED = ("--by", "rep", "--metric", "retention.customers", "--format", "json")
BOUNDS = {"low", "high", "difference_low", "difference_high", "knowable", "needed"}


@pytest.mark.thorough
def test_the_option_moves_bounds_and_no_figure(run: Run, sample_read: Path) -> None:
    once, always = (
        json.loads(run("show", "metrics", sample_read, *ASKED, *more).out)
        for more in ((), ("--always-valid",))
    )
    assert always.pop("intervals") == "always-valid"
    assert "intervals" not in once

    def figures(document: dict[str, Any]) -> list[dict[str, Any]]:
        return [{key: told for key, told in one.items() if key not in BOUNDS} for one in document["metrics"]]

    assert figures(once) == figures(always)
    told = [
        pair for pair in zip(once["metrics"], always["metrics"], strict=True) if pair[0]["low"] is not None
    ]
    assert len(told) > 10
    for one_look, every_look in told:
        assert every_look["low"] < one_look["low"] or one_look["low"] == 0
        assert every_look["high"] > one_look["high"] or one_look["high"] == 1


@pytest.mark.thorough
def test_a_rep_told_apart_at_one_look_may_have_to_wait_when_looked_at_daily(
    run: Run, sample_read: Path
) -> None:
    once, always = (
        {
            one["group"]: one
            for one in json.loads(run("show", "metrics", sample_read, *ASKED, *more).out)["metrics"]
        }
        for more in ((), ("--always-valid",))
    )
    rep = "Luc Tessier"
    assert once[rep]["knowable"] == "told"
    assert once[rep]["difference_high"] < 0
    assert always[rep]["difference_high"] > 0
    assert always[rep]["knowable"] > "2025-06-30"


def test_a_view_that_compares_nothing_refuses_the_option(run: Run, sample_read: Path) -> None:
    refused = run("show", "customers", sample_read, "--always-valid")
    assert refused.status == 2
    assert "--always-valid" in refused.err
