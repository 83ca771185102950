"""Why the figure under the cursor moved since the comparison period: by customer, then by what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from holdfast.views.selection import WhyHealth, WhyMoved
from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import OpenRows
from holdfast_tui.screens.dialogs.chooser import one_of
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.store import Store

_BY_CUSTOMER = "customer"


class WhyKey:
    """Opens what moved a figure, a flag or a customer's health; on such rows it chooses another split."""

    def __init__(self, screen: Screen[Any], store: Store, situation: Callable[[], Situation]) -> None:
        self._screen, self._store, self._situation = screen, store, situation

    @property
    def actions(self) -> Mapping[str, Action]:
        """What the command does."""
        return {"why": self.open}

    def open(self) -> None:
        """Of a customer its health; of rows that say why, by another dimension; else of the figure there."""
        here = self._store.state.here
        if here.room == "customer" and isinstance(here.subject, int):
            self._screen.post_message(OpenRows(WhyHealth(here.subject)))
        elif isinstance(here.subject, WhyMoved):
            self._choose(here.subject.figure)
        elif (figure := self._situation().metric) is not None:
            self._screen.post_message(OpenRows(WhyMoved(figure)))

    def _choose(self, figure: str) -> None:
        fields = self._store.state.fields
        by = [(name, fields[name].title) for name in fields.dimensions if not fields[name].told_at_end]

        def chosen(name: str | None) -> None:
            if name is not None:
                asked = WhyMoved(figure, None if name == _BY_CUSTOMER else name)
                self._screen.post_message(OpenRows(asked))

        self._screen.app.push_screen(one_of("Split by", [(_BY_CUSTOMER, "Customer"), *by]), chosen)
