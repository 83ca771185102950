"""`holdfast where`: the folders with the user's own files, what they are for and what lies in them."""

from __future__ import annotations

import os
import sys
from typing import Final

from holdfast.export.results import to_json
from holdfast.own.places import (
    PURPOSES,
    Kind,
    Usage,
    cached_books,
    cached_journals,
    clear,
    folder_for,
    ignored,
    usage,
)
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.streams import table_width, tell
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe

_TITLES: Final = ("Folder", "Size", "Files", "Path", "What for")
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


def run(options: Options) -> int:
    """Prints the folders, or with `--prune` clears the cache and prints what that freed."""
    return _prune(options) if options.prune else _list(options)


def _list(options: Options) -> int:
    found = {kind: usage(folder_for(kind)) for kind in PURPOSES}
    if options.format == "json":
        folders = [{"folder": kind, **_document(kind, lies)} for kind, lies in found.items()]
        sys.stdout.write(to_json({"folders": folders, "ignored": list(ignored())}))
    else:
        sys.stdout.write(_grid(found).as_text(table_width()))
    for name in ignored():
        tell(f"{name} is '{os.environ[name]}', which is no full path, and does not count")
    for lies in found.values():
        if lies.problem:
            tell(lies.problem)
    return 0


def _prune(options: Options) -> int:
    """The status is 2 where not everything could be removed."""
    folder = folder_for("cache")
    cleared = [clear(place) for place in (cached_books(), cached_journals())]
    freed = Usage(
        sum(part.files for part in cleared),
        sum(part.bytes for part in cleared),
        next((part.problem for part in cleared if part.problem), None),
    )
    if options.format == "json":
        sys.stdout.write(to_json({"freed": {"path": str(folder), **freed._asdict()}}))
    else:
        files = present.plural(freed.files, "file")
        sys.stdout.write(f"freed {size(freed.bytes)} in {files}: {safe(folder)}\n")
    if freed.problem:
        tell(freed.problem)
        return 2
    return 0


def size(count: float) -> str:
    """A number of bytes to be read: in thousands, millions and so on."""
    for unit in _UNITS[:-1]:
        if round(count, 1) < 1000:
            return f"{count:.0f} {unit}" if unit == _UNITS[0] else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} {_UNITS[-1]}"


def _document(kind: Kind, lies: Usage) -> dict[str, object]:
    return {"path": str(folder_for(kind)), "for": PURPOSES[kind], **lies._asdict()}


def _grid(found: dict[Kind, Usage]) -> TextTable:
    rows = tuple(
        (
            literal(kind),
            literal(size(lies.bytes)),
            present.count(lies.files),
            safe(folder_for(kind)),
            literal(PURPOSES[kind]),
        )
        for kind, lies in found.items()
    )
    titles = tuple(map(literal, _TITLES))
    return TextTable(titles, rows, (False, True, True, False, False), (False, False, False, False, True))
