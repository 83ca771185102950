"""What the line mode says, in the language of the reader; what is typed is English everywhere."""

from __future__ import annotations

from typing import Final

from holdfast.words.interface.catalogue import Area

WORDS: Final = Area("plain")
said = WORDS.said
counted = WORDS.counted
