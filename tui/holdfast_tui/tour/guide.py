"""Whoever leads through the tour: says a step, sees when it is done, and goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.tour.steps import WORDS, questions, steps
from holdfast_tui.tour.strip import TourStrip

if TYPE_CHECKING:
    from holdfast_tui.screens.rooms.base import Room
    from holdfast_tui.sitting.session import Session
    from holdfast_tui.sitting.state import DeskState

OVER = "The tour is over: {help} shows the keys, 'holdfast help' in a shell the rest."


class Guide:
    """Leads through the tour at one desk; `room` answers the room in front. It writes nothing.

    `is_on`: whether a tour is under way.
    """

    def __init__(self, session: Session, room: Callable[[], Room[Any]]) -> None:
        self._session, self._room = session, room
        self._at, self.is_on = 0, False
        session.store.subscribe(self._follow)

    def begin(self) -> None:
        """Begin with the first step."""
        self._at, self.is_on = 0, True
        self._pass_what_is_done()

    def go_on(self) -> None:
        """The next step; after the last one the tour is over."""
        self._at += 1
        if self._at < len(steps()):
            self._pass_what_is_done()
        else:
            self.end()

    def end(self) -> None:
        """The tour is over, wherever it stands."""
        self.is_on = False
        room = self._room()
        for screen in room.app.screen_stack:  # those that are gone back to as well
            screen.query(TourStrip).remove()
        key = self._session.keys.shown(COMMANDS["help"])
        room.bars.say(WORDS.said(OVER, help=key))
        room.show_hints()

    def strip(self) -> TourStrip:
        """The strip of a room that is being composed."""
        strip = TourStrip()
        strip.tell(*self._words)
        return strip

    @property
    def _words(self) -> tuple[str, str, str]:
        step, keys = steps()[self._at], self._session.keys
        on, out = keys.shown(COMMANDS["tour.next"]), keys.shown(COMMANDS["back"])
        heading = WORDS.said(
            "Tour {number}/{all}: {asks}",
            number=step.number,
            all=len(questions()),
            asks=WORDS.said(step.asks),
        )
        return heading, WORDS.said("{on} next  {out} ends", on=on, out=out), step.told(keys)

    def _follow(self, before: DeskState, after: DeskState) -> None:
        """The desk has changed: that may have been the step."""
        if self.is_on and not self._session.store.is_editing:
            self._pass_what_is_done()

    def _pass_what_is_done(self) -> None:
        state, told = self._session.store.state, steps()
        while self._at < len(told) and told[self._at].done.at(state.here.room, state.query.where):
            self._at += 1
        self._tell()

    def _tell(self) -> None:
        """In the room in front; one that opens just now composes its strip itself, and so says the same."""
        room = self._room()
        if not room.is_mounted:
            return
        strip = next(iter(room.query(TourStrip)), None)
        if strip is None:
            strip = TourStrip()
            room.mount(strip, before=room.bars.footer)
        strip.tell(*self._words)
