"""Filter a room by what is under its cursor, or by its marked rows: a step that esc and `u` take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from textual.screen import Screen

from holdfast.errors import UsageError
from holdfast.filters import combine, quote
from holdfast.views.selection import PageOfRep
from holdfast_tui.commands.situation import Situation
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import AddFilter, OpenRows
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.layout import PaneLayout
from holdfast_tui.screens.helpers.marks import Marks
from holdfast_tui.screens.leaving import is_in_front
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.store import Store


class Narrowing:
    """Adds clauses to the filter of a room. `narrowed`: where the keys go after that."""

    def __init__(
        self,
        screen: Screen[Any],
        store: Store,
        bars: Bars,
        layout: PaneLayout,
        marks: Marks,
    ) -> None:
        self._screen, self._store, self._bars, self._layout, self._marks = screen, store, bars, layout, marks
        self.narrowed: Callable[[], object] = lambda: None

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {"only": self.only, "prompts": self.open_prompts, "mark.only": self.only_marked}

    def situate(self, at: Situation) -> Situation:
        """A situation with what is under the cursor."""
        pane = self._layout.focused
        if pane is None:
            return replace(at, rows=0)
        return replace(
            at,
            rows=pane.rows,
            metric=pane.metric_under_cursor,
            clause=pane.clause_under_cursor,
            prompted=pane.prompted_under_cursor,
        )

    def only(self) -> None:
        """Narrow the room to what is under the cursor."""
        pane = self._layout.focused
        if pane is not None and (clause := pane.clause_under_cursor):
            self._screen.post_message(AddFilter(clause))

    def open_prompts(self) -> None:
        """Open the page of the rep under the cursor."""
        pane = self._layout.focused
        if pane is not None and (rep_id := pane.prompted_under_cursor):
            self._screen.post_message(OpenRows(PageOfRep(rep_id)))

    def only_marked(self) -> None:
        """Narrow the room to the marked customers."""
        pane = self._marks.pane
        if not isinstance(pane, Grid) or pane.keyed is None:
            return
        marks = self._marks.of(pane)
        rows = pane.keyed.only(marks)
        ids = rows.fetch(0, len(rows), ("customer_id",))["customer_id"]
        self._narrow(f"customer_id={','.join(quote(str(one)) for one in ids)}", f"{len(marks):,} marked")

    def add(self, message: AddFilter) -> None:
        """Narrow the room to what was under the cursor when the message was sent."""
        if not is_in_front(self._screen):
            return
        try:
            self._narrow(message.clause, message.clause)
        except UsageError as error:
            self._bars.say(str(error), "error")

    def _narrow(self, clause: str, title: str) -> None:
        where = combine(self._store.query.where, clause, self._store.state.fields)
        self._store.narrow(where, title, self._layout.cursors(), self._layout.focused_name)
        self.narrowed()
