"""What the place that standard output goes to can show."""

from __future__ import annotations

import os
import sys

from holdfast_tui.safe_text import use_ascii
from holdfast_tui.terminal.capabilities import ASCII, UNICODE, Glyphs, detect


def glyphs_of_output() -> Glyphs:
    """The marks to draw with. A file or pipe gets Unicode whatever the locale, so that bytes never differ."""
    shows_unicode = not sys.stdout.isatty() or detect(os.environ).unicode
    use_ascii(not shows_unicode)
    return UNICODE if shows_unicode else ASCII
