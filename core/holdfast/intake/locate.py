"""Where a book is: its folder, the lists of rows in its files, and its mapping."""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.intake.config import CONFIG_NAME, Config, TableMapping, config_of, load_config
from holdfast.intake.read import files
from holdfast.intake.read.inside import standard_input
from holdfast.intake.read.inside.kinds import HIDDEN, NO_TABLE
from holdfast.intake.read.lake.folders import TITLES, gathered, lake_kind, table_around
from holdfast.intake.read.source import WITHIN, SourceFile, file_at, mapping_name
from holdfast.intake.wording import listing, suggestion
from holdfast.schema.receipt import UnusedFile
from holdfast.schema.settings import STANDARD_INPUT
from holdfast.schema.sources import refuse_hosts, version_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_EXPORT: Final = "where it holds a table, export that as CSV, Excel or Parquet"


@dataclass(frozen=True)
class Located:
    """Where a book is: its folder, every file on disk that may belong to it, and its mapping.

    `others` are files that hold no table by their names; `withheld` is what a host would not let be read.
    """

    base: Path
    found: tuple[SourceFile, ...]
    config: Config | None
    name: str
    others: tuple[str, ...] = ()
    withheld: tuple[UnusedFile, ...] = ()

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """The lists of rows that may be read: sheets, members and tables each by themselves."""
        return tuple(part for file in self.found for part, why in _lists_in(file) if not why)

    @cached_property
    def unread(self) -> tuple[UnusedFile, ...]:
        """What lies in the folder and is not looked into, with the way to get it in."""
        within = [_unused(part, why) for file in self.found for part, why in _lists_in(file) if why]
        return (*within, *self.withheld, *(UnusedFile(name, NO_TABLE, (), _EXPORT) for name in self.others))


def _lists_in(file: SourceFile) -> tuple[tuple[SourceFile, str], ...]:
    # A book that is found in the cache is not looked into, and needs no reader of workbooks and databases.
    from holdfast.intake.read.inside.lists import lists_in  # noqa: PLC0415

    return lists_in(file)


def _unused(file: SourceFile, why: str) -> UnusedFile:
    ways = {
        HIDDEN: f'show the sheet, or name it in {CONFIG_NAME}: files = ["{mapping_name(file.name)}"]',
        NO_TABLE: _EXPORT,
    }
    return UnusedFile(file.name, why, (), ways.get(why, "unpack it and put the files themselves here"))


def locate(
    sources: Sequence[Path],
    config: Path | None,
    mapping: str | None = None,
    fetched: Sequence[SourceFile] = (),
) -> Located:
    """The book's folder, files and mapping, `mapping` instead of that on disk where it is given.

    `fetched`: what was brought from hosts, beside what lies on disk. Raises UsageError for what is not there.
    """
    given = [Path(source) for source in sources]
    if not given and not fetched:
        raise UsageError("no book is named: give a folder or files")
    refuse_hosts(given)
    if config is None and len(given) == 1 and given[0].name == CONFIG_NAME and given[0].is_file():
        given = [given[0].resolve().parent]
    trusted = config is not None and config.is_absolute()
    if given == [Path(STANDARD_INPUT)]:
        base, name, piped = Path.cwd(), standard_input.NAME, (standard_input.file(),)
        return Located(base, piped, load_config(config, name, trusted=trusted) if config else None, name)
    others: tuple[str, ...] = ()
    folder, version = version_in(given[0]) if len(given) == 1 else (None, "")
    if folder is not None and folder.is_dir():
        base = folder.resolve()
        tables, single = gathered(files.walk(base), base)
        paths = sorted([*tables, *(path for path in single if files.is_candidate(path.name))])
        found = tuple(file_at(path, base, version) for path in paths)
        others = tuple(_shown(path, base) for path in single if not _is_own(path, base))
        own = base / CONFIG_NAME
        config = config or (own if own.is_file() else None)
        name = files.printable(base.name)
    else:
        pairs = dict.fromkeys(pair for source in given for pair in _expand(source))
        parents = [path.parent for path, _ in pairs]
        base = (
            Path(os.path.commonpath(parents))
            if parents
            else (config.resolve().parent if config else Path.cwd())
        )
        found = tuple(file_at(path, base, as_of) for path, as_of in pairs)
        name = _name((*found, *fetched), base)
    _check_versions(found)
    found = (*found, *fetched)
    loaded = load_config(config, name, trusted=trusted) if config and mapping is None else None
    if mapping is not None:
        loaded = config_of(config or base / CONFIG_NAME, mapping, name, trusted=trusted)
    pooled = {Path(one.file).as_posix() for one in loaded.settings.pool} if loaded else set()
    return Located(base, found, loaded, name, tuple(other for other in others if other not in pooled))


def _name(found: Sequence[SourceFile], base: Path) -> str:
    """What a book is called that is no folder."""
    if len(found) == 1:
        return files.stem(found[0].path)
    hosts = {
        file.at.split(" table ", 1)[0].rstrip("/").rsplit("/", 1)[-1] for file in found if file.is_fetched
    }
    return hosts.pop() if len(hosts) == 1 else files.printable(base.name)


def _check_versions(found: Iterable[SourceFile]) -> None:
    """Raises UsageError where a version is asked of what keeps none: it would be read as it stands now."""
    for file in found:
        if file.version and file.kind not in ("delta", "iceberg"):
            at = file.at.removesuffix(f"@{file.version}")
            raise UsageError(f"{at} keeps no versions: '@{file.version}' goes with Delta and Iceberg tables")


def _is_own(path: Path, base: Path) -> bool:
    """Whether a file is looked into by itself, or is the mapping."""
    return files.is_candidate(path.name) or path == base / CONFIG_NAME


def _shown(path: Path, base: Path) -> str:
    return files.printable(path.relative_to(base).as_posix())


def _expand(given: Path) -> list[tuple[Path, str]]:
    """The files and tables that one argument means, each with its version: a folder, a file or a pattern."""
    source, version = version_in(given)
    if source.is_dir():
        base = source.resolve()
        tables, single = gathered(files.walk(base), base)
        found = sorted([*tables, *(path for path in single if files.is_candidate(path.name))])
        return [(path, version) for path in found]
    if source.exists() or source.is_symlink():
        return [(_alone(source.parent.resolve() / source.name), version)]
    if glob.has_magic(str(source)):
        found = sorted(Path(item).resolve() for item in glob.glob(str(source), recursive=True))  # noqa: PTH207
        if matched := [_alone(path) for path in found if lake_kind(path) or not path.is_dir()]:
            return [(path, version) for path in matched]
        raise UsageError(f"no file matches {source}")
    folder = source.parent
    near = suggestion(source.name, [path.name for path in folder.iterdir()]) if folder.is_dir() else ""
    raise UsageError(f"{source} does not exist{near}")


def _alone(path: Path) -> Path:
    """A file that may be read by itself. Raises UsageError for a part of a table that keeps versions."""
    if (table := table_around(path)) is not None:
        kind = TITLES[lake_kind(table) or "hive"]
        raise UsageError(
            f"{path.name} is a part of {table.name}, a {kind} table, where it may have been deleted: "
            "name the table itself"
        )
    return path


def files_meant(mapping: TableMapping, located: Located, config: Config) -> tuple[SourceFile, ...]:
    """The lists of rows that a mapping's `files` mean, never outside the book's folder. Raises UsageError."""
    return tuple(
        dict.fromkeys(file for pattern in mapping.files for file in _glob(pattern, mapping, located, config))
    )


def _glob(pattern: str, mapping: TableMapping, located: Located, config: Config) -> list[SourceFile]:
    """What one entry of `files` means: files, or lists inside of them after `#`."""
    entry = Path(pattern)
    if (entry.is_absolute() or ".." in entry.parts) and not config.trusted:
        raise UsageError(
            f"{mapping.key} files: '{pattern}' leads out of the book's folder; "
            "name such a mapping with --config and its full path"
        )
    for folder in dict.fromkeys((config.path.resolve().parent, located.base)):
        try:
            found = _matching(pattern, folder, located)
        except (ValueError, IndexError, NotImplementedError):
            raise UsageError(f"{mapping.key} files: '{pattern}' is neither a file nor a pattern") from None
        if not config.trusted:
            for file in found:
                if not file.is_fetched and not file.path.resolve().is_relative_to(folder.resolve()):
                    raise UsageError(f"{mapping.key} files: '{pattern}' is a link out of the book's folder")
        if found:
            return found
    there = [mapping_name(file.name) for file in located.files]
    raise UsageError(
        f"{mapping.key} files: no file matches '{pattern}'{suggestion(pattern, there)} "
        f"(the folder has: {listing(there)})"
    )


def _matching(pattern: str, folder: Path, located: Located) -> list[SourceFile]:
    """The lists that a pattern finds below a folder; of a hidden sheet only what is named itself."""
    if named := [
        one for one in located.found if (one.is_fetched or one.version) and fnmatchcase(one.at, pattern)
    ]:
        return named
    table, version = version_in(folder / pattern)
    if version and table.exists():
        _check_versions(dated := (file_at(table, located.base, version),))
        return list(dated)
    # What was given as it stood on a day is meant as it stood then.
    known = {one.path: one for one in located.found if one.version}
    whole = [
        known.get(path) or file_at(_alone(path), located.base) for path in _paths(pattern, folder, located)
    ]
    if whole or WITHIN not in pattern:
        return [part for file in whole for part, why in _lists_in(file) if not why]
    for cut in (place for place, letter in enumerate(pattern) if letter == WITHIN):
        files_found = [file_at(path, located.base) for path in _paths(pattern[:cut], folder, located)]
        parts = [found for file in files_found for found in _lists_in(file)]
        if meant := [part for part, why in parts if _is_meant(part, why, pattern[cut + 1 :])]:
            return meant
    return []


def _is_meant(part: SourceFile, why: str, inside: str) -> bool:
    names = (part.inside, part.member)
    return inside in names if why == HIDDEN else not why and any(fnmatchcase(one, inside) for one in names)


def _paths(pattern: str, folder: Path, located: Located) -> list[Path]:
    """The files that a pattern finds. Raises ValueError and others for what pathlib takes for none."""
    entry = Path(pattern)
    if entry.is_absolute():
        return sorted(Path("/").glob(str(entry.relative_to(entry.anchor))))
    if ".." in entry.parts:
        return sorted(Path(item) for item in glob.glob(str(folder / entry), recursive=True))  # noqa: PTH207
    return sorted(folder.glob(pattern)) or _called(pattern, located.found)


def _called(pattern: str, found: Iterable[SourceFile]) -> list[Path]:
    """Files whose names are not UTF-8, by the names that the receipt gives them."""
    return [file.path for file in found if fnmatchcase(file.at, pattern)]
