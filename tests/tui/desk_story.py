"""The real desk on a real book, driven as a user would tell it.

    await desk.press("/").types("rep:freja").sees("Freja Lindahlsen")

Steps are queued and run when the story is awaited. Each waits until the desk has nothing left to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from itertools import groupby
from time import monotonic
from typing import Any, Self

from tests.tui.desk_fakes import screen_text
from tests.tui.desk_run import desk_app
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from holdfast.journal.journal import Journal
from holdfast.own.places import folder_for
from holdfast_tui.app import DeskApp

PATIENCE = 300.0
"""Seconds before a story is given up: only a desk that hangs takes as long."""
STEPS = ("down", "up", "left", "right", "pagedown", "pageup", "backspace")
"""Keys whose repetition is one movement."""
ROUNDS = 4
"""Turns without work after which nothing more follows: a key, its message, its answer, its paint."""


class Story:
    """One sitting at the desk: keys in, screens out."""

    def __init__(self, app: DeskApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self._pilot = pilot
        self._steps: list[Callable[[], Awaitable[None]]] = []

    def press(self, *keys: str) -> Self:
        """Press keys one after the other."""
        return self._then(partial(self._press, keys))

    def types(self, text: str) -> Self:
        """Type a text into whatever has the focus, without a pause."""
        return self._then(partial(self._type, text))

    def press_at_once(self, *keys: str) -> Self:
        """Press keys that arrive in one piece, as over a line that lags."""
        return self._then(partial(self._press_at_once, keys))

    def clicks(self, text: str, times: int = 1) -> Self:
        """Click on the first cell of a text, where it stands first on the screen."""
        return self._then(partial(self._click, text, times))

    def resizes(self, columns: int, rows: int) -> Self:
        """Give the terminal another size."""
        return self._then(partial(self._resize, columns, rows))

    def sees(self, *texts: str) -> Self:
        """Every one of these texts is on the screen."""
        return self._then(partial(self._sees, texts))

    def misses(self, *texts: str) -> Self:
        """None of these texts is on the screen."""
        return self._then(partial(self._misses, texts))

    def __await__(self) -> Generator[Any, None, None]:
        return self._run().__await__()

    def _then(self, step: Callable[[], Awaitable[None]]) -> Self:
        self._steps.append(step)
        return self

    async def _run(self) -> None:
        steps, self._steps = self._steps, []
        for step in steps:
            await step()

    async def _press(self, keys: tuple[str, ...]) -> None:
        for key, same in groupby(keys):
            # Nobody looks up between two steps of a cursor, and every step would be asked about and painted.
            if key in STEPS:
                await self._press_at_once(same)
            else:
                for one in same:
                    await self._type([one])

    async def _type(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.send(key)
            await self._pilot._wait_for_screen()
        await self.settled()

    async def _press_at_once(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.send(key)
        await self.settled()

    def send(self, key: str) -> None:
        """Send a key and wait for nothing."""
        # Not by the pilot, which waits until the whole process idles: 40 ms a key at best.
        assert self.app._driver is not None
        is_character = len(key) == 1
        name = _character_to_key(key) if is_character else key
        event = events.Key(name, key if is_character else None)
        event.set_sender(self.app)
        self.app._driver.send_message(event)

    async def _click(self, text: str, times: int) -> None:
        shown = screen_text(self.app)
        assert text in shown, f"not on the screen to be clicked: {text}\n{shown}"
        lines = shown.split("\n")
        y = next(y for y, line in enumerate(lines) if text in line)
        await self._pilot.click(offset=(lines[y].index(text), y), times=times)
        await self.settled()

    async def _resize(self, columns: int, rows: int) -> None:
        await self._pilot.resize_terminal(columns, rows)
        await self.settled()

    async def _sees(self, texts: tuple[str, ...]) -> None:
        shown = screen_text(self.app)
        missing = [text for text in texts if text not in shown]
        assert not missing, f"not on the screen: {missing}\n{shown}"

    async def _misses(self, texts: tuple[str, ...]) -> None:
        shown = screen_text(self.app)
        present = [text for text in texts if text in shown]
        assert not present, f"on the screen: {present}\n{shown}"

    async def settled(self) -> None:
        """Wait until the book is read, every question is answered and every answer is painted."""
        await idle(self._pilot)


async def idle(pilot: Pilot[Any]) -> None:
    """Wait until a desk has nothing left to do: asked, answered and painted."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    quiet, given_up = 0, monotonic() + PATIENCE
    while quiet < ROUNDS:
        # Whoever computes meanwhile needs the time: only the answer is waited for.
        while not app.is_idle:
            assert monotonic() < given_up, f"the desk never came to rest\n{screen_text(app)}"
            await asyncio.sleep(0.01)
        await pilot._wait_for_screen()
        app.screen._on_timer_update()
        quiet = quiet + 1 if app.is_idle else 0
        await asyncio.sleep(0)


@asynccontextmanager
async def sitting(
    engine: Any,
    size: tuple[int, int],
    environ: Mapping[str, str] | None = None,
    theme: str | None = None,
) -> AsyncIterator[Story]:
    """The desk over `engine` in a terminal of `size` columns and rows, at rest; it can write a journal."""
    app = desk_app(engine, environ=environ, theme=theme)
    # Most tests look at one date, and what is asked for it.
    app.session.prepares_ahead = False
    app.session.journaling.journal = Journal(folder_for("data") / "journals" / "test", "test", "ana")
    async with app.run_test(size=size) as pilot:
        story = Story(app, pilot)
        await story.settled()
        yield story
