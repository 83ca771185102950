"""A list of painted lines with a cursor: fixed head and foot, a window of rows between, no child widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from holdfast.rows.rowset import NO_ROWS, RowKey, RowSet
from holdfast_tui.commands.declared import pane_bindings
from holdfast_tui.grid import paint
from holdfast_tui.grid.cursor import Motion, moved, window_shift
from holdfast_tui.grid.geometry import Viewport
from holdfast_tui.grid.paint import Line
from holdfast_tui.look.dressed import look_of
from holdfast_tui.messages import CursorMoved

if TYPE_CHECKING:
    from holdfast.views.today.results import Target

KEPT_STRIPS: Final = 2048
"""Finished lines kept; more than any screen shows, so that going back and forth repaints nothing."""
WHEEL_LINES: Final = 3


class LineList(ScrollView, can_focus=True):
    """Base of lists: a subclass says how many rows there are and paints them.

    A cursor move repaints two lines (and the foot where it follows the cursor), nothing else.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(pane_bindings())

    DEFAULT_CSS = """
    LineList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """

    head_height = 0
    foot_height = 0
    row_height = 1
    foot_follows_cursor = False
    has_cursor = True
    marks_place = False
    """Whether the cursor stays marked while the focus is elsewhere."""
    subject = ""
    """What the rows are, where they can be marked: lists of the same subject share their marks."""
    exported = ""
    """What a row is of the table that an export asks the engine for, where it asks: see `TABLES`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.row = 0
        self._rows = 0
        self._marks = NO_ROWS
        self._strips: dict[tuple[Any, ...], Strip] = {}

    # What a subclass paints.

    def paint_head(self, index: int, width: int) -> Line:
        """Line `index` above the rows."""
        return ()

    def paint_row(self, row: int, width: int) -> Line:
        """One row."""
        return ()

    def paint_more(self, row: int, line: int, width: int) -> Line:
        """A further line of a row that has several, counted from 1."""
        return ()

    def paint_foot(self, index: int, width: int) -> Line:
        """Line `index` below the rows."""
        return ()

    def open_row(self, row: int) -> None:
        """Enter or a double click on a row."""

    def cells_of_cursor(self, line: Line) -> tuple[int, int]:
        """The cells of a row that show the cursor, first and end: what names the row."""
        return paint.named_cells(line)

    # Marks.

    def identity_at(self, row: int) -> RowKey | None:
        """The identity of a row, where it has one."""
        return None

    def keys(self) -> RowSet:
        """The identities of all rows."""
        return NO_ROWS

    # Whom a row is about.

    def customer_of(self, row: int) -> int | None:
        """The customer that a row is about, by its number in the book."""
        found = self.identity_at(row) if self.subject == "customer" else None
        return found if isinstance(found, int) else None

    def row_of(self, customer: int) -> int | None:
        """The row that is about a customer, where the list can tell."""
        return None

    def rows_are_there(self) -> None:
        """Other rows are on show."""

    def column_within(self, column: int) -> int:
        """The column nearest to one that may not be there."""
        return column

    def about(self, row: int) -> Literal["customer", "rep"] | None:
        """What a row is about, where something can be done about it."""
        if self.subject == "rep":
            return "rep" if self.identity_at(row) is not None else None
        return "customer" if self.customer_of(row) is not None else None

    def target_at(self, row: int) -> Target | None:
        """Whom a row is about and how they stand, where the list knows that."""
        return None

    @property
    def marks(self) -> RowSet:
        """The marked rows of this subject, here or not."""
        return self._marks

    def is_marked(self, row: int) -> bool:
        """Whether a row is marked."""
        key = self.identity_at(row) if self._marks else None
        return key is not None and key in self._marks

    def show_marks(self, marks: RowSet) -> None:
        """Show other marks: only lines in view whose mark has changed are painted again."""
        if marks == self._marks:
            return
        top, height = self.viewport.top, self.viewport.height
        in_view = range(top, min(self._rows, top + height))
        before = [self.is_marked(row) for row in in_view]
        self._marks = marks
        for row, was_marked in zip(in_view, before, strict=True):
            if self.is_marked(row) != was_marked:
                self._refresh_row(row)

    @property
    def mark_cells(self) -> int:
        """Cells at the left edge that are kept for marks."""
        return 1 if self.subject else 0

    # Geometry.

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self._rows

    @property
    def line_width(self) -> int:
        """Cells of one line, without those for marks."""
        return max(0, self.scrollable_content_region.width - self.mark_cells)

    @property
    def viewport(self) -> Viewport:
        """The rows in view."""
        height = self.scrollable_content_region.height - self.head_height - self.foot_height
        return Viewport(self._rows, max(0, height) // self.row_height, self.scroll_offset.y)

    def set_rows(self, rows: int, row: int = 0, top: int | None = None) -> None:
        """Another number of rows, the cursor on `row`, `top` the first in view (else wherever shows it)."""
        self._rows = rows
        self.row = max(0, min(row, rows - 1))
        self._fit_virtual_size()
        wanted = self.viewport.at(self.viewport.top if top is None else top).following(self.row)
        self.show_from(wanted.top)
        self.invalidate()

    def show_from(self, top: int) -> None:
        """Make `top` the first row in view, at once; before the widget is on a screen it has no view."""
        if self.is_mounted:
            # Forced, because Textual learns only at the next layout that there is something to scroll.
            self.scroll_to(y=top, animate=False, force=True)

    def _fit_virtual_size(self) -> None:
        region = self.scrollable_content_region
        # One step of scrolling is one row, however many lines it has.
        self.virtual_size = Size(region.width, self._rows - self.viewport.height + region.height)

    def on_resize(self) -> None:
        """Keep the cursor in view at the new size."""
        self.resized()
        self._fit_virtual_size()
        self.show_from(self.viewport.at(self.viewport.top).following(self.row).top)
        self.invalidate()

    def resized(self) -> None:
        """What a subclass computes once for a view size."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other rows are in view."""
        super().watch_scroll_y(old_value, new_value)
        self.came_into_view()

    def came_into_view(self) -> None:
        """What a subclass looks at in the rows in view before they are painted."""

    def invalidate(self) -> None:
        """Forget every painted line and paint again."""
        self._strips.clear()
        self.refresh()

    # Painting.

    def style_of(self, token: str, ground: str) -> Style:
        """The theme's style of a token on a ground."""
        return look_of(self).theme_tokens.style(token, ground)

    def render_line(self, y: int) -> Strip:
        """Paint line `y` of the view, or take it from what is painted already."""
        key = self._line_key(y)
        found = self._strips.get(key)
        if found is None:
            if len(self._strips) >= KEPT_STRIPS:
                self._strips.clear()
            found = self._strips[key] = self.paint_line(key)
        return found

    def _line_key(self, y: int) -> tuple[Any, ...]:
        height = self.scrollable_content_region.height
        if y < self.head_height:
            return ("head", y)
        if y >= height - self.foot_height:
            return ("foot", y - height + self.foot_height, self.row if self.foot_follows_cursor else None)
        down, line = divmod(y - self.head_height, self.row_height)
        row = self.scroll_offset.y + down
        if row >= self._rows or not self.viewport.shows(row):
            return ("blank",)
        return ("row", row, self._ground_of(row), self.is_marked(row), line)

    def _ground_of(self, row: int) -> str:
        if not self.has_cursor or row != self.row:
            return "surface"
        if self.has_focus:
            return "cursor"
        return "selection" if self.marks_place else "surface"

    def paint_line(self, key: tuple[Any, ...]) -> Strip:
        """The finished line of a key."""
        width = self.scrollable_content_region.width
        ground = "surface"
        line: Line = ()
        if key[0] == "head":
            line = [*self._mark_cell(is_marked=False), *self.paint_head(key[1], self.line_width)]
        elif key[0] == "foot":
            line = self.paint_foot(key[1], width)
        elif key[0] == "row":
            line = [*self._mark_cell(is_marked=key[3]), *self._line_of_row(key[1], key[4])]
            ground = key[2]
        if ground == "surface":
            return paint.strip(line, width, self.style_of)
        return paint.strip_at_cursor(line, width, self.style_of, ground, self.cells_of_cursor(line))

    def _line_of_row(self, row: int, line: int) -> Line:
        return self.paint_more(row, line, self.line_width) if line else self.paint_row(row, self.line_width)

    def _mark_cell(self, *, is_marked: bool) -> Line:
        return (paint.span(look_of(self).glyphs.marked if is_marked else " ", "accent"),)[: self.mark_cells]

    # Moving.

    def move_to(self, row: int, shift: int = 0) -> None:
        """Put the cursor on `row`; the window moves by `shift`, and further if that does not show it."""
        old, before = self.row, self.viewport
        self.row = max(0, min(row, self._rows - 1))
        after = before.at(before.top + shift).following(self.row)
        if after.top != before.top:
            self.show_from(after.top)
        elif self.row != old:
            self._refresh_row(old)
            self._refresh_row(self.row)
        if self.row != old:
            if self.foot_follows_cursor:
                self.refresh_foot()
            self.post_message(CursorMoved(self.row))

    def _refresh_row(self, row: int) -> None:
        viewport = self.viewport
        if viewport.shows(row):
            y = (row - viewport.top) * self.row_height + self.head_height
            self.refresh(Region(0, y, self.size.width, self.row_height))

    def refresh_head(self) -> None:
        """Paint the lines above the rows again."""
        self._forget("head")
        self.refresh(Region(0, 0, self.size.width, self.head_height))

    def refresh_foot(self) -> None:
        """Paint the lines below the rows again."""
        height = self.scrollable_content_region.height
        self.refresh(Region(0, height - self.foot_height, self.size.width, self.foot_height))

    def _forget(self, part: str) -> None:
        for key in [key for key in self._strips if key[0] == part]:
            del self._strips[key]

    def action_cursor(self, motion: Motion) -> None:
        """Move the cursor the way a key says; without a cursor move the window."""
        page = self.viewport.height
        if not self.has_cursor:
            top = self.viewport.top
            self.show_from(self.viewport.at(_scrolled(top, self._rows, page, motion)).top)
            return
        if self._rows:
            self.move_to(moved(self.row, self._rows, page, motion), window_shift(page, motion))

    def action_open(self) -> None:
        """Open what is under the cursor."""
        if self._rows:
            self.open_row(self.row)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show at the cursor where the keys go."""
        super().watch_has_focus(has_focus)
        self._refresh_row(self.row)

    # Mouse.

    def on_click(self, event: events.Click) -> None:
        """Select; the second click opens."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        x = max(0, offset.x - self.mark_cells)
        if offset.y < self.head_height:
            self.head_clicked(x, offset.y)
            return
        row = self.viewport.top + (offset.y - self.head_height) // self.row_height
        if row < self._rows and self.viewport.shows(row):
            self.move_to(row)
            self.cell_clicked(x)
            if event.chain == 2:
                self.open_row(row)

    def head_clicked(self, x: int, y: int) -> None:
        """A click above the rows."""

    def cell_clicked(self, x: int) -> None:
        """A click on a row, at cell `x`."""

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the window at once, without animation; with shift, sideways."""
        self._wheel(event, WHEEL_LINES, sideways=event.shift)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the window at once, without animation; with shift, sideways."""
        self._wheel(event, -WHEEL_LINES, sideways=event.shift)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """A wheel that moves sideways goes to the next column."""
        self._wheel(event, 1, sideways=True)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """A wheel that moves sideways goes to the column before."""
        self._wheel(event, -1, sideways=True)

    def action_column(self, step: int) -> None:
        """Go to the column on the left or right, where a list has columns."""

    def _wheel(self, event: events.MouseEvent, lines: int, *, sideways: bool) -> None:
        event.stop()
        event.prevent_default()
        if sideways:
            self.action_column(1 if lines > 0 else -1)
            return
        self.show_from(self.viewport.at(self.viewport.top + lines).top)


def _scrolled(top: int, rows: int, page: int, motion: Motion) -> int:
    return rows if motion == "last" else moved(top, max(rows, 1), page, motion)
