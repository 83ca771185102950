"""One desk for all tests of a module: each finds it as it was when it was opened.

    async def test_of_the_user(desks: SharedDesk) -> None:
        async with desks.at((120, 40)) as desk:
            await desk.press("4").sees("Movements")

A test that looks at how a desk opens, or needs another dress or engine, has a desk of its own: `sitting`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from tests.tui.desk_story import Story, sitting

from holdfast_tui.screens.leaving import uncover
from holdfast_tui.screens.rooms.base import Room
from holdfast_tui.screens.rooms.desk import DeskScreen
from holdfast_tui.sitting.journal.journaling import Journaling
from holdfast_tui.sitting.state import DeskState, PaneCursor

SIZE = (120, 40)


class SharedDesk:
    """Opens a desk for the first test that asks, and another where one was left in ruins."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._story: Story | None = None
        self._first = DeskState()
        self._over = asyncio.Event()
        self._held: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    @asynccontextmanager
    async def at(self, size: tuple[int, int]) -> AsyncIterator[Story]:
        """The desk at rest in a terminal of `size` columns and rows."""
        story = self._story or await self._open()
        try:
            with story.app._context():
                await self._begin_anew(story, size)
                yield story
                # What is still on its way belongs to this test.
                await story.settled()
        except BaseException:
            await self._close()
            raise

    async def _open(self) -> Story:
        opened: asyncio.Future[Story] = asyncio.get_running_loop().create_future()
        self._over = asyncio.Event()
        self._held = asyncio.create_task(self._hold(opened, self._over))
        await asyncio.wait((opened, self._held), return_when=asyncio.FIRST_COMPLETED)
        self._story = story = opened.result() if opened.done() else await self._failed(self._held)
        self._first = story.app.session.store.state
        return story

    @staticmethod
    async def _failed(held: asyncio.Task[None]) -> Story:
        await held
        raise AssertionError("the desk was closed before it was open")

    async def _hold(self, opened: asyncio.Future[Story], over: asyncio.Event) -> None:
        # In a task of its own: Textual wants an app left in the context in which it was entered.
        async with sitting(self._engine, SIZE) as story:
            opened.set_result(story)
            await over.wait()

    async def _close(self) -> None:
        held, self._held, self._story = self._held, None, None
        if held is not None:
            self._over.set()
            await held

    async def _begin_anew(self, story: Story, size: tuple[int, int]) -> None:
        app = story.app
        uncover(app.room)
        if app.session.engine is not self._engine:
            # Other thresholds were tried.
            app.session.engine = self._engine
            for room in app.screen_stack:
                if isinstance(room, Room):
                    room.asking.forget()
        app.session.own_thresholds, app.session.language = None, "en"
        app.session.journaling = Journaling()
        app.session.store._edit_began = None
        app.session.store._write(self._first)
        desk = app.room
        assert isinstance(desk, DeskScreen)
        desk.filtering.bar.end()
        desk.filtering.bar.replace_text("")
        desk.arranged._fills = False
        desk.asking.ask()
        if app.size != size:
            await story.resizes(*size)
        for pane in (desk.customers, desk.flags, desk.reps):
            pane.stand_at(PaneCursor(pane.id or ""))
        desk.customers.select_column(1)
        desk.kpis.current = 0
        desk.arranged.focus("customers")
        desk.arranged.lay_out()
        desk.bars.footer.hush()
        await story.settled()
