"""The tab strip of a small terminal: which panes there are, and which one is on show."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid.paint import Span, span, width_of
from holdfast_tui.messages import Said
from holdfast_tui.safe_text import safe
from holdfast_tui.widgets.line import Lines


class TabStrip(Lines):
    """One line of pane titles."""

    class Chosen(Said):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._ends: list[tuple[int, str]] = []

    def show_tabs(self, tabs: Sequence[tuple[str, str]], active: str) -> None:
        """(pane id, title) pairs and the pane on show; the active one is marked by more than colour."""
        line = [span(" ")]
        self._ends = []
        for pane, title in tabs:
            on = pane == active
            line += [
                span("[" if on else " ", "accent"),
                Span(safe(tr(title, "pane"), 24), "header" if on else "muted"),
                span("]" if on else " ", "accent"),
                span(" "),
            ]
            self._ends.append((width_of(line), pane))
        self.show_line(line)

    def on_click(self, event: events.Click) -> None:
        """The mouse works where there is one."""
        pane = next((pane for end, pane in self._ends if event.x < end), None)
        if pane is not None:
            self.post_message(self.Chosen(pane))
