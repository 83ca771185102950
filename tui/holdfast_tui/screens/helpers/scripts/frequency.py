"""How often each value of a column occurs: of the column under the cursor, or of one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.screen import Screen

from holdfast.errors import UsageError
from holdfast.filters import combine
from holdfast.schema.fields import COMPUTED_FOR_VISIBLE_ROWS
from holdfast.views.selection import FrequencyOf
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import AddFilter, OpenRows
from holdfast_tui.screens.dialogs.chooser import one_of
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.leaving import is_in_front
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.state import OPENED_BY_ENTER
from holdfast_tui.sitting.store import Store

_NOT_COUNTED = ("trend", *COMPUTED_FOR_VISIBLE_ROWS)


class FrequencyKey:
    """Opens the frequency table of a column; on one it chooses another column."""

    def __init__(self, screen: Screen[Any], store: Store) -> None:
        self._screen, self._store = screen, store

    @property
    def actions(self) -> Mapping[str, Action]:
        """What the command does."""
        return {"frequency": self.open}

    def open(self) -> None:
        """Of the column under the cursor where that is one of customers; else one is chosen by name."""
        name = self._under_cursor
        if name is None:
            self._screen.app.push_screen(self._chooser(), self._open)
        else:
            self._open(name)

    def _chooser(self) -> Any:
        fields = self._store.state.fields
        told = [(field.name, field.title) for field in fields if field.name not in _NOT_COUNTED]
        return one_of("How often, by column", told)

    @property
    def _under_cursor(self) -> str | None:
        pane, fields = self._screen.focused, self._store.state.fields
        if not isinstance(pane, Grid) or not pane.rows or not pane.columns:
            return None
        name = pane.columns[pane.column].name
        return name if name in fields and name not in _NOT_COUNTED else None

    def _open(self, name: str | None) -> None:
        if name is not None:
            self._screen.post_message(OpenRows(FrequencyOf(name)))


class FilterBehind:
    """From rows behind a figure: narrows the room that they were opened from, and goes back to it."""

    def __init__(self, screen: Screen[Any], store: Store, bars: Bars) -> None:
        self._screen, self._store, self._bars = screen, store, bars

    def add(self, message: AddFilter) -> None:
        """Filter by a value."""
        if not is_in_front(self._screen):
            return
        if not message.clause:
            self._bars.say("These are more values than are listed: no filter names them.", "severity-high")
            return
        store = self._store
        try:
            where = combine(store.query.where, message.clause, store.state.fields)
        except UsageError as error:
            self._bars.say(str(error), "error")
            return
        while store.state.here.room in OPENED_BY_ENTER and store.back() is not None:
            pass
        here = store.state.here
        store.narrow(where, message.clause, here.cursors, here.focus)
