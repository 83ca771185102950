"""Choose what is shown and in which order: columns of the list, and what else is arranged so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast.schema.field_set import DECLARED, Fields, shortest
from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import cell_width, pad, safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, said_keys
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

TITLE_WIDTH: Final = 18
MOST_TITLE_WIDTH: Final = 40
"""Cells of a title; the header of an own column may be longer."""


class Arranged(NamedTuple):
    """What is told of a thing that can be shown: its title, what it is, and the word it goes by."""

    title: str
    what: str
    word: str = ""


LAST_KEYS: Final = "r reset, enter, esc"


class ArrangeDialog(Dialog[tuple[str, ...]]):
    """Things to show in an order; those on show come first, in their order.

    `told`: what is told of each, by id. Answers the ids in their order; none to go back to the usual ones.
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

    keys: ClassVar[str] = f"space show or hide, J K move, {LAST_KEYS}"

    def __init__(self, heading: str, told: Mapping[str, Arranged], shown: Sequence[str]) -> None:
        super().__init__()
        self._heading, self._told = heading, told
        titles = max((cell_width(safe(tr(one.title, "field"))) for one in told.values()), default=0)
        self._title_cells = max(TITLE_WIDTH, min(titles, MOST_TITLE_WIDTH))
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
            [span(f" {self._heading}", "header"), span("   "), *said_keys(self.keys)]
        )
        self.query_one(".dialog").styles.height = dialog_height(len(self._names))
        self._paint(0)

    def _paint(self, cursor: int) -> None:
        glyphs = look_of(self).glyphs
        self.listing.show([self._choice(name, glyphs.yes, glyphs.no) for name in self._names], cursor)

    def _choice(self, name: str, yes: str, no: str) -> ChoiceLine:
        one, on = self._told[name], name in self._shown
        mark = span(f"{yes if on else no} ", "accent" if on else "muted")
        title = Span(pad(safe(tr(one.title, "field")), self._title_cells), "text" if on else "muted")
        line = (mark, title, span(" "), Span(safe(one.what), "muted"))
        return ChoiceLine(name, line, (Span(safe(one.word or name), "muted"),))

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


class ColumnsDialog(ArrangeDialog):
    """Columns, of which some stay in view when the others scroll: `freeze` hears which once applied."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f", "freeze", show=False)]
    keys: ClassVar[str] = f"space show or hide, J K move, f freeze, {LAST_KEYS}"

    def __init__(
        self,
        told: Mapping[str, Arranged],
        shown: Sequence[str],
        frozen: Collection[str],
        freeze: Callable[[tuple[str, ...] | None], object],
    ) -> None:
        super().__init__("Columns", told, shown)
        self._frozen, self._freeze = set(frozen), freeze
        self._found = frozenset(frozen)

    def _choice(self, name: str, yes: str, no: str) -> ChoiceLine:
        line = super()._choice(name, yes, no)
        frozen = [span("frozen  ", "accent")] if name in self._frozen & self._shown else []
        return ChoiceLine(line.id, line.left, (*frozen, *line.right))

    def action_freeze(self) -> None:
        """Let what is under the cursor stay in view when the others scroll, or go with them again."""
        current = self.listing.current
        if current is not None:
            self._frozen ^= {current.id}
            self._paint(self.listing.cursor or 0)

    def action_reset(self) -> None:
        """Back to the usual columns, frozen ones too."""
        self._freeze(None)
        super().action_reset()

    def action_apply(self) -> None:
        """Show these in this order, and freeze those."""
        if self._frozen != self._found:
            self._freeze(tuple(name for name in self._names if name in self._frozen & self._shown))
        super().action_apply()


def columns_dialog(
    shown: Sequence[str],
    fields: Fields = DECLARED,
    frozen: Collection[str] = (),
    freeze: Callable[[tuple[str, ...] | None], object] = lambda _: None,
) -> ColumnsDialog:
    """Every field of a customer; those on show come first, in their order."""
    told = {field.name: Arranged(field.title, field.description, shortest(field)) for field in fields}
    return ColumnsDialog(told, shown, frozen, freeze)
