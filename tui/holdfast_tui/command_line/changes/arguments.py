"""The words of `holdfast diff`, and what `--since` of the digest means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast_tui.command_line.arguments.words import day_of

if TYPE_CHECKING:
    import argparse

    from holdfast_tui.command_line.options import Options

YESTERDAY: Final = "yesterday"
LAST: Final = "last"
DAYS: Final = 2
TWO_DAYS: Final = "write two days after the book: holdfast diff BOOK 2025-05-31 2025-06-30"


def add_days(parser: argparse.ArgumentParser) -> None:
    """A book and two days."""
    parser.add_argument(
        "sources", metavar="BOOK DAY1 DAY2", nargs="*", help="a book, then two days such as 2025-05-31"
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="a mapping to use instead of BOOK/holdfast.toml"
    )


def with_days(options: Options) -> Options:
    """The options with the last two words as days. Raises UsageError where they are none."""
    words = [str(path) for path in options.sources]
    if len(words) < DAYS:
        raise UsageError(TWO_DAYS)
    try:
        first, last = (day_of(word) for word in words[-DAYS:])
    except UsageError as error:
        raise UsageError(f"{error}; {TWO_DAYS}") from None
    if first >= last:
        raise UsageError(f"{first} is not before {last}: write the earlier day first")
    return options._replace(sources=options.sources[:-DAYS], since=first, as_of=last)


def since_of(word: str) -> str:
    """A day, `yesterday` or `last`, as it was written. Raises UsageError."""
    if word not in (YESTERDAY, LAST):
        try:
            day_of(word)
        except UsageError:
            raise UsageError(f"--since {word}: write a day such as 2025-06-30, yesterday or last") from None
    return word
