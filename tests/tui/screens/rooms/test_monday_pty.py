"""Monday morning, by keys alone, in a real terminal: call, log, snooze, plan, and find it all again."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.pty_desk import CONTROL_Q, KEYS, WatchedDesk, holdfast
from tests.pty_run import Terminal

from holdfast.engine import Engine
from holdfast.journal.exchange import entries_in
from holdfast.journal.journal import Journal
from holdfast.journal.place import journal_of
from holdfast.own.user import UserSettings
from holdfast_tui.cli import main

CONTACT_GAP = "F29"
HEADER = re.compile(r"(\d+) due . (\d+) done . (\d+) snoozed")


def counts(desk: WatchedDesk) -> tuple[int, ...]:
    """How many are due, done and snoozed, as the header says."""
    found = next(match for line in desk.lines if (match := HEADER.search(line)))
    return tuple(map(int, found.groups()))


def names(desk: WatchedDesk) -> list[str]:
    """The customers of the list, from the first."""
    head = next(number for number, line in enumerate(desk.lines) if "Why now" in line)
    return [line[4:26].strip() for line in desk.lines[head + 1 : head + 6]]


def settled_at(desk: WatchedDesk, due: int, done: int, snoozed: int) -> None:
    desk.sees(f"{due} due")
    desk.sees(f"{done} done")
    desk.sees(f"{snoozed} snoozed")


@pytest.mark.nightly  # by day: test_doing.py, and another start in tests/tui/cli/test_journal.py
def test_monday_morning(
    sample_engine: Engine, sample_read: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {name: value for name, value in os.environ.items() if name.startswith("XDG_")}
    program = holdfast(str(sample_read), folder=tmp_path)
    journal: Journal = journal_of([sample_read], sample_engine.book.settings, UserSettings())

    with Terminal(program, environ) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("400 of 400 customers")
        terminal.press(f"/flag:{CONTACT_GAP}\r7")
        desk.sees("0 done")
        desk.settle()
        due, _, _ = counts(desk)
        first, second, third, *_ = names(desk)

        # Call the first, log what came of it: its contact gap is gone, and with it the line.
        terminal.press("o")
        desk.sees("press its key")
        terminal.press("r")
        desk.sees("logged as a call")
        terminal.press("Wants the new range in July\r")
        desk.sees("written down")
        desk.sees(f"{due - 1} due")
        desk.settle()
        assert names(desk)[0] == second

        terminal.press("z")
        desk.sees("until it changes")
        terminal.press("fri")
        desk.sees("Fri 4 Jul")
        terminal.press("\r")
        settled_at(desk, due - 2, 0, 1)
        desk.settle()
        assert names(desk)[0] == third

        terminal.press("t")
        desk.sees("Task for")
        terminal.press(f"Send the offer{KEYS['tab']}tomorrow\r")
        settled_at(desk, due - 3, 0, 1)
        desk.settle()
        assert third not in names(desk)
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0

    entries = journal.read().in_force
    assert [entry.kind for entry in entries] == ["contact", "snooze", "task"]
    assert [entry.fields.get("due") or entry.fields.get("until") for entry in entries] == [
        None,
        "2025-07-04",
        "2025-07-01",
    ]

    with Terminal(program, environ) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("400 of 400 customers")
        terminal.press(f"/flag:{CONTACT_GAP}\r7")
        settled_at(desk, due - 3, 0, 1)
        terminal.press(f"/{KEYS['clear']}\r")
        # Everybody's list says what was done, and which flags the call cleared.
        desk.sees("1 done")
        desk.sees(first.rstrip("…")[:10])
        terminal.press(KEYS["tab"] * 3 + "f")
        desk.sees("Cleared: ")
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
    assert journal.read().in_force == entries

    # What is exported reads back equal, and makes the same journal elsewhere.
    assert main(["journal", "export", str(sample_read)]) == 0
    exported = entries_in(capsys.readouterr().out)
    assert tuple(exported) == journal.read().written
    elsewhere = Journal(tmp_path / "elsewhere", journal.book, "luc")
    elsewhere.keep(exported)
    assert elsewhere.read().in_force == entries
