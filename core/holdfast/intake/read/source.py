"""Where rows lie: a file on disk, or a sheet, a member or a table inside one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from holdfast.intake.read import files
from holdfast.intake.read.inside.kinds import kind_at
from holdfast.intake.read.lake.folders import TITLES, lake_kind, lake_state

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.intake.read.inside.kinds import Kind

WITHIN: Final = "#"
"""Divides the name of a file from what is meant inside of it, in a mapping: `crm.xlsx#Orders`."""
_SHOWN: Final = " › "


@dataclass(frozen=True)
class SourceFile:
    """One list of rows, as everything after `locate` speaks of it.

    `path` lies on disk and is named `at`. `member` is a file of an archive; `part` a sheet, a list or a table
    of what lies at the path or in the member. `kind` is what these are written in. `folder` is the name of
    the folder around it, "" in that of the book. `identity` tells that the content is no longer the same.
    `version` is what follows the `@` of a table that keeps its versions. `is_fetched`: it was brought here
    from a host, and `path` is where it lies meanwhile.
    """

    path: Path
    at: str
    kind: Kind
    identity: str
    member: str = ""
    part: str = ""
    folder: str = field(default="", compare=False)
    version: str = ""
    is_fetched: bool = False

    @property
    def name(self) -> str:
        """What the receipt shows: `crm.xlsx › Orders`."""
        return _SHOWN.join((self.at, *self._within))

    @property
    def inside(self) -> str:
        """What is meant inside of the file, as a mapping spells it; "" for the file itself."""
        return WITHIN.join(self._within)

    @property
    def names(self) -> tuple[str, ...]:
        """What may tell the table, the nearest first: sheet or member, file, folder; without endings."""
        within = [files.stem_of(part) for part in reversed(self._within)]
        return tuple(name for name in (*within, files.stem(self.path), self.folder) if name)

    @property
    def stem(self) -> str:
        """The name without folders and endings, for rows that have no name of their own."""
        return WITHIN.join((files.stem(self.path), *self._within))

    @property
    def whole(self) -> SourceFile:
        """The workbook, document or database that this is a part of; else the file itself."""
        return replace(self, part="") if self.part else self

    def check_unchanged(self) -> None:
        """Raises UsageError where the file on disk is no longer the one that was found."""
        files.check_unchanged(self.name, self.identity, _state(self.path, self.kind))

    @property
    def _within(self) -> tuple[str, ...]:
        return tuple(part for part in (files.printable(self.member), self.part) if part)


def file_at(path: Path, base: Path, version: str = "") -> SourceFile:
    """The file or table at `path` of the book in the folder `base`: named from there, or by its bare name."""
    within = path != base and path.is_relative_to(base)
    relative = path.relative_to(base).as_posix() if within else path.name
    folder = files.printable(path.parent.name) if base not in (path, path.parent) else ""
    kind = (lake_kind(path) if path.is_dir() else None) or kind_at(path)
    shown = files.printable(f"{relative}@{version}" if version else relative)
    return SourceFile(path, shown, kind, _state(path, kind), folder=folder, version=version)


def fetched_at(path: Path, shown: str) -> SourceFile:
    """What was brought from a host to `path`, and is called as it is called there."""
    return SourceFile(path, shown, kind_at(path), files.state(path), is_fetched=True)


def _state(path: Path, kind: Kind) -> str:
    return lake_state(path) if kind in TITLES else files.state(path)


def mapping_name(shown: str) -> str:
    """How a mapping spells what the receipt shows: `crm.xlsx › Orders` → `crm.xlsx#Orders`."""
    return shown.replace(_SHOWN, WITHIN)
