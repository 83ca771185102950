"""The words of `holdfast bisect`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from holdfast_tui.command_line.arguments.words import limit_of


class _OnePart(argparse.Action):
    """`--rep Ana`: by the reps, and of them this one."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Keep what was named, and of which kind it is."""
        namespace.by, namespace.part = str(option_string).lstrip("-"), values


def add_bisect(parser: argparse.ArgumentParser) -> None:
    """Of which book, which segment, rep or flag, or all of one kind."""
    parser.add_argument("sources", metavar="BOOK", nargs="*", help="a folder of exports, files, or a mart")
    asked = parser.add_mutually_exclusive_group()
    for kind, named in (
        ("segment", "segment"),
        ("rep", "rep, an id or a whole name"),
        ("flag", "flag (F01, overdue)"),
    ):
        asked.add_argument(
            f"--{kind}",
            dest="part",
            action=_OnePart,
            metavar=kind.upper(),
            help=f"whether and when this {named} broke",
        )
    asked.add_argument(
        "--by",
        metavar="WORD",
        help="all of one kind: segment (unless told otherwise), rep, flag or a dimension",
    )
    parser.add_argument("--limit", type=limit_of, metavar="N", help="no more than N rows")
