"""The plays in force: shipped, changed by the preset of an industry, the user's own in their place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.own.files import own_files
from holdfast.own.places import folder_for
from holdfast.plays.document import TomlSection
from holdfast.plays.play import SHIPPED, Play, Plays
from holdfast.plays.reader import reader, spoken_to
from holdfast.plays.reading import play_of, read_plays, sections
from holdfast.risk.thresholds.thresholds import NO_PRESET
from holdfast.toml_files import text_of

if TYPE_CHECKING:
    from pathlib import Path

_ENDING: Final = ".toml"
_INDUSTRY: Final = "industry"


def plays_of(preset: str = NO_PRESET) -> Plays:
    """The plays in force under a preset, in the words for whoever sits here (plays/reader.py).

    A file of the user's own that is wrong is left out and told.

    Raises UsageError for a preset that is not there.
    """
    own, problems = own_plays()
    by_id = {**shipped_plays(preset), **own}
    whom = reader()
    fitting = {
        key: spoken_to(play, whom)
        for key, play in by_id.items()
        if not play.presets or preset in play.presets
    }
    return Plays(MappingProxyType(fitting), preset, problems)


def own_folder() -> Path:
    """Where the user keeps plays; it need not exist."""
    return folder_for("config") / "plays"


def own_plays() -> tuple[dict[str, Play], tuple[str, ...]]:
    """The plays of the user by id, and what is wrong with the files that are left out.

    An id that two files have counts as wrong in the second.
    """
    try:
        files = tuple((file, _mark(file)) for file in own_files(own_folder(), _ENDING))
    except UsageError as error:
        return {}, (str(error),)
    return _own_plays_in(files)


def _mark(file: Path) -> tuple[int, ...]:
    """What changes with a file; a file that is gone or shut is told once it is read."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


@lru_cache(maxsize=1)  # every list of today asks for them, and a filter makes one with every key
def _own_plays_in(files: tuple[tuple[Path, tuple[int, ...]], ...]) -> tuple[dict[str, Play], tuple[str, ...]]:
    found: dict[str, Play] = {}
    problems = []
    for file, _ in files:
        try:
            plays = read_plays(text_of(file, str(file)), str(file), file.name)
            for play_id in plays.keys() & found.keys():
                raise UsageError(f"{file}: [{play_id}] stands in {found[play_id].source} too: rename one")
            found |= plays
        except UsageError as error:
            problems.append(str(error))
    return found, tuple(problems)


@cache
def shipped_plays(preset: str = NO_PRESET) -> Mapping[str, Play]:
    """The plays that travel with Holdfast, by id, as a preset changes them."""
    tables = {table.path: table for file, text in _texts() for table in sections(text, file)}
    for change in _changes(preset):
        before = tables.get(change.path)
        values = {**before.values, **change.values} if before is not None else change.values
        tables[change.path] = TomlSection(change.name, change.text, change.path, values)
    return MappingProxyType({play_id: play_of(table, SHIPPED) for play_id, table in tables.items()})


def _texts() -> list[tuple[str, str]]:
    folder = resources.files("holdfast.plays").joinpath("shipped")
    named = {file.name: file for file in folder.iterdir() if file.name.endswith(_ENDING)}
    return [(name, named[name].read_text(encoding="utf-8")) for name in sorted(named)]


def _changes(preset: str) -> list[TomlSection]:
    """What a preset changes: keys of plays by their id, and plays of its own."""
    file = resources.files("holdfast.plays").joinpath("shipped", _INDUSTRY, f"{preset}{_ENDING}")
    return sections(file.read_text(encoding="utf-8"), file.name) if file.is_file() else []
