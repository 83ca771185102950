"""How texts of the desk become sentences: marks that are read aloud give way to commas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import SafeText, safe

if TYPE_CHECKING:
    from holdfast_tui.terminal.capabilities import Glyphs

_ENDS: Final = (".", "?", "!", "…", "~")


def spoken(text: str) -> SafeText:
    """A text without the marks that stand between its parts."""
    return safe(text.replace(" · ", ", ").replace(" → ", f". {said('Do:')} ").replace("  ", " ").strip())


def ended(text: str) -> SafeText:
    """A text with one mark at its end; nothing stays nothing."""
    told = spoken(text)
    return told if not told or told.endswith(_ENDS) else SafeText(f"{told}.")


def sentence(text: str) -> SafeText:
    """Our own words as a sentence: with a capital at the beginning, too."""
    told = ended(text)
    return SafeText(told[:1].upper() + told[1:])


def without_marks(glyphs: Glyphs) -> Glyphs:
    """The marks of a terminal but those of severities: their words stand beside them."""
    return replace(glyphs, critical="", high="", watch="", info="", opportunity="", none="")
