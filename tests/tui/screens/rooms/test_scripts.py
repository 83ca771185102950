"""From the screen to a script: the command of a pane, how often values occur, and the user's own commands."""

from __future__ import annotations

import base64
import io
import json
import shlex
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import Story
from tests.tui.shared_desk import SharedDesk

from holdfast.query import Query
from holdfast_tui.app import DeskApp
from holdfast_tui.cli import main
from holdfast_tui.command_line.arguments.reading import read_arguments
from holdfast_tui.screens.helpers.scripts.command import NO_COMMAND, ScreenCommand
from holdfast_tui.screens.helpers.scripts.panes import PANE_COMMANDS
from holdfast_tui.screens.rooms.figure import FigureScreen
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.files.started_with import StartedWith

SAMPLE = Path(__file__).resolve().parents[4] / "sample_data"
ROOMS = ("1", "3", "4", "5", "6", "7", "8", "9", "0", "F")


WITHOUT_COMMAND = ("week",)
"""Panes that no command prints."""


def words_of(app: DeskApp) -> list[str]:
    """The command of the pane with the keys."""
    room = app.room
    return ScreenCommand(room, app.session, room.bars, room.taking).words()


def names_of(rows: Any) -> list[str]:
    """What a list on screen shows as names, in its order."""
    return list(rows.fetch(0, len(rows), ("name",))["name"])


COMPARED: Mapping[str, tuple[Callable[[Any], Any], Callable[[Mapping[str, Any]], Any]]] = {
    "kpis": (
        lambda room: {figure.id: figure.value for figure in room.kpis.figures},
        lambda told: {one["id"]: one["value"] for one in told["metrics"]},
    ),
    "customers": (
        lambda room: names_of(room.view.customers),
        lambda told: [row["name"] for row in told["rows"]],
    ),
    "flag-customers": (
        lambda room: sorted(names_of(room.customers.source)),
        lambda told: sorted(row["name"] for row in told["rows"]),
    ),
    "flag-changes": (lambda room: room.changes.changes.rows.height, lambda told: len(told["rows"])),
    "movements": (
        lambda room: {one.label: one.amounts["churn"] for one in room.view.movements.buckets},
        lambda told: {row["period"]: row["churn"] for row in told["rows"]},
    ),
    "segments": (
        lambda room: {row.group: row.figures["retention.customers"].value for row in room.view.segments.rows},
        lambda told: {
            one["group"]: one["value"] for one in told["metrics"] if one["id"] == "retention.customers"
        },
    ),
    "rep-table": (
        lambda room: {row.name: row.kept.value for row in room.view.reps.rows},
        lambda told: {row["name"]: row["kept_rate"] for row in told["rows"]},
    ),
    "due": (
        lambda room: [
            name
            for place, name in enumerate(names_of(room.due.view.rows))
            if room.due.view.rows.customer_at(place) is not None  # reps have lines of their own here
        ],
        lambda told: [row["name"] for row in told["rows"]],
    ),
    "waves": (lambda room: len(room.view.waves), lambda told: len(told["rows"])),
    "orphans": (lambda room: names_of(room.view.orphans), lambda told: [row["name"] for row in told["rows"]]),
    "team-years": (
        lambda room: {one.label: one.original.value for one in room.view.years},
        lambda told: {row["year"]: row["original"] for row in told["rows"]},
    ),
    "thanks": (
        lambda room: {one.name: len(one.deserved) for one in room.view.thanks.rows},
        lambda told: dict(Counter(row["name"] for row in told["rows"])),
    ),
    "win-back": (
        lambda room: names_of(room.win_back.source),
        lambda told: [row["name"] for row in told["rows"]],
    ),
    "competitors": (
        lambda room: {one.name: one.lost for one in room.view.competitors},
        lambda told: {row["competitor"]: row["lost"] for row in told["rows"]},
    ),
    "topics": (
        lambda room: {one.topic: one.share.value for one in room.view.topics},
        lambda told: {row["topic"]: row["share"] for row in told["rows"]},
    ),
    "recurring": (
        lambda room: {one.topic: list(one.quarters) for one in room.view.recurring},
        lambda told: {row["topic"]: row["quarters"] for row in told["rows"]},
    ),
    "conduct": (
        lambda room: [one.lost for one in room.view.conduct],
        lambda told: [row["lost"] for row in told["rows"]],
    ),
    "comments": (
        lambda room: names_of(room.view.comments),
        lambda told: [row["name"] for row in told["rows"]],
    ),
    "detractors": (
        lambda room: names_of(room.view.detractors),
        lambda told: [row["name"] for row in told["rows"]],
    ),
    "scores": (
        lambda room: {one.score: one.customers for one in room.view.scores},
        lambda told: {row["score"]: row["customers"] for row in told["rows"]},
    ),
    "satisfaction": (
        lambda room: [one.figure.value for one in room.view.months],
        lambda told: [row["value"] for row in told["rows"]],
    ),
    "loss-years": (
        lambda room: {one.label: one.figure.value for one in room.view.years},
        lambda told: {row["year"]: row["value"] for row in told["rows"]},
    ),
    "benefits": (
        lambda room: [one.value for one in room.view.benefits],
        lambda told: [row["customer_value"] for row in told["rows"]],
    ),
    "revenue-months": (
        lambda room: [(one.new, one.earlier) for one in room.view.months],
        lambda told: [(row["new"], row["earlier"]) for row in told["rows"]],
    ),
    "data-locked": (
        lambda room: [one.table for one in room.view.locked],
        lambda told: [row["table"] for row in told["rows"]],
    ),
}
"""By pane, what it shows and what its command says of the same."""


async def each_pane(desk: Story) -> dict[str, tuple[list[str], Any]]:
    """The command of every pane of every room, and what those of COMPARED show."""
    found = {}
    for key in ROOMS:
        await desk.press(key)
        room: Any = desk.app.room
        assert isinstance(room, PanesRoom)
        for name in (*(room.PLAN.above), *(pane for pane, _ in room.PLAN.tabs)):
            room.arranged.focus(name)
            await desk.settled()
            shown = COMPARED[name][0](room) if name in COMPARED else None
            found[name] = (words_of(desk.app), shown)
    return found


@pytest.mark.thorough
async def test_the_command_of_a_pane_gives_the_same_rows_and_figures(
    desks: SharedDesk, sample_read: Path
) -> None:
    async with desks.at((120, 40)) as desk:
        desk.app.session.started_with = StartedWith((sample_read,))
        desk.app.session.store.ask(Query(period="2025Q2", where='segment:smb -region:"Nordics"'))
        found = await each_pane(desk)
    for name, (words, _) in found.items():
        assert bool(words) == (name in PANE_COMMANDS), name
        assert words or name in WITHOUT_COMMAND, name
        if words:
            options = read_arguments(words[1:])
            assert options.sources == (sample_read.resolve(),)
            if words[1] == "show":
                assert options.where == 'segment:smb -region:"Nordics"' or name == "flag-customers"
    for name, (_, told) in COMPARED.items():
        words, shown = found[name]
        # The desk that is still open listens to the standard streams.
        with redirect_stdout(io.StringIO()) as printed:
            assert main([*words[1:], "--format", "json"]) == 0, name
        same = told(json.loads(printed.getvalue()))
        if isinstance(shown, dict):
            # A pane may show some of the figures and rows that its command prints.
            same = {key: same.get(key) for key in shown}
        assert same == shown, name
        assert shown or name in ("flag-changes", "recurring")


@pytest.mark.thorough
async def test_x_copies_the_command_and_shows_it(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        sent: list[str] = []
        before, desk.app.session.write_to_terminal = desk.app.session.write_to_terminal, sent.append
        desk.app.session.started_with = StartedWith((Path("/srv/o'clock book"),), journal=False)
        await desk.press("s", "X").sees("The command of this pane", "does not confirm it")
        shown = screen_text(desk.app)
        (sequence,) = sent
        line = base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()
        assert shlex.split(line)[:5] == ["holdfast", "show", "customers", "/srv/o'clock book", "--no-journal"]
        options = read_arguments(shlex.split(line)[1:])
        assert (str(options.as_of), options.period) == ("2025-06-30", "12m")
        assert options.sort == desk.app.session.store.query.sort
        assert options.columns[:2] == ("risk", "name")
        # All of it can be read, however long it is.
        assert all(word in shown for word in ("holdfast show customers", "--period 12m", "trend,why"))
        await desk.press("escape")
        desk.app.room.set_focus(None)
        await desk.press("X")
        assert desk.app.room.bars.footer.said == NO_COMMAND
        desk.app.session.write_to_terminal = before


@pytest.mark.thorough
async def test_values_are_counted_and_enter_filters_by_one(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("2", "1")
        await desk.press("l", "H").sees("How often: Rep", "Customers", "Share", "Kept")
        assert isinstance(desk.app.room, FigureScreen)
        await desk.press("escape").misses("How often").press("H").press("H").sees("How often, by column")
        await desk.types("industry").press("enter").sees("How often: Industry")
        first = desk.app.room.rows.value(0, "value")
        customers = desk.app.room.rows.value(0, "customers")
        await desk.press("enter").sees(f"{customers} of 400 customers")
        assert desk.app.session.store.query.where == f"industry={first}"
        await desk.press("escape").sees("400 of 400 customers")


async def test_where_the_column_is_none_of_customers_one_is_chosen(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("tab", "H").sees("How often, by column")
        await desk.types("segm").press("enter").sees("How often: Segment", "SMB")
        await desk.press("escape").misses("How often: Segment")
