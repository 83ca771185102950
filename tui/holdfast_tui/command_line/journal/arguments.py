"""The words of the commands about the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import argparse

ENTRIES: Final = ("note", "task", "done", "snooze", "log")
"""Commands that write an entry, each a kind but for `log`, which writes a contact."""

CHANNELS: Final = ("call", "mail", "meeting", "message", "visit")
OUTCOMES: Final = ("reached", "no answer", "left word")
DIRECTIONS: Final = ("two-way", "outbound", "inbound")

_TEXT_LEFT_OUT: Final = ("done", "snooze", "log")


def add_entry(parser: argparse.ArgumentParser, command: str) -> None:
    """What a command that writes an entry takes."""
    parser.add_argument("sources", metavar="BOOK", nargs=1, help="a folder of exports, or a file")
    parser.add_argument("customer", metavar="CUSTOMER", help="an id, or a whole name")
    parser.add_argument(
        "text", metavar="TEXT", nargs="?" if command in _TEXT_LEFT_OUT else None, help="in words"
    )
    if command == "task":
        parser.add_argument(
            "--due", metavar="DAY", help="today, tomorrow, +3d, +2w, fri, 2025-07-04 (default tomorrow)"
        )
    if command == "snooze":
        parser.add_argument(
            "--until",
            metavar="DAY",
            help="a day, as tomorrow, +3d, fri, 2025-07-04; without it until something changes",
        )
    if command == "log":
        parser.add_argument("--channel", choices=CHANNELS, help="call unless told otherwise")
        parser.add_argument("--with", dest="whom", metavar="CONTACT", help="whom: an id or a name")
        parser.add_argument("--outcome", choices=OUTCOMES, help="reached unless told otherwise")
        parser.add_argument("--direction", choices=DIRECTIONS, help="two-way where somebody was reached")
    if command in ("done", "log"):
        parser.add_argument("--task", metavar="ID", help="which task is done by it; its beginning will do")
    if command != "done":
        parser.add_argument(
            "--flag",
            dest="flags",
            action="append",
            metavar="FLAG",
            help="the flag it is about, such as F01; may be given again",
        )


def add_exchange(parser: argparse.ArgumentParser) -> None:
    """What `journal` takes."""
    parser.add_argument("action", choices=("export", "import", "rename"), help="what to do")
    parser.add_argument("sources", metavar="BOOK", nargs=1, help="a folder of exports, or a file")
    parser.add_argument("names", metavar="NAME", nargs="*", help="import: files; rename: the old id, the new")
    parser.add_argument("--output", metavar="FILE", help="export: write there instead of printing it")
    parser.add_argument("--other-books", action="store_true", help="import: entries of other books too")
    parser.add_argument(
        "--force", action="store_true", help="replace a file; rename the id of who is still a customer"
    )
