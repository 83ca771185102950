"""The room below an open dialog: what changes in it is seen, and it follows the size of the terminal."""

from __future__ import annotations

from typing import Any

import pytest
from rich.console import RenderableType
from tests.tui.desk_story import sitting
from tests.tui.played_book import played_engine
from tests.tui.spared import paint_frame
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate, ReflowResult
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.widget import Widget

from holdfast_tui.app import DeskApp
from holdfast_tui.safe_text import literal
from holdfast_tui.screens.dialogs.forms.form import EntryForm
from holdfast_tui.screens.rooms.desk import DeskScreen


async def test_a_change_in_the_room_below_an_open_form_is_seen_at_once_and_at_another_size() -> None:
    async with sitting(played_engine(), (120, 40)) as desk:
        await desk.press("n").sees("Note on", "65 customers")
        room = desk.app.room
        assert isinstance(room, DeskScreen)
        room.customers.set_title(literal("Changed below"))
        await desk.settled()
        await desk.sees("Note on", "Changed below").misses("╭─ 65 customers")
        # Below a small terminal the panes are tabs.
        await desk.resizes(80, 24)
        await desk.sees("Note on", "[Customers]")
        await desk.press("escape").misses("Note on").sees("[Customers]", "Changed below")


@pytest.mark.thorough
async def test_a_form_over_a_room_at_rest_paints_itself_and_nothing_of_the_room(every_frame: None) -> None:
    async with sitting(played_engine(), (120, 40)) as desk:
        await desk.settled()
        painted = _frames_of(desk.app)
        await desk.press("n").sees("Note on")
        frame = desk.app.screen.query_one(".dialog").region
        assert painted
        assert all(frame.contains_region(region) for region in painted)


@pytest.mark.thorough
async def test_what_waits_to_be_painted_below_when_a_form_opens_is_painted_with_it(every_frame: None) -> None:
    async with sitting(played_engine(), (120, 40)) as desk:
        await desk.settled()
        painted = _frames_of(desk.app)
        room = desk.app.room
        assert isinstance(room, DeskScreen)
        room.customers.set_title(literal("Changed at once"))
        await desk.press("n").sees("Note on", "Changed at once")
        title = Region(*room.customers.region.offset, 20, 1)
        assert any(region.overlaps(title) for region in painted)


@pytest.mark.thorough
async def test_a_form_is_laid_out_when_it_opens_and_for_another_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid_out: list[Size] = []
    lay_out = Compositor.reflow

    def counted(compositor: Compositor, parent: Widget, size: Size) -> ReflowResult:
        if isinstance(parent, EntryForm):
            laid_out.append(size)
        return lay_out(compositor, parent, size)

    monkeypatch.setattr(Compositor, "reflow", counted)
    async with sitting(played_engine(), (120, 40)) as desk:
        await desk.press("t").sees("Task for")
        assert len(laid_out) <= 2
        laid_out.clear()
        await desk.resizes(80, 24)
        await desk.sees("Task for")
        assert Size(80, 24) in laid_out


@pytest.fixture
def every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames are painted as on a terminal, which other desks under test are spared."""
    monkeypatch.setattr(Compositor, "render_update", paint_frame)


def _frames_of(app: DeskApp) -> list[Region]:
    """What is painted from now on: the regions of every frame."""
    painted: list[Region] = []
    paint = app._display

    def painting(screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate):
            painted.extend(Region(x, y, to - x, 1) for y, x, to in renderable.spans)
        elif isinstance(renderable, LayoutUpdate):
            painted.append(renderable.region)
        paint(screen, renderable)

    app._display = painting  # type: ignore[method-assign]
    return painted
