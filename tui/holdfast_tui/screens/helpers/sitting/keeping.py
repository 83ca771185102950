"""Keeps the desk as it is, a moment after a key and when it is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual.app import App
from textual.timer import Timer

from holdfast_tui.screens.rooms.base import Room
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.left.desk import REST_SECONDS
from holdfast_tui.sitting.session import Session
from holdfast_tui.sitting.state import Place


class Keeping:
    """Watches one app; `room` answers the room in front."""

    def __init__(self, app: App[Any], session: Session, room: Callable[[], Room[Any]]) -> None:
        self._app, self._session, self._room = app, session, room
        self._resting: Timer | None = None

    def touched(self) -> None:
        """Somebody did something: it is kept soon, however much follows."""
        if self._session.left is not None and self._resting is None:
            self._resting = self._app.set_timer(REST_SECONDS, self._rested)

    def _rested(self) -> None:
        self._resting = None
        if not self.keep():
            # Before an answer is there, nothing has its place.
            self.touched()

    def keep(self, *, last: bool = False) -> bool:
        """Keep the desk as it is, at once where it is the last time; False where it cannot be told yet."""
        session, room = self._session, self._room()
        left, engine = session.left, session.engine
        if left is None or engine is None:
            return left is None
        if room.view is None or (room.asking.is_pending and not last):
            return False
        left.keep(
            session.store.state, session.store.settled_where, _here(room, session), engine.book, last=last
        )
        return True


def _here(room: Room[Any], session: Session) -> Place:
    """The place now, with where its panes stand."""
    here = session.store.state.here
    if not isinstance(room, PanesRoom):
        return here
    return replace(
        here, cursors=room.arranged.cursors(), focus=room.arranged.focused_name or room.arranged.tab
    )
