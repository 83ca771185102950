"""Desks that tests of a process share, one for a book and a dress: each test finds it as it was opened.

    async def test_of_the_user(desks: SharedDesk) -> None:
        async with desks.at((120, 40)) as desk:
            await desk.press("4").sees("Movements")
        async with desks.at((80, 24), environ=PLAIN) as desk:
            await desk.press("4").sees("Movements")

A test that looks at how a desk opens, or has an engine of its own, has a desk of its own: `sitting`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, Final, Self

import pytest
from tests.tui.desk_story import Story, sitting

from holdfast.engine import Engine
from holdfast_tui.safe_text import use_ascii
from holdfast_tui.screens.leaving import uncover
from holdfast_tui.screens.rooms.base import Room
from holdfast_tui.screens.rooms.desk import DeskScreen
from holdfast_tui.sitting.journal.journaling import Journaling
from holdfast_tui.sitting.state import DeskState, PaneCursor

SIZE: Final = (120, 40)
MOST: Final = 4
"""Desks that are open at once: what comes in a later module is mostly another book."""
ASKED_AGAIN: Final = ("reps_room", "losses_room", "pipeline_room", "voice_room", "money_room", "risk_room")
"""What rooms ask whenever they are opened, of a book and a query alone: no file of the user, no past."""
PLAIN: Final = {"HOLDFAST_ASCII": "1", "NO_COLOR": "1"}
"""A terminal without colours and line drawing."""


class SharedDesk:
    """The desks that are open, by the book and the terminal they are over."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._told: dict[object, dict[object, Any]] = {}
        self._open: dict[tuple[int, frozenset[tuple[str, str]]], _Desk] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for desk in self._open.values():
            await desk.close()

    @asynccontextmanager
    async def at(
        self, size: tuple[int, int], engine: Any = None, environ: Mapping[str, str] | None = None
    ) -> AsyncIterator[Story]:
        """The desk at rest in a terminal of `size` columns and rows; over the usual book without `engine`."""
        over, terminal = engine or self._engine, environ or {}
        key = (id(over), frozenset(terminal.items()))
        # The one that was asked for last stands last. A desk holds its engine, so no other has its number.
        desk = self._open.pop(key, None) or _Desk(over, terminal, self._told.setdefault(over, {}))
        self._open[key] = desk
        while len(self._open) > MOST:
            await self._open.pop(next(iter(self._open))).close()
        async with desk.at(size) as story:
            yield story


class _Desk:
    """Opens a desk for the first test that asks, and another where one was left in ruins."""

    def __init__(self, engine: Any, environ: Mapping[str, str], told: dict[object, Any]) -> None:
        self._engine, self._environ, self._told = engine, environ, told
        self._story: Story | None = None
        self._first = DeskState()
        self._begun: dict[str, Any] = {}
        self._over = asyncio.Event()
        self._held: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def at(self, size: tuple[int, int]) -> AsyncIterator[Story]:
        """The desk at rest in a terminal of `size` columns and rows."""
        story = self._story or await self._open()
        try:
            with story.app._context(), self._asked_once():
                await self._begin_anew(story, size)
                yield story
                # What is still on its way belongs to this test.
                await story.settled()
        except BaseException:
            await self.close()
            raise

    @contextmanager
    def _asked_once(self) -> Iterator[None]:
        """A room that is opened again over the same engine is told what it was told before."""
        with pytest.MonkeyPatch.context() as patched:
            for name in ASKED_AGAIN if isinstance(self._engine, Engine) else ():
                patched.setattr(self._engine, name, partial(self._tell, getattr(self._engine, name)))
            yield

    def _tell(self, ask: Callable[..., Any], *about: Hashable) -> Any:
        key = (ask.__func__.__name__, *about)  # type: ignore[attr-defined]
        if key not in self._told:
            self._told[key] = ask(*about)
        return self._told[key]

    async def _open(self) -> Story:
        opened: asyncio.Future[Story] = asyncio.get_running_loop().create_future()
        self._over = asyncio.Event()
        self._held = asyncio.create_task(self._hold(opened, self._over))
        await asyncio.wait((opened, self._held), return_when=asyncio.FIRST_COMPLETED)
        self._story = story = opened.result() if opened.done() else await self._failed(self._held)
        self._first, self._begun = story.app.session.store.state, dict(vars(story.app.session))
        return story

    @staticmethod
    async def _failed(held: asyncio.Task[None]) -> Story:
        await held
        raise AssertionError("the desk was closed before it was open")

    async def _hold(self, opened: asyncio.Future[Story], over: asyncio.Event) -> None:
        # In a task of its own: Textual wants an app left in the context in which it was entered.
        async with sitting(self._engine, SIZE, self._environ) as story:
            opened.set_result(story)
            await over.wait()

    async def close(self) -> None:
        """Leave it, where it is open."""
        held, self._held, self._story = self._held, None, None
        if held is not None:
            self._over.set()
            await held

    async def _begin_anew(self, story: Story, size: tuple[int, int]) -> None:
        app = story.app
        # What the terminal can show is a fact about the process: another desk may have said otherwise.
        use_ascii(not app.looks.capabilities.unicode)
        uncover(app.room)
        if app.session.engine is not self._engine:
            # Other thresholds were tried.
            app.session.engine = self._engine
            for room in app.screen_stack:
                if isinstance(room, Room):
                    room.asking.forget()
        vars(app.session).update(self._begun, journaling=Journaling())
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
