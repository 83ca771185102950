"""The customer list."""

from __future__ import annotations

from collections.abc import Sequence

from holdfast.query import SortKey
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.views.results import CustomerRows, DeskView
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text
from holdfast_tui.grid.columns import customer_columns
from holdfast_tui.grid.paint import Line
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.messages import OpenCustomer, SortChanged, Touched
from holdfast_tui.panes.base import Pane, evidence_lines, rule
from holdfast_tui.panes.state import empty
from holdfast_tui.safe_text import literal
from holdfast_tui.sitting.state import PaneCursor

WHOLE_SENTENCE = 64
"""Where `why` has this many cells, its sentences fit and need no line of their own."""

TWO_LINES_FROM = 130
"""From so many cells on, sentences that do not fit their column go on in a second line of their row."""

LONG_SENTENCE = 90
"""Below this width the longest sentences take two lines, where the list can spare them."""


class CustomersPane(Pane, Grid):
    """Customers that pass the filter, worst first unless sorted otherwise."""

    name_of_pane = "Customers"
    subject = "customer"
    marks_place = True
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self._customers: CustomerRows | None = None
        self._wanted: PaneCursor | None = None
        self._names: tuple[str, ...] = ()
        self._blank: frozenset[str] = frozenset()
        self._frozen: tuple[str, ...] | None = None
        self.columns = customer_columns(())
        self.column = 1

    def show(self, view: DeskView) -> None:
        """Show a result; the cursor stays on its customer, or at the top if it stood there."""
        moment = view.moment
        wanted, here, line = self._wanted, self.cursor_now(), self.row - self.viewport.top
        at_top = self.row == 0
        self._wanted = None
        self._customers = view.customers
        self.currency = moment.currency
        self.ready()
        self.show_sort(view.query.sort)
        blank = view.customers.blank()
        if (view.query.columns, blank) != (self._names, self._blank):
            self._blank = blank
            self.let_rows_go()
            self.set_columns(view.query.columns, moment.fields)
        shown, total = present.count(moment.shown), present.plural(moment.total, "customer")
        self.set_title(
            total
            if moment.shown == moment.total
            else literal(phrase("{shown} of {total}", shown=shown, total=total))
        )
        row, top = 0, 0
        if wanted is not None:
            row, top = self._row_of(wanted.customer), wanted.scroll
        elif not at_top:
            row = self._row_of(here.customer)
            top = row - line
        self.show_source(view.customers, row=row, top=top)
        if not len(view.customers):
            known = (
                phrase("None of the {total} customers passes the filter.", total=number_text(moment.total))
                if moment.total
                else ""
            )
            self.set_state(empty(known or "No customer is known on this day."))

    def _row_of(self, customer: int | None) -> int:
        found = (
            self._customers.index_of(customer)
            if self._customers is not None and customer is not None
            else None
        )
        return found or 0

    def cursor_now(self) -> PaneCursor:
        """The customer under the cursor and the first row in view."""
        if self._customers is None or not self.rows:
            return PaneCursor(self.id or "")
        customer = self._customers.customer_at(self.row)
        return PaneCursor(self.id or "", scroll=self.viewport.top, customer=customer)

    def stand_at(self, cursor: PaneCursor) -> None:
        """Put the cursor back on its customer; before the first result, once that is here."""
        if self._customers is None:
            self._wanted = cursor
        else:
            self.set_rows(self.rows, self._row_of(cursor.customer), cursor.scroll)

    def set_columns(self, names: Sequence[str], fields: Fields = DECLARED) -> None:
        """Show these of the book's fields; none means the listed ones that the book has anything of."""
        self._names = tuple(names)
        self.show_columns(customer_columns(names, fields, self._blank, self._frozen))

    def freeze(self, names: tuple[str, ...] | None, fields: Fields) -> None:
        """Let these columns stay in view when the others scroll; None for the usual ones."""
        if names != self._frozen:
            self._frozen = names
            self.set_columns(self._names, fields)

    def try_columns(self, names: Sequence[str], fields: Fields) -> bool:
        """Show these fields where the rows on show have them; whether they do: some are to be asked for."""
        there = self._customers is None or self._customers.holds(names)
        if there:
            self.set_columns(names, fields)
        return there

    def sort_column(self, append: bool = False) -> None:
        """Ask for an order by the current column; asked again, the other way round, then none.

        Numbers start with the largest. `append` adds a further level.
        """
        column = self.columns[self.column]
        if not column.sortable:
            return
        starts_descending = column.is_never_cut or column.is_severity
        existing = next((key for key in self.sort if key.field == column.name), None)
        changed: tuple[SortKey, ...]
        if existing is None:
            changed = (SortKey(column.name, starts_descending),)
        elif existing.descending == starts_descending:
            changed = (SortKey(column.name, not starts_descending),)
        else:
            changed = ()
        if append:
            changed = _replaced(self.sort, column.name, changed)
        self.show_sort(changed)
        self.post_message(SortChanged(changed))

    def head_clicked(self, x: int, y: int) -> None:
        """A click on a title sorts by its column, as the key does; again, the other way round."""
        super().head_clicked(x, y)
        self.post_message(Touched("sort"))

    def resized(self) -> None:
        """Share the width; sentences that do not fit their column get lines below the list."""
        super().resized()
        needs_more = 0 < self.cell_width_of("why") < LONG_SENTENCE
        self.row_height = 2 if needs_more and self.line_width >= TWO_LINES_FROM else 1
        height = self.scrollable_content_region.height
        self.foot_height = 0
        if height >= 8 and self.row_height == 1 and self.cell_width_of("why") < WHOLE_SENTENCE:
            long = self.line_width < (LONG_SENTENCE if height >= 14 else WHOLE_SENTENCE)
            self.foot_height = 3 if long else 2

    def paint_foot(self, index: int, width: int) -> Line:
        """The evidence of the customer under the cursor, in full."""
        if index == 0:
            return rule(width, self.glyphs)
        if not self.rows or self._customers is None:
            return ()
        risk, why = self._evidence(self._customers)
        said = why or "No open flag."
        return evidence_lines(risk, said, width, self.foot_height - 1, self.glyphs)[index - 1]

    def _evidence(self, customers: CustomerRows) -> tuple[str | None, str | None]:
        if {"risk", "why"} <= {column.name for column in self.columns}:
            return self.value(self.row, "risk"), self.value(self.row, "why")
        values = customers.fetch(self.row, self.row + 1, ("risk", "why"))
        return values["risk"][0], values["why"][0]

    def open_row(self, row: int) -> None:
        """Open the customer."""
        if self._customers is not None:
            self.post_message(OpenCustomer(self._customers.customer_at(row)))


def _replaced(sort: tuple[SortKey, ...], field: str, changed: tuple[SortKey, ...]) -> tuple[SortKey, ...]:
    """`sort` with the level of `field` replaced in its place, or added at the end."""
    if all(key.field != field for key in sort):
        return (*sort, *changed)
    return tuple(new for key in sort for new in (changed if key.field == field else (key,)))
