"""One line of a form: what it is called, what is typed into it, and what is understood by that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.strip import Strip

from holdfast_tui.grid.paint import Line, span, strip
from holdfast_tui.screens.dialogs.base import quiet_input
from holdfast_tui.widgets.line import Lines

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from holdfast_tui.screens.dialogs.forms.plan import FormLine

LABEL: Final = 16
TOLD: Final = 22
LONG: Final = 40
"""Cells of what stands before and after what is typed; the stylesheet leaves them free."""


class FormRow(Lines):
    """A line to type into, which paints both sides of it: two widgets less for each line of a form."""

    def __init__(self, line: FormLine, value: str) -> None:
        super().__init__(classes="form-row")
        self._label: Line = (span(f" {line.label}"),)
        self.field = quiet_input(id=f"line-{line.name}", value=value)
        self._told = 0
        if line.empty or line.choices:
            # A longer hint takes cells from its line where it stands.
            is_long = len(line.empty) > TOLD - 1
            self._told = LONG if is_long else TOLD
            self.add_class("-long" if is_long else "-told")

    def compose(self) -> ComposeResult:
        """What is typed, between the two."""
        yield self.field

    def render_line(self, y: int) -> Strip:
        """Both sides; what is typed is painted over what is between them."""
        width, told = self.size.width, self._shown[y] if y < len(self._shown) else ()
        parts = ((self._label, LABEL), ((), max(0, width - LABEL - self._told)), (told, self._told))
        return Strip.join(
            [strip(line or (span(""),), cells, self.style_of, self.ground) for line, cells in parts if cells]
        ).crop(0, width)
