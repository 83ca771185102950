"""Which folders are one table, so that none of the files in them is taken for a table of its own."""

from __future__ import annotations

import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.read import files
from holdfast.intake.read.faults import LIBRARY_FAULTS
from holdfast.intake.read.inside.kinds import ENDINGS, ending

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holdfast.intake.read.inside.kinds import LakeKind

LOG: Final = "_delta_log"
METADATA: Final = "metadata"
TITLES: Final[Mapping[str, str]] = {"delta": "Delta", "iceberg": "Iceberg", "hive": "Parquet in folders"}
"""What the receipt calls each kind."""
PARTED: Final = re.compile(r"[^=/\\]+=[^/\\]*")
"""The name of a folder that tells the value of a column: `year=2024`."""
_LETTERS: Final = re.compile(r"[A-Za-z]*")
_HELD: Final = 4_096


def lake_kind(folder: Path) -> LakeKind | None:
    """What kind of table a folder is; None for a folder of files."""
    if is_delta(folder):
        return "delta"
    if _is_iceberg(folder):
        return "iceberg"
    return "hive" if _is_parted(folder) else None


def is_delta(folder: Path) -> bool:
    """Whether a folder is a Delta table."""
    return (folder / LOG).is_dir()


def _is_iceberg(folder: Path) -> bool:
    return any((folder / METADATA).glob("*.metadata.json"))


def lake_state(folder: Path) -> str:
    """What tells that any file of such a table changed, came or went."""
    digest = hashlib.sha256()
    for place, inner, names in os.walk(folder):
        inner.sort()
        for name in sorted(names):
            path = Path(place, name)
            digest.update(f"{files.printable(str(path.relative_to(folder)))}\0{files.state(path)}\n".encode())
    return digest.hexdigest()


def parts_of(folder: Path) -> list[Path]:
    """The Parquet files of a parted folder, in order, but for what begins with a point or an underscore."""
    found = (Path(place, name) for place, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if _counts(path.relative_to(folder)) and _is_parquet(path))


def gathered(paths: Iterable[Path], base: Path) -> tuple[list[Path], list[Path]]:
    """The tables and the files among `paths` of the folder `base`, in order: a table stands for its files."""
    tables: dict[Path, None] = {}
    single: list[Path] = []
    lake_kind_of = lru_cache(_HELD)(lake_kind)
    for path in paths:
        above = [folder for folder in path.parents if folder == base or folder.is_relative_to(base)]
        table = next((folder for folder in reversed(above) if lake_kind_of(folder)), None)
        if table is None:
            single.append(path)
        else:
            tables[table] = None
    return list(tables), single


def table_around(path: Path) -> Path | None:
    """The Delta or Iceberg table that a file is a part of: it may be one that was deleted there."""
    return next((above for above in path.parents if is_delta(above) or _is_iceberg(above)), None)


def _is_parted(folder: Path) -> bool:
    """Whether every file lies in folders such as `year=2024`, is Parquet, and has the same columns."""
    try:
        inner = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))]
    except OSError:
        return False
    if not inner or not all(PARTED.fullmatch(path.name) for path in inner):
        return False
    every = [Path(place, name) for place, _, names in os.walk(folder) for name in names]
    inside = [path for path in every if _counts(path.relative_to(folder)) and not _is_own(path, folder)]
    if not inside or not all(_is_parquet(path) and path.parent != folder for path in inside):
        return False
    # `year=2024/orders.parquet` beside `year=2024/customers.parquet` are two tables, each in many files.
    named = {_LETTERS.match(path.name)[0].lower(): path for path in inside}  # type: ignore[index]  # matches ""
    return len(named) == 1 or len({_columns(path) for path in named.values()}) == 1


def _is_own(path: Path, folder: Path) -> bool:
    """What may lie beside the parts without being one: the mapping, a note."""
    return path.parent == folder and ending(path.name) not in ENDINGS


def _columns(path: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(pl.read_parquet_schema(files.contents(path))))
    except LIBRARY_FAULTS:
        return ()


def _counts(relative: Path) -> bool:
    return not any(part.startswith((".", "_")) for part in relative.parts)


def _is_parquet(path: Path) -> bool:
    return ENDINGS.get(ending(path.name)) == "parquet"
