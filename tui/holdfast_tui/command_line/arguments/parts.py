"""What several commands take: a book, a day, a question, a format."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from holdfast.errors import UsageError
from holdfast_tui.command_line.arguments import manual
from holdfast_tui.command_line.arguments.words import day_of


class Parser(argparse.ArgumentParser):
    """Complains by raising UsageError, so that every complaint is one line of the same kind."""

    def error(self, message: str) -> NoReturn:
        """Complain as every other fault does."""
        raise UsageError(f"{message} (see {self.prog} --help)")


class ShowVersion(argparse.Action):
    """Looks the version up when it is asked for, not on every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print the version and stop."""
        from holdfast.version import version  # noqa: PLC0415

        sys.stdout.write(f"holdfast {version()}\n")
        parser.exit()


def new_parser(command: str) -> Parser:
    """A parser with the words that the manual has for this command; empty for the desk."""
    return Parser(
        prog=f"holdfast {command}".strip(),
        usage=manual.USAGE[command],
        description=manual.DESCRIPTION[command],
        epilog=manual.EXAMPLES[command],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_book(parser: Parser) -> None:
    """Which book, and by which mapping."""
    parser.add_argument(
        "sources", metavar="BOOK", nargs="*", help="a folder of exports, files, or a mart; - is piped in"
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="a mapping to use instead of BOOK/holdfast.toml"
    )


def add_day(parser: Parser) -> None:
    """The day to look from."""
    parser.add_argument(
        "--as-of", type=day_of, metavar="DAY", help="the day to look from, such as 2025-06-30"
    )


def add_where(parser: Parser) -> None:
    """Which customers."""
    parser.add_argument("--where", metavar="FILTER", help="only these customers, as in the filter bar")


def add_query(parser: Parser) -> None:
    """A whole question: day, period, customers, basis, thresholds, with or without the journal."""
    add_day(parser)
    parser.add_argument(
        "--period", metavar="PERIOD", help="12m, 90d, 2025, 2025Q3, 2025-07, DAY..DAY (default 12m)"
    )
    add_where(parser)
    add_basis(parser)
    add_thresholds(parser)
    add_no_journal(parser)


def add_basis(parser: Parser) -> None:
    """On what retention of revenue is measured."""
    parser.add_argument(
        "--basis",
        choices=("mrr", "orders"),
        help="what retention of revenue is measured on; the one that covers most of it unless told otherwise",
    )


def add_no_journal(parser: Parser) -> None:
    """Without what users wrote."""
    parser.add_argument(
        "--no-journal", action="store_true", help="figures of the export alone, without what you wrote"
    )


def add_thresholds(parser: Parser) -> None:
    """Whose thresholds."""
    parser.add_argument(
        "--thresholds",
        metavar="PRESET|FILE",
        help="raise flags by a preset or a file instead of your own thresholds; default leaves yours out",
    )


def add_fresh(parser: Parser) -> None:
    """As for the first time."""
    parser.add_argument(
        "--fresh", action="store_true", help="open the desk as for the first time, not as it was left"
    )


def add_format(parser: Parser, *formats: str) -> None:
    """In which form; the first where none is named."""
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help=f"{formats[0]} unless told otherwise"
    )


def add_seal(parser: Parser, help_: str) -> None:
    """With its seal: what `holdfast verify` makes again."""
    parser.add_argument("--seal", action="store_true", help=help_)
