"""`holdfast demo`: the desk on the bundled sample book."""

from __future__ import annotations

from holdfast_tui.command_line import book
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.verbs import desk


def run(options: Options) -> int:
    """Opens the sample; the book opened last stays the one that comes back. Raises UsageError."""
    return desk.open_book(options._replace(sources=(book.sample_book(),)))
