"""Everything about one customer: the body of its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.views.results import CustomerView
from holdfast.views.selection import FlagOfCustomer
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, span
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.customer import parts
from holdfast_tui.panes.customer.health import health, past
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.views.customers.past import CustomerPast

TWO_COLUMNS_FROM = 110
"""Cells from which facts and history stand side by side."""
GUTTER = 3
FLAG_LINES = 4
"""Lines below the head of a flag that should be in view with it."""


class CustomerDetail(Pane):
    """One scrolling page: flags and facts, then orders, reps, contacts and what happened."""

    name_of_pane = "Customer"
    has_cursor = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self._view: CustomerView | None = None
        self._page: list[Line] = []
        self.flag = 0
        self.past: CustomerPast | None = None

    def show_past(self, past: CustomerPast | None) -> None:
        """Show how the customer came to be as it is; None while that is looked up."""
        if past != self.past:
            self.past = past
            self.resized()
            self.set_rows(len(self._page), top=self.viewport.top)

    def show(self, view: CustomerView) -> None:
        """Show a customer; the same one at another date keeps its scroll."""
        same = self._view is not None and self._view.customer == view.customer
        name = self._view.flags[self.flag].flag if same and self._view and self._view.flags else ""
        flags = [flag.flag for flag in view.flags]
        self.flag = flags.index(name) if name in flags else 0
        self._view = view
        self.ready()
        self.set_title(safe(view.facts.get("name") or view.facts.get("customer_id") or "Customer"))
        self.resized()
        self.set_rows(len(self._page), top=self.viewport.top if same else 0)

    def set_rows(self, rows: int, row: int = 0, top: int | None = None) -> None:
        """Another page; without a cursor only the window matters."""
        self._rows = rows
        self._fit_virtual_size()
        self.show_from(self.viewport.at(top or 0).top)
        self.invalidate()

    def on_resize(self) -> None:
        """Lay the page out again."""
        self.resized()
        self.set_rows(len(self._page), top=self.viewport.top)

    def resized(self) -> None:
        """Lay the page out for this width."""
        self._page = self._laid_out(max(20, self.line_width)) if self._view is not None else []

    def _laid_out(self, width: int) -> list[Line]:
        assert self._view is not None
        view, glyphs = self._view, self.glyphs
        if width < TWO_COLUMNS_FROM:
            return [
                *parts.flags(view, width, glyphs, self.flag),
                *parts.facts(view, width, glyphs),
                *parts.own_columns(view, width),
                *parts.orders(view, width, glyphs),
                *health(view, width, glyphs),
                *past(self.past, width, glyphs),
                *parts.loyalty(view, width, glyphs),
                *parts.reps(view, width),
                *parts.contacts(view, width),
                *parts.timeline(view, width, glyphs),
                *parts.unknown(view, width),
            ]
        left = (width - GUTTER) * 2 // 5
        right = width - GUTTER - left
        first = [
            *parts.facts(view, left, glyphs),
            *parts.own_columns(view, left),
            *health(view, left, glyphs),
            *past(self.past, left, glyphs),
            *parts.loyalty(view, left, glyphs),
            *parts.reps(view, left),
            *parts.contacts(view, left),
            *parts.unknown(view, left),
        ]
        second = [
            *parts.flags(view, right, glyphs, self.flag),
            *parts.orders(view, right, glyphs),
            *parts.timeline(view, right, glyphs),
        ]
        return _side_by_side(first, second, left)

    def step_flag(self, step: int) -> None:
        """Make the next flag the current one, round and round, and bring it into view."""
        if self._view is None or not self._view.flags:
            return
        self.flag = (self.flag + step) % len(self._view.flags)
        width = max(20, self.line_width)
        if width >= TWO_COLUMNS_FROM:
            width = width - GUTTER - (width - GUTTER) * 2 // 5
        line = parts.flag_line(self._view, width, self.glyphs, self.flag)
        self.resized()
        shown = self.viewport
        inside = shown.top <= line < shown.top + shown.height - FLAG_LINES
        self.set_rows(len(self._page), top=shown.top if inside else max(0, line - 1))

    @property
    def metric_under_cursor(self) -> str | None:
        """The flag that F1 explains here."""
        return self._view.flags[self.flag].flag if self._view is not None and self._view.flags else None

    def action_open(self) -> None:
        """Open the rows that raised the current flag."""
        if self._view is not None and self.state.phase == "ready" and (flag := self.metric_under_cursor):
            self.post_message(OpenRows(FlagOfCustomer(flag, self._view.customer)))

    def paint_row(self, row: int, width: int) -> Line:
        """One line of the page."""
        return self._page[row] if row < len(self._page) else ()


def _side_by_side(first: list[Line], second: list[Line], left: int) -> list[Line]:
    page: list[Line] = []
    for index in range(max(len(first), len(second))):
        line = list(paint.fitted(first[index], left)) if index < len(first) else []
        fill = span(" " * (left - paint.width_of(line) + GUTTER))
        page.append([*line, fill, *(second[index] if index < len(second) else ())])
    return page
