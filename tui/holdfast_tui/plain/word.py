"""One word of the line mode: what it is called, how it is written, what it is for, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from holdfast.words.interface.catalogue import tr
from holdfast_tui.plain.words import said

if TYPE_CHECKING:
    from holdfast_tui.plain.conversation import Conversation
    from holdfast_tui.plain.told import Told

Kind = Literal["place", "change", "act", "page"]
"""A `place` is gone to and left by `back`; a `change` alters what is asked; an `act` does one thing; a `page`
goes on with what is on show."""


@dataclass(frozen=True)
class Verb:
    """One word: `others` mean the same, `written` shows what may follow, `command` is its id at the desk.

    `does` takes what was typed behind it, and raises UsageError.
    """

    name: str
    kind: Kind
    why: str
    does: Callable[[Conversation, str], Told]
    written: str = ""
    others: tuple[str, ...] = ()
    command: str = ""

    @property
    def usage(self) -> str:
        """How it is written: `filter FILTER`."""
        return f"{self.name} {self.written}".rstrip()

    @property
    def told(self) -> str:
        """What it is for, in the language of the reader: that of the desk where it is a command there."""
        at_the_desk = tr(self.why, "why")
        return said(self.why) if at_the_desk == self.why else at_the_desk
