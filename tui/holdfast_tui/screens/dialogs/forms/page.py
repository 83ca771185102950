"""A page of plain text, as it would be printed: scrolled by the usual keys, written to a file by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast_tui.grid.paint import Span, span
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, said_keys
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines


class TextPage(Dialog[None]):
    """Lines of a page. `write` writes it to a file and says so, or why not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,ctrl+d,space", "scroll(10)", show=False),
        Binding("pageup,ctrl+u", "scroll(-10)", show=False),
        Binding("home,g", "scroll(-100000)", show=False),
        Binding("end,G", "scroll(100000)", show=False),
        Binding("w", "write", show=False),
        Binding("q,b,enter", "leave", show=False),
    ]

    def __init__(
        self, title: str, text: str, write: Callable[[], str], key: str = "w writes it as HTML"
    ) -> None:
        super().__init__()
        self._title, self._text, self._write, self._key = title, text, write, key
        self.listing = ChoiceList(id="page")

    def compose(self) -> ComposeResult:
        """Title and lines."""
        with Vertical(classes="dialog") as frame:
            lines = self._text.splitlines()
            frame.styles.height = dialog_height(len(lines))
            yield Lines(id="dialog-title")
            yield self.listing

    def on_mount(self) -> None:
        """Show the page from its top."""
        self._say(f"{self._key}, j k scroll, esc")
        lines = [
            ChoiceLine(str(number), (Span(safe(line)),))
            for number, line in enumerate(self._text.splitlines())
        ]
        self.listing.show(lines, cursor=None)

    def _say(self, words: str) -> None:
        title = [span(" "), Span(safe(self._title), "header"), span("   "), *said_keys(words)]
        self.query_one("#dialog-title", Lines).show_line(title)

    def action_scroll(self, steps: int) -> None:
        """Move the window over the page."""
        page = self.listing
        page.top = max(0, min(page.top + steps, len(page.choices) - page.size.height))
        page.refresh()

    def action_write(self) -> None:
        """Write it to a file."""
        self._say(self._write())
