"""Typing faster than screens open: whatever is written in one piece, the desk ends where it says."""

from __future__ import annotations

import io
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Final

from tests.fuzz.desk import SAMPLE, places_of_home, private_home
from tests.pty_desk import CONTROL_Q, KEYS, WatchedDesk, holdfast
from tests.pty_run import Terminal

from holdfast.engine import Engine, open_book
from holdfast.figures import Figure
from holdfast_tui.cli import main
from holdfast_tui.look import present
from holdfast_tui.panes.desk.kpi import LABELS
from holdfast_tui.panes.figure_words import figure_spans
from holdfast_tui.sitting.time_travel import step_as_of
from holdfast_tui.terminal.capabilities import UNICODE

SEQUENCES: Final = 60
PATIENCE_SECONDS: Final = 30.0
ESCAPE: Final = "\x1b[27u"
"""As terminals with the Kitty protocol send it: a bare escape with a key behind it reads as one key."""

IN_A_PANE_OF_ITS_OWN: Final = "retention.reps.original"

FILTERS: Final = (
    "tier:B",
    "segment:smb,enterprise",
    "flag:overdue",
    "revenue>10k",
    "-tier:C",
    "risk>=high",
    "region:dach",
    "created:2023..2024",
    "(tier:A or tier:B) -flag:any",
    "gmbh",
    "",
)
WRONG: Final = ("tier:", "sgment:smb", "(tier:A", "revenue>much", "flag:nonsense")


@dataclass(frozen=True)
class Place:
    """Where the desk stands: the filter that was applied last, and the day."""

    where: str
    as_of: date
    span: tuple[date, date]

    def stepped(self, months: int) -> Place:
        return replace(self, as_of=step_as_of(self.as_of, months, self.span))


Move = Callable[[random.Random, Place], tuple[str, Place]]


def _filtered(chance: random.Random, at: Place) -> tuple[str, Place]:
    where = chance.choice(FILTERS)
    return f"/{KEYS['clear']}{where}\r", replace(at, where=where)


def _narrowed(chance: random.Random, at: Place) -> tuple[str, Place]:
    clause = chance.choice(FILTERS[:-1])
    return f"/ {clause}\r", replace(at, where=f"{at.where} {clause}")


def _corrected(chance: random.Random, at: Place) -> tuple[str, Place]:
    where = chance.choice(FILTERS)
    wrong = chance.choice(WRONG)
    return f"/{KEYS['clear']}{wrong}\r{KEYS['clear']}{where}\r", replace(at, where=where)


def _given_up(chance: random.Random, at: Place) -> tuple[str, Place]:
    # The first escape closes the completions, if they are there already; a third would do nothing.
    return f"/{chance.choice(FILTERS)}{ESCAPE}{ESCAPE}", at


def _in_another_room(chance: random.Random, at: Place) -> tuple[str, Place]:
    keys, there = _filtered(chance, at)
    return f"{chance.choice('3456')}{keys}1", there


def _from_a_dialog(chance: random.Random, at: Place) -> tuple[str, Place]:
    return f"{chance.choice('Tcap?')}{ESCAPE}", at


def _back(chance: random.Random, at: Place) -> tuple[str, Place]:
    steps = chance.randint(1, 4)
    for _ in range(steps):
        at = at.stepped(-1)
    return "[" * steps, at


def _forward(chance: random.Random, at: Place) -> tuple[str, Place]:
    steps = chance.randint(1, 3)
    for _ in range(steps):
        at = at.stepped(1)
    return "]" * steps, at


MOVES: Final[tuple[Move, ...]] = (
    _filtered,
    _filtered,
    _narrowed,
    _corrected,
    _given_up,
    _in_another_room,
    _from_a_dialog,
    _back,
    _back,
    _forward,
)


def typed(chance: random.Random, at: Place) -> tuple[str, Place]:
    """Keys to be written in one piece, and where they lead."""
    keys = ""
    for move in chance.choices(MOVES, k=chance.randint(1, 5)):
        more, at = move(chance, at)
        keys += more
        if len(at.where) > 60:
            more, at = _filtered(chance, at)
            keys += more
    return keys, at


def figures(at: Place) -> dict[str, str]:
    """What `show metrics` gives there, as the desk words it, by the labels of the desk."""
    words = ["show", "metrics", str(SAMPLE), "--as-of", at.as_of.isoformat(), "--format", "json"]
    written = io.StringIO()
    with redirect_stdout(written), redirect_stderr(io.StringIO()):
        assert main([*words, "--where", at.where] if at.where.strip() else words) == 0
    document = json.loads(written.getvalue())
    known = {field.name for field in fields(Figure)}
    found = (
        Figure(**{k: v for k, v in one.items() if k in known})
        for one in document["metrics"]
        if one["id"] in LABELS and one["id"] != IN_A_PANE_OF_ITS_OWN
    )
    return {LABELS[one.id]: _worded(one, document["currency"]) for one in found}


def _worded(figure: Figure, currency: str) -> str:
    return "".join(span.text for span in figure_spans(figure, currency, UNICODE, detail="value"))


def missing(lines: list[str], at: Place, wanted: dict[str, str]) -> list[str]:
    """What the desk should show there and does not."""
    above = f"{lines[2]} {lines[3]} "
    found = [] if f"as of {present.day(at.as_of)}" in lines[0] else [f"as of {at.as_of}"]
    if lines[1].removeprefix(" / ").strip() != at.where.strip() and at.where.strip():
        found.append(f"filter {at.where!r}")
    return found + [f"{label} {text}" for label, text in wanted.items() if f" {label} {text} " not in above]


def run(seed: int, seconds: float) -> Iterable[str]:
    """Up to 60 sequences, each written in one piece; yields what shows something else than `show metrics`."""
    return sequences(seed, seconds)


def sequences(seed: int, seconds: float, cache: Path | None = None) -> Iterator[str]:
    """The same, over a book that is cached already."""
    chance, end = random.Random(seed), time.monotonic() + seconds
    with private_home(cache) as home:
        span = Engine(open_book([SAMPLE])).span()
        at = Place("", span[1], span)
        with Terminal(holdfast(str(SAMPLE), folder=home), places_of_home(), 160, 45) as terminal:
            desk = WatchedDesk(terminal)
            desk.sees("as of")
            for number in range(SEQUENCES):
                if time.monotonic() > end:
                    break
                keys, at = typed(chance, at)
                terminal.press(keys)
                if lost := _lost(desk, at):
                    yield f"typing, seed {seed}, sequence {number}: {keys!r} does not show {lost}"
                    break
            terminal.press(CONTROL_Q)
            if status := terminal.wait():
                yield f"typing, seed {seed}: ctrl+q ends with status {status}"


def _lost(desk: WatchedDesk, at: Place) -> list[str]:
    wanted, given_up = figures(at), time.monotonic() + PATIENCE_SECONDS
    while lost := missing(desk.lines, at, wanted):
        if time.monotonic() > given_up:
            return [*lost, *(line.rstrip() for line in desk.lines)]
        desk.settle()
    return []
