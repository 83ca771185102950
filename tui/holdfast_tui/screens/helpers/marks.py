"""Marked rows: mark, count and show them. The store keeps the marks.

A pane takes part where it names its `subject` and its rows have identities: a `Grid` over `KeyedRows`, or a
`TablePane` whose `show_rows` gets them as keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from textual.screen import Screen

from holdfast.rows.rowset import NO_ROWS, RowSet
from holdfast_tui.commands.situation import Situation
from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.look.dressed import look_of
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.store import Store

CUSTOMER: Final = "customer"
MOST_FILTERED: Final = 100
"""So many ids make a filter that can still be read."""


class Marks:
    """The marks of one room. `usual`: the list they are about where none has the keys."""

    def __init__(
        self, screen: Screen[Any], store: Store, bars: Bars, panes: Callable[[], Iterable[object]]
    ) -> None:
        self._screen, self._store, self._bars, self._panes = screen, store, bars, panes
        self.usual: LineList | None = None

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {
            "mark": self.mark,
            "mark.all": self.mark_all,
            "mark.invert": self.invert,
            "mark.clear": self.clear,
        }

    # Showing

    @property
    def pane(self) -> LineList | None:
        """The list that marks and exports are about: the one with the keys, or the usual one."""
        focused = self._screen.focused
        is_list = isinstance(focused, Grid) or (isinstance(focused, LineList) and bool(focused.subject))
        return focused if is_list and isinstance(focused, LineList) else self.usual

    @property
    def asked(self) -> str:
        """What a row of the table is that the engine is asked for to export the list with the keys."""
        focused = self._screen.focused
        return focused.exported if isinstance(focused, LineList) else ""

    def of(self, pane: LineList | None) -> RowSet:
        """The marked rows of a pane's subject, on show or not."""
        return self._store.state.marks.get(pane.subject, NO_ROWS) if pane else NO_ROWS

    def show(self) -> None:
        """Every pane marks its rows."""
        for pane in self._panes():
            if isinstance(pane, LineList) and pane.subject:
                pane.show_marks(self.of(pane))

    @property
    def words(self) -> str:
        """How many rows are marked, and how many of them this list does not show."""
        pane = self.pane
        marks = self.of(pane)
        if pane is None or not marks:
            return ""
        hidden = len(marks - pane.keys())
        dot = look_of(self._screen).glyphs.separator
        return f"{len(marks):,} marked" + (f" {dot} {hidden:,} not shown" if hidden else "")

    def situate(self, at: Situation) -> Situation:
        """A situation with what can be marked, copied and exported."""
        pane = self.pane
        marked = len(self.of(pane))
        has_rows = pane is not None and bool(pane.subject) and pane.rows > 0
        return replace(
            at,
            can_mark=has_rows and pane is self._screen.focused,
            can_mark_all=has_rows,
            marked=marked,
            no_marked_filter=_no_filter(pane, marked),
            can_export=bool(self.asked) or (isinstance(pane, Grid) and pane.source is not None),
        )

    # Marking

    def mark(self) -> None:
        """Mark or unmark the row under the cursor, and step down."""
        pane = self.pane
        key = pane.identity_at(pane.row) if pane else None
        if pane is None or key is None:
            self._bars.say("This row has no id in the data, so it cannot be marked.", "severity-high")
            return
        self._keep(pane, self.of(pane) ^ RowSet.of(key))
        pane.action_cursor("down")

    def mark_all(self) -> None:
        """Mark every row of the list."""
        if pane := self.pane:
            self._keep(pane, self.of(pane) | pane.keys())

    def invert(self) -> None:
        """Turn the marks of the list round; those not shown stay."""
        if pane := self.pane:
            self._keep(pane, self.of(pane) ^ pane.keys())

    def clear(self) -> None:
        """Unmark every row."""
        if pane := self.pane:
            count = len(self.of(pane))
            self._keep(pane, NO_ROWS)
            self._bars.say(f"Unmarked {present.plural(count, 'row')}.")

    def _keep(self, pane: LineList, rows: RowSet) -> None:
        self._store.mark(pane.subject, rows)


def _no_filter(pane: LineList | None, marked: int) -> str | None:
    """Why the marked rows cannot be filtered by."""
    if pane is None or pane.subject != CUSTOMER:
        return "Only marked customers can be filtered by: = filters by the row under the cursor."
    if marked > MOST_FILTERED:
        return f"{marked:,} rows are marked, and a filter takes {MOST_FILTERED} at most: export them with e."
    return None
