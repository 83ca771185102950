"""What is due: a line a customer or rep, in the order in which they deserve a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from holdfast.views.today.results import TodayView
from holdfast.words.interface.catalogue import counted, phrase
from holdfast.words.numerals import number_text
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.paint import Line
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.panes.base import Pane, note_lines, rule
from holdfast_tui.panes.state import settled
from holdfast_tui.safe_text import literal

if TYPE_CHECKING:
    from holdfast.rows.rowset import RowKey, RowSet
    from holdfast.views.today.results import DueRows, Target

COLUMNS: Final = (
    GridColumn("severity", "Severity", "dimension", width=1, minimum=1, frozen=True, sortable=False),
    GridColumn("name", "Customer", "text", width=22, minimum=14, frozen=True, sortable=False),
    GridColumn("money", "Money", "money", width=8, minimum=7, sortable=False),
    GridColumn("why", "Why now", "text", width=44, minimum=18, flexible=True, sortable=False),
    GridColumn("others", "More", "text", width=4, minimum=4, sortable=False),
    GridColumn("due", "Due", "date", width=11, minimum=11, sortable=False),
    GridColumn("play", "Play", "text", width=18, minimum=14, sortable=False),
    GridColumn("step", "Step", "text", width=24, minimum=16, sortable=False),
    GridColumn("rep", "Rep", "dimension", width=12, minimum=8, sortable=False),
)
_FROM: Final = ((140, len(COLUMNS)), (100, 7), (70, 6), (1, 4))
"""From so many cells on, how many of the columns stand there."""
LOW: Final = 9
"""A pane with fewer lines keeps them for customers."""


class Remaining:
    """Lines without those that were just done: they go at once, before the list is asked again."""

    def __init__(self, rows: DueRows, gone: frozenset[str] = frozenset()) -> None:
        self._rows = rows
        self._places = tuple(_left(rows, gone)) if gone else tuple(range(len(rows)))

    def __len__(self) -> int:
        return len(self._places)

    def fetch(self, start: int, stop: int, columns: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Raw values of lines `start` to `stop` (exclusive), by column; `others` is how many more reasons."""
        places = self._places[start:stop]
        if not places:
            return {name: [] for name in columns}
        first = places[0]
        asked = ["more" if name == "others" else name for name in columns]
        found = self._rows.fetch(first, places[-1] + 1, asked)
        told = {name: [found[name][place - first] for place in places] for name in dict.fromkeys(asked)}
        more = [f"+{count}" if count else "" for count in told.get("more", ())]
        return {name: more if name == "others" else told[name] for name in columns}

    def customer_at(self, index: int) -> int | None:
        """The customer of a line."""
        return self._rows.customer_at(self._places[index])

    def target_at(self, index: int) -> Target:
        """Whom a key acts on."""
        return self._rows.target_at(self._places[index])

    def key_at(self, index: int) -> RowKey | None:
        """The customer of a line as its identity."""
        return self._rows.key_at(self._places[index])

    def keys(self) -> RowSet:
        """The customers among the lines."""
        return self._rows.keys()

    def only(self, rows: RowSet) -> DueRows:
        """The lines of these customers."""
        return self._rows.only(rows)


def _left(rows: DueRows, gone: frozenset[str]) -> Iterator[int]:
    for place, customer in enumerate(rows.fetch(0, len(rows), ("customer_id",))["customer_id"]):
        # Only lines about reps are asked one by one: there are few, and asking costs.
        if (customer or rows.target_at(place).subject_id) not in gone:
            yield place


class DuePane(Pane, Grid):
    """A line a customer or rep; below, why now in full, and by what the lines stand."""

    name_of_pane = "Due"
    subject = "customer"
    marks_place = True
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.view: TodayView | None = None
        self.lines: Remaining | None = None
        self._gone: frozenset[str] = frozenset()

    def show(self, view: TodayView) -> None:
        """Show the list; the cursor stays on its line, or on the one that took its place."""
        self.view = view
        self.currency = view.moment.currency
        self._gone = frozenset()
        self._show(Remaining(view.rows))

    def hide(self, ids: frozenset[str]) -> None:
        """These customers or reps were dealt with: their lines go."""
        if self.view is not None:
            self._gone = ids
            self._show(Remaining(self.view.rows, ids))

    def picks(self) -> Callable[[TodayView], Remaining]:
        """The lines that are left, in the list of another language."""
        gone = self._gone
        return lambda view: Remaining(view.rows, gone)

    def _show(self, lines: Remaining) -> None:
        assert self.view is not None
        self.lines = lines
        self.ready()
        self._choose_columns()
        row, top = min(self.row, max(0, len(lines) - 1)), self.viewport.top
        self.show_source(lines, row=row, top=top)
        later = self.view.counts.later
        parts = [
            self.name_shown,
            f"{max(0, len(lines) - later):,}",
            *([phrase("later {later}", later=number_text(later))] if later else []),
        ]
        self.set_title(literal(f" {self.glyphs.separator} ".join(parts)))
        self.set_caution("by deadline, then priority: the detail says by which terms")
        if not len(lines):
            self.set_state(settled(self.view.empty or "Nothing is due. The list is empty."))

    def about(self, row: int) -> Literal["customer", "rep"] | None:
        """What a line is about; who has left the book is a customer still."""
        if self.lines is None or row >= len(self.lines):
            return None
        return "rep" if self.lines.fetch(row, row + 1, ("subject",))["subject"][0] == "rep" else "customer"

    def target_at(self, row: int) -> Target | None:
        """Whom a line is about, and how they stand."""
        return self.lines.target_at(row) if self.lines is not None and row < len(self.lines) else None

    def resized(self) -> None:
        """Why now, in full, where there is room."""
        self._choose_columns()
        super().resized()
        self.foot_height = 3 if self.scrollable_content_region.height >= LOW else 0

    def _choose_columns(self) -> None:
        """Why now comes before everything that the note and the detail tell too."""
        width = self.scrollable_content_region.width
        most = next((count for least, count in _FROM if width >= least), len(COLUMNS))
        if len(self.columns) != most:
            self.show_columns(COLUMNS[:most])

    def paint_foot(self, index: int, width: int) -> Line:
        """The line under the cursor in full sentences."""
        if index == 0:
            return rule(width, self.glyphs)
        return note_lines(self.note(self.row), width, self.foot_height - 1)[index - 1] if self.rows else ()

    def note(self, row: int) -> str:
        """A line in full sentences."""
        if self.lines is None or row >= len(self.lines):
            return ""
        found = {name: values[0] for name, values in self.lines.fetch(row, row + 1, _TOLD).items()}
        more = found["more"] or 0
        parts = [f"{found['why']}."[: -1 if str(found["why"]).endswith(".") else None]]
        if more:
            parts.append(counted("{n} more reason.|{n} more reasons.", more))
        if found["play"] and found["step"]:
            parts.append(phrase("Play: {play}: {step}.", play=found["play"], step=found["step"]))
        elif found["play"]:
            parts.append(phrase("Play: {play}{step}.", play=found["play"], step=""))
        return " ".join(parts)

    @property
    def metric_under_cursor(self) -> str | None:
        """Nothing here is one figure."""
        return None

    def open_row(self, row: int) -> None:
        """Open the customer."""
        customer = self.customer_of(row)
        if customer is not None:
            self.post_message(OpenCustomer(customer))


_TOLD: Final = ("why", "more", "play", "step")
