"""Split what a room shows by a dimension that the user chooses; the store keeps the choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.screen import Screen

from holdfast.schema.fields import FIELDS
from holdfast_tui.commands.places import Place
from holdfast_tui.screens.dialogs.chooser import dimension_chooser
from holdfast_tui.sitting.session import Session


class Splitting:
    """The dimension of one room: one of its `groupings`, the first at first."""

    def __init__(self, screen: Screen[Any], session: Session, place: Place, groupings: Sequence[str]) -> None:
        self._screen, self._session, self._place, self._groupings = screen, session, place, groupings

    @property
    def by(self) -> str:
        """The dimension in use."""
        chosen = self._session.store.state.choices.get(self._place)
        return chosen if isinstance(chosen, str) else self._groupings[0]

    def choose(self) -> None:
        """Ask for another."""
        titles = [(name, FIELDS[name].title) for name in self._groupings if name in FIELDS]
        self._screen.app.push_screen(dimension_chooser(titles, self.by), self._chosen)

    def _chosen(self, name: str | None) -> None:
        if name is not None:
            self._session.store.choose(self._place, name)
