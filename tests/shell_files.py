"""Writes what shells need, from the parsers: completion for bash, zsh and fish, and the manual page.

`make shell`. The files travel with the package, so that no installation needs the tools that make them.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shtab
from argparse_manpage.manpage import Manpage

from holdfast.glossary.subjects import ids
from holdfast.risk.thresholds.thresholds import preset_names
from holdfast.schema.fields import DIMENSIONS
from holdfast_tui.command_line import shell
from holdfast_tui.command_line.arguments.commands import PARSERS
from holdfast_tui.command_line.arguments.manual import DESCRIPTION, USAGE
from holdfast_tui.command_line.options import VIEWS
from holdfast_tui.help.topics import topics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDER: Final = Path(shell.__file__).parent

WORDS: Final[Mapping[str, Sequence[str]]] = {
    "view": VIEWS,
    "by": (*DIMENSIONS, "month", "quarter", "year"),
    "subject": ids(),
    "thresholds": preset_names(),
    "words": tuple(topics()),
}
"""What may follow, where the parser itself leaves the last word to a book or a file."""

FILES_FOLLOW: Final = ("sources", "config", "output", "files")


def written() -> Mapping[str, str]:
    """The text of every file, by the names of `shell.FILES`."""
    told = {name: shtab.complete(_whole(), name) for name in ("bash", "zsh", "fish")}
    # Where no command begins so, it is a book: bash looks for a file.
    told["bash"] = told["bash"].replace("complete -o bashdefault", "complete -o bashdefault -o default")
    return {**told, "man": _manual()}


def _whole() -> argparse.ArgumentParser:
    """One parser with every command in it; each has its own, so that a start builds one alone."""
    desk = PARSERS["desk"]()
    desk._actions = [action for action in desk._actions if action.dest != "sources"]
    for group in desk._action_groups:
        group._group_actions = [action for action in group._group_actions if action.dest != "sources"]
    whole = argparse.ArgumentParser(prog="holdfast", parents=[desk], add_help=False, description="")
    commands = whole.add_subparsers(metavar="COMMAND")
    for name, made in PARSERS.items():
        if name != "desk":
            about = DESCRIPTION[name].split("\n\n")[0].replace("\n", " ")
            commands.add_parser(name, parents=[_completed(made())], add_help=False, help=about)
    _completed(whole)
    return whole


def _completed(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    for action in parser._actions:
        if action.dest in FILES_FOLLOW:
            action.complete = shtab.FILE  # type: ignore[attr-defined] # shtab looks for it
        elif action.dest in WORDS and action.choices is None:
            action.choices = WORDS[action.dest]
    return parser


def _manual() -> str:
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # The page changes with the words alone, not with the day.
    whole = _whole()
    purpose, without_command, _ = DESCRIPTION[""].split("\n\n", 2)
    whole.description = f"{purpose} {without_command}".replace("\n", " ")
    page = Manpage(whole)
    page.manual = "Holdfast"
    page.description = "keeps customers, and the people who keep customers"
    page.add_section("synopsis", "=", ".nf\n" + "\n".join(map(str.strip, USAGE[""].splitlines())) + "\n.fi")
    return str(page)


def main() -> int:
    """Write them."""
    for name, text in written().items():
        (FOLDER / shell.FILES[name]).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
