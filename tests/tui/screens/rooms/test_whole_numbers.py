"""No number is ever cut: not in a column, a title, a sentence or a chart, in no currency and at no size."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import Story, sitting
from tests.worked_out import cache_of

from holdfast.engine import Engine
from holdfast_tui import safe_text
from holdfast_tui.look import present
from holdfast_tui.panes.desk.flags import FlagsPane
from holdfast_tui.panes.risk.flags import RiskFlagsPane
from holdfast_tui.screens.rooms.panes import PanesRoom

Sizes = tuple[tuple[int, int], ...]
SIZES: tuple[Sizes, ...] = (((60, 20), (120, 40)), ((80, 24), (200, 50)))
"""A small and a large one always, the other two by night."""
PLAIN = {"HOLDFAST_ASCII": "1"}
CUT = "`"
"""Stands in for the ellipsis of plain terminals, which elsewhere marks what is not complete."""
DRESSES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "CHF": ("CHF", {}),
    "SEK": ("SEK", {}),
    "JPY": ("JPY", {}),
    "KWD": ("KWD", {}),
    "ascii": ("EUR", PLAIN),
}
ROOMS = ("1", "3", "4", "5", "6")


@pytest.fixture
def plain_ellipsis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_text, "ASCII_ELLIPSIS", CUT)


@pytest.fixture(scope="module")
def own_engine(sample_engine: Engine) -> Engine:
    """The sample book for these tests alone, so that its currency can be changed."""
    return Engine(replace(sample_engine.book, settings=replace(sample_engine.book.settings)))


def in_currency(engine: Engine, code: str) -> Engine:
    """The same customers with amounts in another currency: nothing has to be worked out again for it."""
    object.__setattr__(engine.book.settings, "currency", code)
    return engine


def cut_numbers(screen: str) -> list[str]:
    """Lines on which an ellipsis follows a digit, or the point or comma behind one."""
    return [line for line in screen.splitlines() if re.search(rf"\d[.,]?[…{CUT}]", line)]


async def panes_of(desk: Story) -> AsyncIterator[str]:
    """The screen of the room in front with each of its panes on show."""
    room = desk.app.room
    if not isinstance(room, PanesRoom) or not room.arranged.is_narrow:
        yield screen_text(desk.app)
        return
    for name, _ in room.PLAN.tabs:
        room.arranged.focus(name)
        await desk.settled()
        yield screen_text(desk.app)
    room.arranged.focus(room.PLAN.tabs[0][0])


async def screens_of(desk: Story, sizes: Sizes) -> AsyncIterator[str]:
    """The room in front, pane by pane, in every one of these sizes."""
    for size in sizes:
        await desk.resizes(*size)
        async for screen in panes_of(desk):
            yield screen


@pytest.mark.thorough
@pytest.mark.parametrize("sizes", some_by_day(SIZES), ids=str)
@pytest.mark.parametrize("dress", some_by_day(DRESSES))
@pytest.mark.usefixtures("plain_ellipsis")
async def test_no_room_cuts_a_number_in_any_size(
    own_engine: Engine,
    home_of_run: Path,
    dress: str,
    sizes: Sizes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_of(home_of_run)))
    code, environ = DRESSES[dress]
    async with sitting(in_currency(own_engine, code), sizes[0], environ) as desk:
        for room in ROOMS:
            await desk.press(room)
            async for screen in screens_of(desk, sizes):
                assert not cut_numbers(screen), screen
                assert_amounts_stand(desk, code)


@pytest.mark.parametrize("sizes", some_by_day(SIZES), ids=str)
async def test_neither_a_customer_nor_a_dialog_cuts_a_number(own_engine: Engine, sizes: Sizes) -> None:
    async with sitting(in_currency(own_engine, "KWD"), sizes[0]) as desk:
        for keys in (
            ("enter",),
            ("escape", "tab", "enter"),
            ("escape", "4", "W"),
            ("escape", "1", "L", "enter"),
        ):
            await desk.press(*keys)
            async for screen in screens_of(desk, sizes):
                assert not cut_numbers(screen), screen


def assert_amounts_stand(desk: Story, code: str) -> None:
    """Every amount in the panes of flags is painted to its last character."""
    for pane in desk.app.screen.query("FlagsPane, RiskFlagsPane"):
        assert isinstance(pane, FlagsPane | RiskFlagsPane)
        for row, flag in enumerate(pane.flags, len(pane.waves)):
            if flag.count and pane.viewport.shows(row):
                painted = pane.render_line(row - pane.viewport.top + pane.head_height).text
                assert str(present.amount(flag.money, code)) in painted.split(), painted
