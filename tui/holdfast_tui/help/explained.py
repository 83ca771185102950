"""Pages of `holdfast explain` that say the same everywhere, as they were made with the program.

They are read without the declarations they come from, which need polars: a word is looked up more often than
a figure is declared. `make explained` writes them (`tests/explained_files.py`), and a test compares them. In
`explained/`: `names.json`, id by folded name; `plays.json`; and by language a page for each entry.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from holdfast.words.folding import plain_key
from holdfast.words.interface.chosen import from_environment
from holdfast.words.languages import Language
from holdfast_tui.command_line.streams import table_width
from holdfast_tui.look.wrapping import wrapped
from holdfast_tui.safe_text import cell_width, pad, safe

FOLDER: Final = Path(__file__).parent / "explained"
NAMES: Final = "names"
PLAYS: Final = "plays"
LIST: Final = "list"
"""The place of the list of all in the file of a language, beside the pages by id."""

Labelled = Sequence[Sequence[str]]
"""Pairs of label and text; two may have the same label."""

_PLAIN_WIDTH: Final = 100
_SHORTEST: Final = 30
"""Prose gets at least so many cells, even beside long labels on a narrow terminal."""


class Explanation(NamedTuple):
    """What is said of an entry: its name, and texts under their labels."""

    name: str
    labelled: Labelled

    def lines(self, subject: str) -> Iterator[str]:
        """The page as it is printed, the id first."""
        yield safe(f"{subject}  {self.name}")
        yield from told(self.labelled, "  ", " ")


def told(labelled: Iterable[Sequence[str]], before: str = "", between: str = "  ") -> Iterator[str]:
    """Texts beside their labels, wrapped to the terminal."""
    pairs = [(safe(label), safe(text)) for label, text in labelled]
    width = max(cell_width(label) for label, _ in pairs)
    room = max(_SHORTEST, (table_width() or _PLAIN_WIDTH) - width - 3)
    for label, text in pairs:
        first, *rest = wrapped(text, room)
        yield f"{before}{pad(label, width)}{between}{first}"
        yield from (f"{before}{' ' * width}{between}{line}" for line in rest)


def listed(names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Every id with its name, under the kind of what it is."""
    *entries, plays = names
    width = max(cell_width(safe(one)) for kind in entries for one in names[kind]) + 2
    for kind in (*entries, plays):
        if kind != entries[0]:
            yield ""
        yield kind
        yield from (f"{pad(safe(one), width)}{safe(name)}" for one, name in names[kind].items())


def explained(subject: str | None, language: Language) -> Iterator[str] | None:
    """The lines about a subject, or the list of all; None where the declarations have to be asked.

    That is for a word that is just the name of none, and for flags and plays where the user has plays,
    settings or another language.
    """
    if subject is None:
        return listed(_read(language)[LIST]) if not _says_otherwise() else None
    if (found := _read(NAMES).get(plain_key(subject))) is None:
        play = _read(PLAYS).get(subject)
        return told(play) if play is not None and not _says_otherwise() else None
    page = _read(language)[found]
    if page["plays"] and _says_otherwise():
        return None
    return Explanation(page["name"], page["labelled"]).lines(found)


def _says_otherwise() -> bool:
    """Whether plays may say something else here: own ones, settings, another language."""
    if from_environment(os.environ, "", "MESSAGES") != "en":
        return True
    from holdfast.own.places import folder_for  # noqa: PLC0415 - figures and terms say the same to everybody

    return folder_for("config").is_dir() or any(name.startswith("HOLDFAST_") for name in os.environ)


def _read(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found
