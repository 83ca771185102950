"""What the place that standard output goes to can show."""

from __future__ import annotations

import os
import sys

from holdfast_tui.safe_text import use_ascii
from holdfast_tui.terminal.capabilities import ASCII, UNICODE, Glyphs, detect
from holdfast_tui.terminal.spelling import speaks_ascii


def glyphs_of_output() -> Glyphs:
    """The marks to draw with: ASCII where the terminal or the stream (`streams.py`) takes no others."""
    shows_unicode = detect(os.environ).unicode if sys.stdout.isatty() else sys.stdout.encoding != "ascii"
    use_ascii(not shows_unicode)
    return UNICODE if shows_unicode else ASCII


def glyphs_of_lines() -> Glyphs:
    """The same where nothing is drawn: a terminal that knows no block of a chart may well know an accent."""
    shows_unicode = not speaks_ascii(os.environ)
    use_ascii(not shows_unicode)
    return UNICODE if shows_unicode else ASCII
