"""The driver between Textual and a slow line: writes only the cells that changed.

`App(driver_class=driver_class())`. Everything but frames passes through unchanged; a frame that is not
understood is written as it is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast_tui.terminal.shadow import NotUnderstoodError, Shadow

if TYPE_CHECKING:
    from textual.driver import Driver

ENTER: Final = "\x1b[?1049h"
SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"
_SYNC_FROM: Final = 512
"""Characters from which a frame is worth the markers that make the terminal show it at once."""

# Modes, queries, keyboard protocol, OSC strings (clipboard, title, pointer), bell: none moves the cursor or
# writes a cell. Switching screens does, and is told apart before this is asked.
_NO_CELLS: Final = re.compile("(?:\x1b\\[[?>=<][0-9;]*\\$?[a-z]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x07)+")
_OTHER_SCREEN: Final = re.compile("\x1b\\[\\?(?:47|1047|1049)[hl]")


class Wire:
    """Turns what Textual writes into what the terminal needs. Knows nothing of files or threads."""

    def __init__(self, columns: int, rows: int, *, erases_in_colour: bool = False) -> None:
        self.shadow = Shadow(columns, rows, erases_in_colour=erases_in_colour)
        self._sync_is_due = False
        self._sync_is_open = False
        self._is_entered = False
        self._is_held = False

    def painted_ahead(self, frame: str) -> str:
        """What to write for a first frame on the other screen, which somebody else has entered.

        What follows is held back until `shown`: the frames in which a desk comes up lack what this one shows.
        """
        changes = self.shadow.paint(frame)
        self._is_entered = self._is_held = True
        return changes

    def shown(self) -> str:
        """What to write to show all that was held back."""
        if not self._is_held:
            return ""
        self._is_held = False
        return self.shadow.difference()

    def feed(self, data: str) -> str:
        """What to write in place of `data`."""
        if data in (SYNC_START, SYNC_END):
            return self._sync(starts=data == SYNC_START)
        if _OTHER_SCREEN.search(data):
            return self._other_screen(data)
        return data if _NO_CELLS.fullmatch(data) else self._frame(data)

    def _sync(self, *, starts: bool) -> str:
        self._sync_is_due = starts
        if starts or not self._sync_is_open:
            return ""
        self._sync_is_open = False
        return SYNC_END

    def _other_screen(self, data: str) -> str:
        if self._is_entered and data == ENTER:
            self._is_entered = False
            return ""
        self._is_held = False
        self.shadow.forget()
        return f"\x1b[m{data}"

    def _frame(self, data: str) -> str:
        try:
            if self._is_held:
                self.shadow.take(data)
                return ""
            changes = self.shadow.paint(data)
        except NotUnderstoodError:
            self._is_held = False
            self.shadow.forget()
            return self._in_sync(f"\x1b[m{data}", always=True)
        return self._in_sync(changes, always=False)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the terminal."""
        return self.shadow.columns, self.shadow.rows

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has another size, or may have changed what it shows."""
        self._is_entered = self._is_held = False
        self.shadow.resize(columns, rows)

    def _in_sync(self, data: str, *, always: bool) -> str:
        if not self._sync_is_due or not (always or len(data) >= _SYNC_FROM):
            return data
        self._sync_is_due, self._sync_is_open = False, True
        return SYNC_START + data


def erases_in_colour(term: str) -> bool:
    """Whether terminfo says that this terminal erases with the current background."""
    try:
        import curses  # noqa: PLC0415 - missing on Windows, where this driver is not used
    except ImportError:
        return False
    try:
        # curses keeps the first terminal it is given; nothing else here uses it.
        curses.setupterm(term, sys.__stderr__.fileno() if sys.__stderr__ else 2)
        return curses.tigetflag("bce") > 0
    except (curses.error, OSError, ValueError):
        return False


def drives(environ: Mapping[str, str]) -> bool:
    """Whether our driver is used on this platform, and not one of Textual (Windows, HOLDFAST_WIRE=stock)."""
    stock = environ.get("HOLDFAST_WIRE") == "stock" or bool(environ.get("TEXTUAL_DRIVER"))
    return not stock and sys.platform != "win32"


def driver_class(environ: Mapping[str, str] = os.environ) -> type[Driver] | None:
    """The driver for this platform; None leaves the choice to Textual."""
    if not drives(environ):
        return None
    from holdfast_tui.terminal.driver import WireDriver  # noqa: PLC0415 - Textual is loaded only when the desk opens

    return WireDriver
