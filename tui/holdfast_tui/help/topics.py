"""The topics: a Markdown file each in `topics/`; `{{ keys }}` in one stands for what is made when it is read.

Listing them reads the first line of each, and imports nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

FOLDER: Final = Path(__file__).parent / "topics"

GENERATED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "changes": "news:newest_changes",
        "fields": "generated:fields",
        "figures": "generated:figures",
        "flags": "generated:flags",
        "keys": "generated:keys",
        "presets": "generated:presets",
        "settings": "generated:settings",
    }
)
"""What a line `{{ word }}` of a topic stands for: a function that answers Markdown, by its module here."""

_MADE: Final = re.compile(r"^\{\{ *(\w+) *\}\}$", re.MULTILINE)


@dataclass(frozen=True)
class Topic:
    """One topic: its word on the command line, and its title in a line."""

    name: str
    title: str
    path: Path

    @property
    def written(self) -> str:
        """The page as it lies there, generated parts named only."""
        return self.path.read_text(encoding="utf-8")

    @property
    def text(self) -> str:
        """The whole page as Markdown. Raises UsageError where a file of the user's own is wrong."""
        return _MADE.sub(lambda found: _made(found[1]).rstrip(), self.written)

    @property
    def made_of(self) -> tuple[str, ...]:
        """The generated parts of the page, by their words in GENERATED."""
        return tuple(_MADE.findall(self.written))


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by its word, in the order of the alphabet."""
    return MappingProxyType(
        {path.stem: _topic(path) for path in sorted(FOLDER.glob("*.md"), key=lambda path: path.stem)}
    )


def _topic(path: Path) -> Topic:
    with path.open(encoding="utf-8") as file:
        return Topic(path.stem, file.readline().lstrip("# ").rstrip(), path)


def _made(word: str) -> str:
    module, name = GENERATED[word].split(":")
    return str(getattr(import_module(f"holdfast_tui.help.{module}"), name)())
