"""A few seconds of fuzzing the desk; `make fuzz` does it at length."""

from __future__ import annotations

import random
import signal
from datetime import date
from pathlib import Path

import pytest
from tests.fuzz import keys, typing
from tests.pty_run import Terminal
from tests.worked_out import cache_of

from holdfast.engine import Engine

SECONDS = 2.0
SPAN = (date(2023, 1, 15), date(2025, 6, 30))


@pytest.fixture
def cache(sample_engine: Engine, home_of_run: Path) -> Path:
    """Where the sample book, and its past, have been worked out already."""
    return cache_of(home_of_run)


@pytest.mark.thorough
def test_random_keys_and_sizes_neither_crash_nor_hang_the_desk(cache: Path) -> None:
    assert not list(keys.pressed(1, SECONDS, cache))


@pytest.mark.thorough
def test_what_is_typed_in_one_piece_ends_on_the_figures_of_show_metrics(cache: Path) -> None:
    assert not list(typing.sequences(1, SECONDS, cache))


def test_the_same_seed_types_the_same() -> None:
    for seed in range(20):
        once, again = (typing.typed(random.Random(seed), typing.Place("", SPAN[1], SPAN)) for _ in range(2))
        assert once == again
        assert keys.key(random.Random(seed)) == keys.key(random.Random(seed))


def test_the_search_for_what_is_lost_can_fail() -> None:
    at = typing.Place("tier:B", date(2025, 5, 31), SPAN)
    lines = ["Book as of 31 May 2025", " / tier:B", " Kept 85% [80–90]   Active 207 ▲2%", " MRR €1.0k"]
    assert not typing.missing(lines, at, {"Kept": "85%", "Active": "207", "MRR": "€1.0k"})
    assert typing.missing(lines, at, {"Active": "20"}), "another figure that begins like it"
    assert typing.missing(["as of 30 Jun 2025", *lines[1:]], at, {})
    assert typing.missing([lines[0], " / tier:", *lines[2:]], at, {})


def test_the_search_for_crashes_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    with Terminal("import sys; sys.stdin.readline(); sys.exit(3)") as terminal:
        terminal.press("\n")
        assert keys.fault(terminal) == "it ended with status 3"
    monkeypatch.setattr(keys, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(keys, "_ASKED_AGAIN_SECONDS", 0.2)
    with Terminal("import time; time.sleep(60)") as terminal:
        assert keys.fault(terminal) == "it hangs"
        terminal.send_signal(signal.SIGKILL)
