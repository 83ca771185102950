"""How a shared mart came to be: what it says of itself, and the command that builds it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

MART: Final = "book.mart"
"""The file of a book in its folder."""


@dataclass(frozen=True)
class Built:
    """How a mart was built.

    `at`: UTC, as `2025-07-01T03:00:00Z`. `sources` and `config` as they can be named from anywhere, without
    any password. `where`: the filter of which nobody but its customers is in the mart; empty for everybody.
    `as_of`: the day that was asked for; empty for the last day with data. `customers` of `total` are in it.
    `holdfast`, `polars`, `python`: versions of what made it.
    """

    at: str
    sources: tuple[str, ...]
    config: str = ""
    where: str = ""
    engine: str = ""
    as_of: str = ""
    customers: int = 0
    total: int = 0
    holdfast: str = ""
    polars: str = ""
    python: str = ""

    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {"sources": list(self.sources)}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Built:
        """What was told. Raises KeyError, TypeError, ValueError for what never was."""
        found = cls(**{**told, "sources": tuple(told["sources"])})
        found.moment()
        return found

    def moment(self) -> datetime:
        """When it was built."""
        return datetime.strptime(self.at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    @property
    def same(self) -> Built:
        """This without what changes with every building."""
        return Built(**{**asdict(self), "sources": self.sources, "at": ""})

    @property
    def versions(self) -> str:
        """What made it, in words."""
        return f"Holdfast {self.holdfast} (polars {self.polars}, Python {self.python})"

    @property
    def sentence(self) -> str:
        """From when, of what and of whom it is."""
        whom = "" if not self.where else f", rows of {self.where} only"
        return f"a mart of {self.at[:10]} {self.at[11:16]} UTC, built from {', '.join(self.sources)}{whom}"

    def command(self, into: Path) -> str:
        """What builds it again, as it can be typed."""
        options = (
            ("--into", str(into)),
            ("--where", self.where),
            ("--config", self.config),
            ("--as-of", self.as_of),
            ("--engine", self.engine),
        )
        words = ["holdfast", "build", *self.sources]
        words += [word for name, value in options if value for word in (name, value)]
        return " ".join(map(shlex.quote, words))


SEALED: Final = (
    "This is a mart: its mapping and its files are where it was built from, and it is built again there."
)
"""Why nothing of its mapping can be changed, and no line of its files be shown."""


def mart_in(sources: Sequence[Path]) -> Path | None:
    """The folder of the mart that these sources are: that folder, or the file in it; None for exports."""
    if len(sources) != 1:
        return None
    folder = sources[0].parent if sources[0].name == MART else sources[0]
    return folder if (folder / MART).is_file() else None
