"""The lines above and below every room: what is on show, what the keys do, and what has to be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.widget import Widget

from holdfast_tui.commands.declared import COMMANDS, hint_commands, hints, shown_key
from holdfast_tui.commands.places import Place
from holdfast_tui.commands.situation import Situation
from holdfast_tui.commands.unbound import unbound
from holdfast_tui.sitting.session import Session
from holdfast_tui.start.shape import ROOMS
from holdfast_tui.widgets.footer import Footer, Tone
from holdfast_tui.widgets.header import Header

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment


class Bars:
    """Header and footer of a room, and the moment of the answer that they speak of."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.header, self.footer = Header(), Footer()
        self.moment: Moment | None = None

    @property
    def currency(self) -> str:
        """The currency of the answer on show."""
        return self.moment.currency if self.moment else ""

    def below(self) -> Iterator[Widget]:
        """What stands at the bottom of a room: the footer, under the guided tour where one is under way."""
        if self._session.tour is not None and self._session.is_touring:
            yield self._session.tour.strip()
        yield self.footer

    def say(self, text: str, tone: Tone = "text") -> None:
        """Say one thing at the bottom."""
        self.footer.say(text, tone)

    def say_unbound(self, key: str, place: Place) -> None:
        """Say what a key does elsewhere that does nothing here; once, however long it is held."""
        words = unbound(key, place, self._session.keys)
        if words and words != self.footer.said:
            self.say(words)

    def show_path(self) -> None:
        """The breadcrumbs."""
        self.header.show_path(self._session.store.state.breadcrumbs)
        self.header.show_rooms(self.rooms, self.here)

    @property
    def here(self) -> str:
        """The command that leads to the room on show."""
        return f"room.{self._session.store.state.here.room}"

    @property
    def rooms(self) -> list[tuple[str, str, str]]:
        """Command, key and title of every room that a key leads to, by the keys in force."""
        keys = self._session.keys
        return [(command, shown_key(keys.of(COMMANDS[command])[0]), title) for command, _, title in ROOMS]

    def show_moment(self, moment: Moment, period: str) -> None:
        """As-of date, period as it was asked for, and counts of the answer on show."""
        self.moment = moment
        self.header.show_built(self._session.built)
        self.header.show_moment(moment.book, moment.as_of, period, moment.shown, moment.total)
        key = self._session.keys.shown(COMMANDS["room.data"])
        self.header.show_unsettled(self._session.unsettled, key)

    def show_hints(self, at: Situation, marked: str) -> None:
        """The keys of a place, after how many rows are marked."""
        self.footer.show_hints(hints(at, self._session.keys), marked, hint_commands(at, self._session.keys))

    def show_reading(self) -> None:
        """The book is still being read."""
        self.header.show_waiting(self._session.reading)

    def show_read(self) -> None:
        """The book is read."""
        self.footer.hush()
        self.header.show_waiting("")
