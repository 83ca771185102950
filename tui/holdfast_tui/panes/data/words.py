"""What the room of data says, in the language of the reader; data for programs are English."""

from __future__ import annotations

from typing import Final

from holdfast.words.interface.catalogue import Area

CHECK: Final = "check"
"""The table of the catalogue for files and rows of an export."""

said = Area(CHECK).said
