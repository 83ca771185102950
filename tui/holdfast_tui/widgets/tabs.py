"""The tab strip of a small terminal: which panes there are, which is on show, and the keys of the rooms."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from holdfast.words.interface.catalogue import tr
from holdfast_tui.grid.paint import Span, span, width_of
from holdfast_tui.messages import Said
from holdfast_tui.safe_text import safe
from holdfast_tui.widgets.line import Lines


class TabStrip(Lines):
    """One line of pane titles; at its right the keys of the rooms, where there is room for all of them."""

    class Chosen(Said):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._tabs: tuple[tuple[str, str], ...] = ()
        self._active = ""
        self._rooms: tuple[tuple[str, str, str], ...] = ()
        self._room = ""
        self._ends: list[tuple[int, str]] = []

    def show_tabs(self, tabs: Sequence[tuple[str, str]], active: str) -> None:
        """(pane id, title) pairs and the pane on show; the active one is marked by more than colour."""
        self._tabs, self._active = tuple(tabs), active
        self._paint()

    def show_rooms(self, rooms: Sequence[tuple[str, str, str]], here: str) -> None:
        """Command, key and title of each room, and the command of the one on show."""
        self._rooms, self._room = tuple(rooms), here
        self._paint()

    def on_resize(self, event: events.Resize) -> None:
        """Another width leaves room for the keys of the rooms, or none."""
        self._paint()

    def _paint(self) -> None:
        spread, close = (self._laid_out(between) for between in (" ", ""))
        line, self._ends = spread if width_of(spread[0]) <= self.size.width else close
        if width_of(line) > self.size.width > 0:
            line, self._ends = self._laid_out("", self._first_shown())
        keys = [
            span(f"{key} ", "header" if command == self._room else "accent", command)
            for command, key, _ in self._rooms
        ]
        room = self.size.width - width_of(line) - width_of(keys)
        self.show_line([*line, span(" " * room), *keys] if keys and room > 0 else line)

    def _laid_out(self, between: str, first: int = 0) -> tuple[list[Span], list[tuple[int, str]]]:
        """The titles from one on, and where each ends."""
        line, ends = [span(" ")], []
        for pane, title in self._tabs[first:]:
            on = pane == self._active
            line += [
                span("[" if on else " ", "accent"),
                Span(safe(tr(title, "pane"), 24), "header" if on else "muted"),
                span("]" if on else " ", "accent"),
                span(between),
            ]
            ends.append((width_of(line), pane))
        return line, ends

    def _first_shown(self) -> int:
        """Where not all titles have room: the first one from which on that of the pane on show has."""
        for first in range(len(self._tabs)):
            _, ends = self._laid_out("", first)
            if next((end for end, pane in ends if pane == self._active), 0) <= self.size.width:
                return first
        return 0

    def on_click(self, event: events.Click) -> None:
        """The mouse works where there is one."""
        pane = next((pane for end, pane in self._ends if event.x < end), None)
        if pane is not None:
            self.post_message(self.Chosen(pane))
