"""Choose columns: show, hide, move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast.schema.field_set import DECLARED, Fields, shortest
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import cell_width, pad, safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

TITLE_WIDTH: Final = 18
MOST_TITLE_WIDTH: Final = 30
"""Cells of a title; the header of an own column may be longer."""


class ColumnsDialog(Dialog[tuple[str, ...]]):
    """Every field of a customer; those on show come first, in their order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("pagedown,ctrl+d", "step(10)", show=False),
        Binding("pageup,ctrl+u", "step(-10)", show=False),
        Binding("home,g", "step(-1000)", show=False),
        Binding("end,G", "step(1000)", show=False),
        Binding("space,x", "switch", show=False),
        Binding("J,shift+down", "shift(1)", show=False),
        Binding("K,shift+up", "shift(-1)", show=False),
        Binding("r", "reset", show=False),
        Binding("enter", "apply", show=False),
    ]

    def __init__(self, shown: Sequence[str], fields: Fields = DECLARED) -> None:
        super().__init__()
        self._fields = fields
        self._names = [*shown, *(field.name for field in fields if field.name not in shown)]
        self._shown = set(shown)
        self.listing = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """Title and list."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield self.listing

    def on_mount(self) -> None:
        """The first column is under the cursor."""
        self.query_one("#dialog-title", Lines).show_line(
            [
                span(" Columns", "header"),
                span("   space show or hide, J K move, r reset, enter, esc", "muted"),
            ]
        )
        self.query_one(".dialog").styles.height = dialog_height(len(self._names))
        self._paint(0)

    def _paint(self, cursor: int) -> None:
        glyphs = look_of(self).glyphs
        self.listing.show([self._choice(name, glyphs.yes, glyphs.no) for name in self._names], cursor)

    def _choice(self, name: str, yes: str, no: str) -> ChoiceLine:
        field, on = self._fields[name], name in self._shown
        mark = span(f"{yes if on else no} ", "accent" if on else "muted")
        width = max(TITLE_WIDTH, min(cell_width(safe(field.title)), MOST_TITLE_WIDTH))
        title = Span(pad(safe(field.title), width), "text" if on else "muted")
        told = (mark, title, span(" "), span(field.description, "muted"))
        return ChoiceLine(name, told, (span(shortest(field), "muted"),))

    def action_step(self, steps: int) -> None:
        """Move the cursor."""
        self.listing.move(steps)

    def action_switch(self) -> None:
        """Show or hide the column under the cursor; one stays."""
        current = self.listing.current
        if current is None or self._shown == {current.id}:
            return
        self._shown ^= {current.id}
        self._paint(self.listing.cursor or 0)

    def action_shift(self, step: int) -> None:
        """Move the column under the cursor up or down."""
        cursor = self.listing.cursor or 0
        target = cursor + step
        if 0 <= target < len(self._names):
            self._names[cursor], self._names[target] = self._names[target], self._names[cursor]
            self._paint(target)

    def action_reset(self) -> None:
        """Back to the columns every book starts with."""
        self.answer(())

    def action_apply(self) -> None:
        """Show these columns in this order."""
        self.answer(tuple(name for name in self._names if name in self._shown))

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A click shows or hides."""
        if self.listing.stand_on(message.choice):
            self.action_switch()
