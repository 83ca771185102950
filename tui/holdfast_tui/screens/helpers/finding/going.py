"""Search everything that has a name, and go there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from holdfast.filters.complete import begun
from holdfast.search.things import Hit, Thing
from holdfast.views.selection import PageOfRep
from holdfast_tui.commands.standing import SPOTS
from holdfast_tui.messages import OpenCustomer, OpenFigure, OpenRows
from holdfast_tui.screens.dialogs.finding.palette import Palette, palette
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.jobs import Answer, hand_over
from holdfast_tui.sitting.state import Place

if TYPE_CHECKING:
    from textual.app import App

    from holdfast.errors import UsageError
    from holdfast_tui.screens.rooms.base import Room
    from holdfast_tui.sitting.session import Session

_KIND: Final = "find"


class Going:
    """The palette over the room in front, which `room` tells. `explain` shows an entry of the glossary."""

    def __init__(
        self,
        app: App[Any],
        session: Session,
        room: Callable[[], Room[Any]],
        explain: Callable[[str], object],
    ) -> None:
        self._app, self._session, self._room, self._explain = app, session, room, explain
        self._dialog: Palette | None = None

    def search(self) -> None:
        """Search everything, and do what is done with what is chosen."""
        room = self._room()
        ask = self._ask if self._session.engine is not None else None
        dialog = palette(room.situation(), self._session.keys, self._things(), ask)
        self._dialog = dialog
        self._app.push_screen(dialog, self.go)

    def _things(self) -> Iterator[Thing]:
        """Figures, flags, terms and fields, once the book is read."""
        if self._session.engine is None:
            return
        # The glossary needs polars, which is there once the book is read.
        from holdfast.glossary.things import fields_of, subjects  # noqa: PLC0415

        yield from subjects(self._session.language)
        yield from fields_of(self._session.store.state.fields)

    def _ask(self, typed: str, show: Callable[[Sequence[Hit]], object]) -> None:
        """Look for reps and customers in the worker, as they were called on the day on show."""
        engine, dialog = self._session.engine, self._dialog
        if engine is None or dialog is None:
            return
        everybody = replace(self._session.store.query, where="", by=None, sort=(), columns=())

        def told(answer: Answer[tuple[Hit, ...]]) -> None:
            hand_over(answer, show, partial(_nobody, show))

        self._session.jobs.ask(_KIND, lambda: engine.found(everybody, typed), while_open(dialog, told))

    async def go(self, chosen: str | None) -> None:
        """Run a command, or go to what was chosen."""
        self._session.jobs.drop(_KIND)
        if chosen is None:
            return
        if chosen in self._session.keys:
            await self._room().action_command(chosen)
            return
        kind, _, subject = chosen.partition(":")
        ways: dict[str, Callable[[str], object]] = {
            "metric": self.to_figure,
            "field": self._to_field,
            "customer": lambda number: self._room().post_message(OpenCustomer(int(number))),
            "rep": lambda rep: self._room().post_message(OpenRows(PageOfRep(rep))),
        }
        ways.get(kind, self._explain)(subject)

    def to_figure(self, metric: str) -> None:
        """Go to the pane in which a figure stands; one that stands in none opens its rows."""
        room, spot = self._room(), SPOTS.get(metric)
        if spot is None:
            room.post_message(OpenFigure(metric))
            return
        room.way_back.switch(Place(spot.room.place, spot.room.title))
        if isinstance(there := self._room(), PanesRoom):
            there.arranged.stand_on(spot.pane, metric)

    def _to_field(self, name: str) -> None:
        """Go to the filter bar with a condition begun; from a place without one, to that of the desk."""
        if not isinstance(self._room(), PanesRoom):
            self._room().way_back.switch(Place("desk", "Desk"))
        if isinstance(room := self._room(), PanesRoom):
            room.filtering.begin_with(begun(self._session.store.state.fields[name]))


def _nobody(show: Callable[[Sequence[Hit]], object], error: UsageError) -> None:
    """Nobody is known on a day that is not in the book."""
    show(())
