"""Choose what is shown and in which order: columns of the list, and what else is arranged so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast.schema.fields import FIELDS
from holdfast_tui.grid.paint import span
from holdfast_tui.look.dressed import look_of
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines


class ArrangeDialog(Dialog[tuple[str, ...]]):
    """Things to show in an order; those on show come first, in their order.

    `told`: id → title and what it is. Answers the ids in their order; none to go back to the usual ones.
    """

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

    def __init__(
        self,
        heading: str,
        told: Mapping[str, tuple[str, str]],
        shown: Sequence[str],
        *,
        title_cells: int = 18,
    ) -> None:
        super().__init__()
        self._heading, self._told, self._title_cells = heading, told, title_cells
        self._names = [*shown, *(name for name in told if name not in shown)]
        self._shown = set(shown)
        self.listing = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """Title and list."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield self.listing

    def on_mount(self) -> None:
        """The first one is under the cursor."""
        self.query_one("#dialog-title", Lines).show_line(
            [
                span(f" {self._heading}", "header"),
                span("   space show or hide, J K move, r reset, enter, esc", "muted"),
            ]
        )
        self.query_one(".dialog").styles.height = dialog_height(len(self._names))
        self._paint(0)

    def _paint(self, cursor: int) -> None:
        glyphs = look_of(self).glyphs
        self.listing.show([self._choice(name, glyphs.yes, glyphs.no) for name in self._names], cursor)

    def _choice(self, name: str, yes: str, no: str) -> ChoiceLine:
        (title, what), on = self._told[name], name in self._shown
        mark = span(f"{yes if on else no} ", "accent" if on else "muted")
        named = span(f"{title:<{self._title_cells}} ", "text" if on else "muted")
        return ChoiceLine(name, (mark, named, span(what, "muted")), (span(name, "muted"),))

    def action_step(self, steps: int) -> None:
        """Move the cursor."""
        self.listing.move(steps)

    def action_switch(self) -> None:
        """Show or hide what is under the cursor; one stays."""
        current = self.listing.current
        if current is None or self._shown == {current.id}:
            return
        self._shown ^= {current.id}
        self._paint(self.listing.cursor or 0)

    def action_shift(self, step: int) -> None:
        """Move what is under the cursor up or down."""
        cursor = self.listing.cursor or 0
        target = cursor + step
        if 0 <= target < len(self._names):
            self._names[cursor], self._names[target] = self._names[target], self._names[cursor]
            self._paint(target)

    def action_reset(self) -> None:
        """Back to what every book starts with."""
        self.answer(())

    def action_apply(self) -> None:
        """Show these in this order."""
        self.answer(tuple(name for name in self._names if name in self._shown))

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A click shows or hides."""
        if self.listing.stand_on(message.choice):
            self.action_switch()


def columns_dialog(shown: Sequence[str]) -> ArrangeDialog:
    """Every field of a customer; those on show come first, in their order."""
    told = {name: (field.title, field.description) for name, field in FIELDS.items()}
    return ArrangeDialog("Columns", told, shown)
