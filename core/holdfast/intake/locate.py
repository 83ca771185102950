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
from holdfast.intake.read.inside.lists import HIDDEN, NO_TABLE, lists_in
from holdfast.intake.read.source import WITHIN, SourceFile, file_at, mapping_name
from holdfast.intake.wording import listing, suggestion
from holdfast.schema.receipt import UnusedFile
from holdfast.schema.settings import STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_EXPORT: Final = "where it holds a table, export that as CSV, Excel or Parquet"


@dataclass(frozen=True)
class Located:
    """Where a book is: its folder, every file on disk that may belong to it, and its mapping.

    `others` are files that hold no table by their names.
    """

    base: Path
    found: tuple[SourceFile, ...]
    config: Config | None
    name: str
    others: tuple[str, ...] = ()

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """The lists of rows that may be read: sheets, members and tables each by themselves."""
        return tuple(part for file in self.found for part, why in lists_in(file) if not why)

    @cached_property
    def unread(self) -> tuple[UnusedFile, ...]:
        """What lies in the folder and is not looked into, with the way to get it in."""
        within = [_unused(part, why) for file in self.found for part, why in lists_in(file) if why]
        return (*within, *(UnusedFile(name, NO_TABLE, (), _EXPORT) for name in self.others))


def _unused(file: SourceFile, why: str) -> UnusedFile:
    ways = {
        HIDDEN: f'show the sheet, or name it in {CONFIG_NAME}: files = ["{mapping_name(file.name)}"]',
        NO_TABLE: _EXPORT,
    }
    return UnusedFile(file.name, why, (), ways.get(why, "unpack it and put the files themselves here"))


def locate(sources: Sequence[Path], config: Path | None, mapping: str | None = None) -> Located:
    """The book's folder, files and mapping, `mapping` instead of that on disk where it is given.

    Raises UsageError for what is not there.
    """
    given = [Path(source) for source in sources]
    if not given:
        raise UsageError("no book is named: give a folder or files")
    if config is None and len(given) == 1 and given[0].name == CONFIG_NAME and given[0].is_file():
        given = [given[0].resolve().parent]
    trusted = config is not None and config.is_absolute()
    if given == [Path(STANDARD_INPUT)]:
        base, name, found = Path.cwd(), standard_input.NAME, (standard_input.file(),)
        return Located(base, found, load_config(config, name, trusted=trusted) if config else None, name)
    others: tuple[str, ...] = ()
    if len(given) == 1 and given[0].is_dir():
        base = given[0].resolve()
        walked = tuple(files.walk(base))
        paths = tuple(path for path in walked if files.is_candidate(path.name))
        others = tuple(_shown(path, base) for path in walked if not _is_own(path, base))
        own = base / CONFIG_NAME
        config = config or (own if own.is_file() else None)
        name = files.printable(base.name)
    else:
        paths = tuple(dict.fromkeys(path for source in given for path in _expand(source)))
        base = Path(os.path.commonpath([path.parent for path in paths]))
        name = files.stem(paths[0]) if len(paths) == 1 else files.printable(base.name)
    loaded = load_config(config, name, trusted=trusted) if config and mapping is None else None
    if mapping is not None:
        loaded = config_of(config or base / CONFIG_NAME, mapping, name, trusted=trusted)
    return Located(base, tuple(file_at(path, base) for path in paths), loaded, name, others)


def _is_own(path: Path, base: Path) -> bool:
    """Whether a file is looked into by itself, or is the mapping."""
    return files.is_candidate(path.name) or path == base / CONFIG_NAME


def _shown(path: Path, base: Path) -> str:
    return files.printable(path.relative_to(base).as_posix())


def _expand(source: Path) -> list[Path]:
    """The files that one argument means: a folder, a file or a pattern."""
    if source.is_dir():
        return [path for path in files.walk(source.resolve()) if files.is_candidate(path.name)]
    if source.exists() or source.is_symlink():
        return [source.parent.resolve() / source.name]
    if glob.has_magic(str(source)):
        found = sorted(Path(item).resolve() for item in glob.glob(str(source), recursive=True))  # noqa: PTH207
        if matched := [path for path in found if not path.is_dir()]:
            return matched
        raise UsageError(f"no file matches {source}")
    folder = source.parent
    near = suggestion(source.name, [path.name for path in folder.iterdir()]) if folder.is_dir() else ""
    raise UsageError(f"{source} does not exist{near}")


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
                if not file.path.resolve().is_relative_to(folder.resolve()):
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
    whole = [file_at(path, located.base) for path in _paths(pattern, folder, located)]
    if whole or WITHIN not in pattern:
        return [part for file in whole for part, why in lists_in(file) if not why]
    for cut in (place for place, letter in enumerate(pattern) if letter == WITHIN):
        files_found = [file_at(path, located.base) for path in _paths(pattern[:cut], folder, located)]
        parts = [found for file in files_found for found in lists_in(file)]
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
