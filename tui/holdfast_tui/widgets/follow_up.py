"""The hint of what can follow a key, for whoever pauses after it; typed fast, it never appears."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from textual import events

from holdfast_tui.commands.declared import Keys
from holdfast_tui.commands.families import first_here, follow_ups, keys_of_families
from holdfast_tui.commands.situation import Situation
from holdfast_tui.widgets.footer import Footer

PAUSE_SECONDS: Final = 0.3
"""Who knows the next key has pressed it by then."""


class Stopped(Protocol):
    """A timer."""

    def stop(self) -> None:
        """Forget it."""


class FollowUp:
    """Hears every key.

    `later` calls back after so many seconds; `here` answers the situation and the footer of the room in
    front, None where something lies over it or is being typed into.
    """

    def __init__(
        self,
        later: Callable[[float, Callable[[], None]], Stopped],
        here: Callable[[], tuple[Situation, Footer] | None],
        keys: Keys,
    ) -> None:
        self._later, self._here, self._keys = later, here, keys
        self._candidates = keys_of_families(keys)
        self._timer: Stopped | None = None
        self._footer: Footer | None = None
        self.pause = PAUSE_SECONDS

    def heard(self, typed: events.Key) -> None:
        """A key was pressed: what was said about the one before it goes, and its own turn may come."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._footer is not None:
            self._footer.show_follow_ups(())
            self._footer = None
        pressed = typed.character or ""
        if pressed not in self._candidates:
            pressed = typed.key
        names = self._candidates.get(pressed)
        # A key held down costs no more than this.
        if names and (here := self._here()) is not None:
            name = first_here(names, here[0])
            self._timer = self._later(self.pause, lambda: self._show(name, pressed)) if name else None

    def _show(self, name: str, pressed: str) -> None:
        self._timer = None
        # Asked only now: what the key did has changed what can be done.
        if (here := self._here()) is not None:
            at, self._footer = here
            self._footer.show_follow_ups(follow_ups(name, at, self._keys, pressed))
