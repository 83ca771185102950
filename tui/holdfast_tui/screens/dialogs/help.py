"""Text to read over a room, wrapped to the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid.paint import Line, Span, span, wrapped
from holdfast_tui.help.news import items, releases
from holdfast_tui.safe_text import literal, pad, safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, said_keys
from holdfast_tui.widgets.choice_list import ChoiceLine, ChoiceList
from holdfast_tui.widgets.line import Lines

Section = tuple[str, Sequence[tuple[str, str]]]
"""A heading and its (label, text) pairs."""


class Reader(Dialog[None]):
    """Text to read, wrapped to the terminal and scrolled by the usual keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,ctrl+d,space", "scroll(10)", show=False),
        Binding("pageup,ctrl+u", "scroll(-10)", show=False),
        Binding("home,g", "scroll(-10000)", show=False),
        Binding("end,G", "scroll(10000)", show=False),
        Binding("q,question_mark,f1,i,enter", "leave", show=False),
    ]

    def __init__(self, title: str, sections: Sequence[Section], label_width: int = 18) -> None:
        super().__init__()
        self._title, self._sections, self._label_width = title, sections, label_width
        self.page = Page()

    def compose(self) -> ComposeResult:
        """Title and text."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            yield self.page

    def on_mount(self) -> None:
        """Show the text."""
        title = self.query_one("#dialog-title", Lines)
        title.show_line(
            [span(" "), Span(safe(tr(self._title)), "header"), span("   "), *said_keys(tr(self.hint))]
        )
        self.page.sections, self.page.label_width = self._sections, self._label_width
        self.page.lay_out()

    @property
    def hint(self) -> str:
        """What the keys do here."""
        return "j k scroll, esc"

    def action_scroll(self, steps: int) -> None:
        """Move the window over the text."""
        self.page.scroll_by(steps)


class Page(ChoiceList):
    """Wrapped text; the same widget as a list, without a cursor."""

    def __init__(self) -> None:
        super().__init__(id="page")
        self.sections: Sequence[Section] = ()
        self.label_width = 18

    def on_resize(self, event: events.Resize) -> None:
        """Wrap for another width."""
        self.lay_out()

    def lay_out(self) -> None:
        """Wrap the text to the width there is."""
        if self.size.width:
            lines = [line for section in self.sections for line in self._section(section)]
            self.show([ChoiceLine(str(index), line) for index, line in enumerate(lines)], cursor=None)
            if isinstance(self.parent, Vertical):
                self.parent.styles.height = dialog_height(len(lines))

    def _section(self, section: Section) -> list[Line]:
        heading, pairs = section
        lines: list[Line] = [[Span(safe(tr(heading)), "header")]]
        room = max(10, self.size.width - self.label_width - 4)
        for label, text in pairs:
            left = pad(safe(tr(label)), self.label_width)
            for part in wrapped(safe(tr(text)), room):
                lines.append([Span(left, "accent"), span(" "), Span(part)])
                left = literal(" " * self.label_width)
        return [*lines, []]

    def scroll_by(self, steps: int) -> None:
        """Move the window over the text."""
        self.top = max(0, min(self.top + steps, len(self.choices) - self.size.height))
        self.refresh()


def news_reader() -> Reader:
    """What the versions of Holdfast brought, the newest first."""
    sections = [(f"Version {one.version}", [("-", item) for item in items(one)]) for one in releases()]
    return Reader("What is new", sections, label_width=1)
