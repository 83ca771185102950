"""What to read: the files of a book, and which table each of them is."""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.intake.config import CONFIG_NAME, Config, TableMapping, load_config
from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.raw import peek
from holdfast.intake.read.source import SourceFile, file_at
from holdfast.intake.recognise.presets import apply_preset, preset_of
from holdfast.intake.recognise.synonyms import columns_for, table_of_name, tables_of_header
from holdfast.intake.recognise.wiring import NUMBERED
from holdfast.intake.wording import listing, suggestion
from holdfast.schema.receipt import Finding, FoundBy
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Located:
    """Where a book is: its folder, every file that may belong to it, and its mapping."""

    base: Path
    files: tuple[SourceFile, ...]
    config: Config | None
    name: str


@dataclass(frozen=True)
class Source:
    """Files that become rows of one table through one mapping."""

    mapping: TableMapping
    files: tuple[SourceFile, ...]
    found_by: FoundBy


@dataclass(frozen=True)
class Discovery:
    """What is to be read, what is left alone, and remarks."""

    sources: tuple[Source, ...]
    ignored: tuple[SourceFile, ...]
    findings: tuple[Finding, ...] = ()


def locate(sources: Sequence[Path], config: Path | None) -> Located:
    """The book's folder, files and mapping. Raises UsageError for what is not there."""
    given = [Path(source) for source in sources]
    if not given:
        raise UsageError("no book is named: give a folder or files")
    if config is None and len(given) == 1 and given[0].name == CONFIG_NAME and given[0].is_file():
        given = [given[0].resolve().parent]
    trusted = config is not None and config.is_absolute()
    if len(given) == 1 and given[0].is_dir():
        base = given[0].resolve()
        found = tuple(files.walk(base))
        own = base / CONFIG_NAME
        config = config or (own if own.is_file() else None)
        name = files.printable(base.name)
    else:
        found = tuple(dict.fromkeys(path for source in given for path in _expand(source)))
        base = Path(os.path.commonpath([path.parent for path in found]))
        name = files.stem(found[0]) if len(found) == 1 else files.printable(base.name)
    loaded = load_config(config, name, trusted=trusted) if config else None
    return Located(base, tuple(file_at(path, base) for path in found), loaded, name)


def _expand(source: Path) -> list[Path]:
    """The files that one argument means: a folder, a file or a pattern."""
    if source.is_dir():
        return list(files.walk(source.resolve()))
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


def discover(located: Located) -> Discovery:
    """The sources of a book: by its mapping where there is one, else by file names and headers."""
    if located.config is not None and located.config.tables:
        return _mapped(located, located.config)
    return _guessed(located)


def _mapped(located: Located, config: Config) -> Discovery:
    sources = []
    used: set[SourceFile] = set()
    for mapping in config.tables:
        applied = apply_preset(mapping)
        matched = tuple(
            dict.fromkeys(
                file_at(path, located.base)
                for item in applied.files
                for path in _glob(item, mapping, located, config)
            )
        )
        sources.append(Source(applied, matched, "mapping"))
        used.update(matched)
    ignored = tuple(file for file in located.files if file not in used)
    return Discovery(tuple(sources), ignored)


def _glob(pattern: str, mapping: TableMapping, located: Located, config: Config) -> list[Path]:
    """Files that one entry of `files` means, never outside the book's folder. Raises UsageError."""
    entry = Path(pattern)
    if (entry.is_absolute() or ".." in entry.parts) and not config.trusted:
        raise UsageError(
            f"{mapping.key} files: '{pattern}' leads out of the book's folder; "
            "name such a mapping with --config and its full path"
        )
    folders = dict.fromkeys((config.path.resolve().parent, located.base))
    for folder in folders:
        try:
            found = _matching(entry, pattern, folder, located)
        except (ValueError, IndexError, NotImplementedError):
            raise UsageError(f"{mapping.key} files: '{pattern}' is neither a file nor a pattern") from None
        if not config.trusted:
            for path in found:
                if not path.resolve().is_relative_to(folder.resolve()):
                    raise UsageError(f"{mapping.key} files: '{pattern}' is a link out of the book's folder")
        if found:
            return found
    there = [file.name for file in located.files]
    raise UsageError(
        f"{mapping.key} files: no file matches '{pattern}'{suggestion(pattern, there)} "
        f"(the folder has: {listing(there)})"
    )


def _matching(entry: Path, pattern: str, folder: Path, located: Located) -> list[Path]:
    """What a pattern finds below a folder. Raises ValueError and others for what pathlib takes for none."""
    if entry.is_absolute():
        return sorted(Path("/").glob(str(entry.relative_to(entry.anchor))))
    if ".." in entry.parts:
        return sorted(Path(item) for item in glob.glob(str(folder / entry), recursive=True))  # noqa: PTH207
    return sorted(folder.glob(pattern)) or _called(pattern, located)


def _called(pattern: str, located: Located) -> list[Path]:
    """Files whose names are not UTF-8, by the names that the receipt gives them."""
    return [file.path for file in located.files if fnmatchcase(file.name, pattern)]


def _guessed(located: Located) -> Discovery:
    sources: dict[tuple[str, str | None, FoundBy], Source] = {}
    ignored: list[SourceFile] = []
    findings: list[Finding] = []
    single = len(located.files) == 1
    for file in located.files:
        try:
            guess, finding = _guess(file)
        except UnreadableFileError as error:
            if single:
                raise
            guess, finding = None, left_out(file, error)
        if finding is not None:
            findings.append(finding)
        if guess is None:
            ignored.append(file)
            continue
        key = (guess.mapping.table, guess.mapping.preset, guess.found_by)
        if key in sources:
            guess = replace(sources[key], files=(*sources[key].files, file))
        sources[key] = guess
    if not sources:
        findings.sort(key=lambda finding: finding.severity != "problem")
        reasons = "; ".join(finding.message for finding in findings[:3])
        raise UsageError(
            f"no table was recognised in {located.name}"
            + (
                f": {reasons}"
                if reasons
                else f" ({listing(file.name for file in ignored) or 'no CSV or Parquet files'})"
            )
            + f". Name the files and columns in {CONFIG_NAME}"
        )
    order = list(TABLES)
    ranked = sorted(sources.values(), key=lambda source: order.index(source.mapping.table))
    return Discovery(tuple(ranked), tuple(ignored), tuple(findings))


def table_named(file: SourceFile) -> str | None:
    """The table that the name of a file, or else of its folder, points to."""
    return next((table for name in file.names if (table := table_of_name(name))), None)


def left_out(file: SourceFile, error: UsageError, table: str = "") -> Finding:
    """What to say of a file that cannot be read: a problem, unless it may never have been a table."""
    table = table or table_named(file) or ""
    never_meant = not table and files.ending(file.path) in files.PROSE_ENDINGS
    return Finding("warning" if never_meant else "problem", table, str(error))


def _guess(file: SourceFile) -> tuple[Source | None, Finding | None]:
    """The table of one file: by a preset's header, its name, or its header."""
    name = file.name
    headers = peek(file, TableMapping("customers", name))
    if preset := preset_of(headers):
        return Source(
            replace(preset.mapping, key=f"[tables.{preset.table}] of {CONFIG_NAME}"), (file,), "header"
        ), None
    remark = None
    named = table_named(file)
    if named is not None:
        missing = _missing(named, headers)
        if not missing:
            return Source(TableMapping(named, f"[tables.{named}] of {CONFIG_NAME}"), (file,), "name"), None
        remark = Finding(
            "problem",
            named,
            f"{name} looks like {named} by its name but has no column for {listing(missing)} "
            f"(it has: {listing(headers)})",
        )
    for table in tables_of_header(headers):
        if not _missing(table, headers):
            return Source(TableMapping(table, f"[tables.{table}] of {CONFIG_NAME}"), (file,), "header"), None
    if remark is None:
        remark = Finding("info", "", f"{name} matches no table (it has: {listing(headers)})")
    return None, remark


def _missing(table: str, headers: Sequence[str]) -> list[str]:
    """Required columns that no header means; ids of rows can be made up."""
    found = columns_for(table, headers)
    missing = [
        name for name in TABLES[table].required if name not in found and f"{table}.{name}" not in NUMBERED
    ]
    return [name for name in missing if not (name == "mrr" and "amount" in found)]
