"""Where rows lie: a file on disk, or a sheet, a member or a table inside one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from holdfast.intake.read import files

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["text", "parquet", "workbook", "zip", "json", "json_lines", "sqlite"]
"""What a file is written in; text is CSV and its kin, also within gzip or zstd."""

WITHIN: Final = "#"
"""Divides the name of a file from what is meant inside of it, in a mapping: `crm.xlsx#Orders`."""
_SHOWN: Final = " › "


@dataclass(frozen=True)
class SourceFile:
    """One list of rows, as everything after `locate` speaks of it.

    `path` lies on disk; `inside` is the sheet, member or table (`crm.xlsx#Orders` for a sheet of a workbook
    in an archive), or "" for the file itself. `name` is what the receipt shows and `folder` the name of the
    folder it lies in, "" in that of the book. `identity` tells that the content is no longer the same.
    """

    path: Path
    name: str
    kind: Kind
    identity: str
    inside: str = ""
    folder: str = field(default="", compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """What may tell the table, the nearest first: sheet or member, file, folder; without endings."""
        within = [files.stem_of(part) for part in reversed(self.inside.split(WITHIN))]
        return tuple(name for name in (*within, files.stem(self.path), self.folder) if name)

    @property
    def stem(self) -> str:
        """The name without folders and endings, for rows that have no name of their own."""
        return WITHIN.join((files.stem(self.path), *filter(None, [self.inside])))

    def check_unchanged(self) -> None:
        """Raises UsageError where the file on disk is no longer the one that was found."""
        files.check_unchanged(self.path, self.name, self.identity)


def file_at(path: Path, base: Path) -> SourceFile:
    """The file at `path` of the book in the folder `base`: named from there, or by its bare name."""
    relative = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
    kind: Kind = "parquet" if files.ending(path) in files.PARQUET_ENDINGS else "text"
    folder = files.printable(path.parent.name) if path.parent != base else ""
    return SourceFile(path, files.printable(relative), kind, files.state(path), folder=folder)


def mapping_name(shown: str) -> str:
    """How a mapping spells what the receipt shows: `crm.xlsx › Orders` → `crm.xlsx#Orders`."""
    return shown.replace(_SHOWN, WITHIN)
