"""Pages to read: laid out for whoever sits at a terminal, Markdown for a file, a pipe, or who wants it."""

from __future__ import annotations

import os
import sys
from shutil import get_terminal_size


def print_markdown(markdown: str, *, as_written: bool) -> None:
    """Print a page; `as_written`: as Markdown on a terminal, too."""
    if as_written or not sys.stdout.isatty():
        sys.stdout.write(markdown.rstrip("\n") + "\n")
        return
    from holdfast_tui.help.page import page  # noqa: PLC0415 - Markdown needs no page

    dumb = os.environ.get("TERM", "") in ("", "dumb", "unknown")
    sys.stdout.write(page(markdown, get_terminal_size().columns, bold=not dumb))
