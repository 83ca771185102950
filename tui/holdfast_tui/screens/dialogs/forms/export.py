"""Where a list is written, and in which format: asked each time, proposed as it was the last time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from holdfast.errors import UsageError
from holdfast_tui.grid.paint import Line, Span, span, wrapped
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, quiet_input
from holdfast_tui.sitting.files.targets import ending_of, unused, with_ending
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

FORMATS: Final = (
    ("csv", "CSV", "text for every program"),
    ("xlsx", "Excel", "typed cells, and where they come from"),
    ("parquet", "Parquet", "columns for data tools"),
    ("json", "JSON", "rows for programs"),
    ("md", "Markdown", "a table for notes"),
)
"""Endings of the files a list can be written to, what they are called, and what they are for."""
SAID_LINES: Final = 3
WIDEST: Final = 100


class ExportForm(Dialog[Path]):
    """Answers a path where there is no file yet. `proposed`: where `what` goes unless changed.

    `understood` answers the file that a text and an ending stand for. Raises UsageError.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab,ctrl+n", "format(1)", show=False, priority=True),
        Binding("up,shift+tab,ctrl+p", "format(-1)", show=False, priority=True),
    ]

    def __init__(self, what: str, proposed: Path, understood: Callable[[str, str], Path]) -> None:
        super().__init__()
        self._what, self._proposed, self._understood = what, proposed, understood
        self.listing = ChoiceList(id="choices")
        self.said = Lines(id="form-said")

    def compose(self) -> ComposeResult:
        """Title, path, formats, what is said."""
        with Vertical(classes="dialog form") as frame:
            frame.styles.height = dialog_height(1 + len(FORMATS) + SAID_LINES)
            yield Lines(id="dialog-title")
            with Horizontal(classes="form-line"):
                yield Lines(id="label-path", classes="form-label export")
                yield quiet_input(id="line-path", value=safe(self._proposed), selected=True)
            yield self.listing
            yield self.said

    def on_mount(self) -> None:
        """The path is selected, its format marked."""
        keys = "up down choose the format, enter writes, esc"
        self.query_one("#dialog-title", Lines).show_line(
            [span(" "), Span(safe(f"Export {self._what}"), "header"), span(f"   {keys}", "muted")]
        )
        self.query_one("#label-path", Lines).show_line([span(" To")])
        choices = [
            ChoiceLine(ending, (span(f"{title:<12}"), span(why, "muted")), (span(f".{ending}", "muted"),))
            for ending, title, why in FORMATS
        ]
        self.listing.show(choices, self._place_of(ending_of(self._proposed.name)))
        self._say("A file that is there already stays as it is.")
        self.set_focus(self.query_one(Input))

    @property
    def ending(self) -> str:
        """The format that is marked."""
        return self.listing.current.id if self.listing.current is not None else FORMATS[0][0]

    @staticmethod
    def _place_of(ending: str) -> int:
        return next((place for place, (known, *_) in enumerate(FORMATS) if known == ending), 0)

    def _say(self, words: str, token: str = "muted") -> None:  # noqa: S107 - the token of a style
        width = max(20, min(self.size.width, WIDEST) - 4)
        lines: list[Line] = [[span(" "), Span(part, token)] for part in wrapped(safe(words), width)]
        self.said.show_lines(lines[:SAID_LINES])

    def action_format(self, step: int) -> None:
        """Another format, and its ending in the path."""
        self.listing.move(step)
        self._put_ending()

    def on_choice_list_clicked(self, message: ChoiceList.Clicked) -> None:
        """A format was clicked."""
        message.stop()
        if self.listing.stand_on(message.choice):
            self._put_ending()

    def _put_ending(self) -> None:
        self._put(with_ending(self.query_one(Input).value, self.ending))

    def _put(self, text: str) -> None:
        field = self.query_one(Input)
        field.value = safe(text)
        field.action_end()

    def on_input_changed(self, event: Input.Changed) -> None:
        """An ending that is typed chooses the format."""
        event.stop()
        if ending := ending_of(event.value):
            self.listing.stand_on(self.listing.choices[self._place_of(ending)])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the path; where there is a file, offer a name that is free."""
        event.stop()
        try:
            path = self._understood(event.value, self.ending)
        except UsageError as error:
            self._say(str(error), "error")
            return
        free = unused(path)
        if free != path:
            self._put(str(free))
            self._say(
                f"{path.name} is there already and stays as it is: enter writes {free.name}.", "severity-high"
            )
            return
        self.answer(path)
