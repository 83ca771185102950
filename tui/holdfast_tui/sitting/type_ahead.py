"""Keys one after the other: each waits until what the key before it did is done.

Textual hands a key to whatever has the focus at that moment and lets it pass through a queue of each widget
on its way. What a key opens, focuses or answers therefore comes later than the key after it, which is lost in
the place before: typed fast, pasted, or sent over a line that lags.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

from holdfast_tui.screens.leaving import is_open

Typed = events.Key | events.Paste

PATIENCE_SECONDS: Final = 5.0
"""A key that is not done after so long holds up the others no longer."""
PAUSE_SECONDS: Final = 1.5
"""Text that is left out ends where nobody typed for so long."""
_TEXT_KEYS: Final = ("enter", "backspace", "delete", "tab", "left", "right")
"""Keys by which a text is typed, beside its characters."""
_CALM_ROUNDS: Final = 2
"""A key makes a message, and the message may make another: so often nothing must change."""


class TypeAhead:
    """Carries out what is typed. `give` hands a key to the app; `at_once` are the keys that never wait."""

    def __init__(
        self, app: App[Any], give: Callable[[events.Event], Awaitable[None]], at_once: tuple[str, ...]
    ) -> None:
        self._app, self._give, self._at_once = app, give, at_once
        self._waiting: deque[Typed] = deque()
        self._going_on: asyncio.Task[None] | None = None
        self.is_busy = False
        self._carried_out_at = 0.0
        self._left_out_at: float | None = None
        """When the last key was typed that was left out; None where none is."""

    def leave_out_text(self) -> None:
        """The key that is being carried out can open no form: the text behind it runs no commands either.

        It ends with escape, with a key that types no text, or where nobody types for a while.
        """
        self._left_out_at = self._carried_out_at

    async def take(self, typed: Typed) -> None:
        """Carry out a key, now or after those before it; called in the task of the app."""
        if isinstance(typed, events.Key) and typed.key in self._at_once:
            await self._give(typed)
        elif self.is_busy:
            self._waiting.append(typed)
        else:
            await self._carry_out(typed)

    def wait_for_the_first_screen(self) -> None:
        """Keep what is typed while the app starts until there is something to type into."""
        self.is_busy = True
        self._going_on = asyncio.create_task(self._go_on())

    async def _carry_out(self, typed: Typed) -> None:
        self.is_busy = True
        asked, _ = _in_front(self._app)
        self._carried_out_at = typed.time
        if not self._is_left_out(typed):
            await self._give(typed)
        self._going_on = asyncio.create_task(self._go_on(typed, asked))

    async def _go_on(self, typed: Typed | None = None, asked: Screen[Any] | None = None) -> None:
        await done(self._app)
        if isinstance(asked, ModalScreen) and not is_open(asked):
            self._drop_repeated(typed)
        if self._waiting:
            self._app.call_later(self._carry_out, self._next())
        else:
            self.is_busy = False

    def _is_left_out(self, typed: Typed) -> bool:
        # By the time of typing: the desk may be too busy to look at a key at once.
        if self._left_out_at is None or typed.time - self._left_out_at > PAUSE_SECONDS:
            self._left_out_at = None
        elif isinstance(typed, events.Paste) or typed.is_printable or typed.key in _TEXT_KEYS:
            self._left_out_at = typed.time
        else:
            self._left_out_at = None
            return typed.key == "escape"
        return self._left_out_at is not None

    def _next(self) -> Typed:
        """What comes first; text that waits for an input goes there as one piece."""
        first = self._waiting.popleft()
        if not isinstance(self._app.focused, Input) or not (text := _character(first)):
            return first
        while self._waiting and (more := _character(self._waiting[0])):
            text += more
            self._waiting.popleft()
        return events.Paste(text)

    def _drop_repeated(self, typed: Typed | None) -> None:
        """The key that closed a dialog answers nothing else, however often it was pressed meanwhile."""
        while self._waiting and isinstance(typed, events.Key) and _is_same(self._waiting[0], typed):
            self._waiting.popleft()


def _character(typed: Typed) -> str:
    """What a key writes."""
    return (typed.character or "") if isinstance(typed, events.Key) and typed.is_printable else ""


def _is_same(one: Typed, other: events.Key) -> bool:
    return isinstance(one, events.Key) and one.key == other.key


async def done(app: App[Any]) -> None:
    """Wait until what was asked of an app so far is done: a screen is mounted, the focus is where it goes."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            calm = 0
            while calm < _CALM_ROUNDS:
                before = _in_front(app)
                passed = asyncio.Event()
                _pass_on(deque(_way_of_a_key(app)), passed)
                await passed.wait()
                calm = calm + 1 if _in_front(app) == before else 0
    except TimeoutError:
        return


def _in_front(app: App[Any]) -> tuple[Screen[Any] | None, Widget | None]:
    """The screen in front, and what has the focus."""
    screen = app.screen_stack[-1] if app.screen_stack else None
    return screen, screen.focused if screen is not None else None


def _way_of_a_key(app: App[Any]) -> Iterator[MessagePump]:
    """What a key passes through, from what has the focus up to the app."""
    screen, focused = _in_front(app)
    start = focused or screen
    yield from start.ancestors_with_self if start is not None else (app,)


def _pass_on(way: deque[MessagePump], passed: asyncio.Event) -> None:
    """Go the way of a key, in each widget behind every message that it has now."""
    while way:
        if way.popleft().call_later(_pass_on, way, passed):
            return
    passed.set()
