"""What to read: the files of a book, and which table each of them is."""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.intake.config import CONFIG_NAME, Config, TableMapping, load_config
from holdfast.intake.read import files
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.source import SourceFile, file_at
from holdfast.intake.recognise.choose import choose, not_used
from holdfast.intake.recognise.presets import apply_preset
from holdfast.intake.recognise.relate import related
from holdfast.intake.recognise.weigh.head import head_of
from holdfast.intake.recognise.weigh.readings import table_of_name
from holdfast.intake.wording import listing, suggestion
from holdfast.schema.receipt import Finding, FoundBy, UnusedFile
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.opened import Opened
    from holdfast.intake.recognise.choose import Choice
    from holdfast.intake.recognise.persons import Use
    from holdfast.schema.receipt import Question


@dataclass(frozen=True)
class Located:
    """Where a book is: its folder, every file that may belong to it, and its mapping."""

    base: Path
    files: tuple[SourceFile, ...]
    config: Config | None
    name: str


@dataclass(frozen=True)
class Source:
    """Files that become rows of one table through one mapping; `why` tells of each what spoke for it."""

    mapping: TableMapping
    files: tuple[SourceFile, ...]
    found_by: FoundBy
    why: Mapping[SourceFile, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Discovery:
    """What is to be read, what is left alone and why, remarks, and what is to be asked."""

    sources: tuple[Source, ...]
    ignored: tuple[SourceFile, ...]
    findings: tuple[Finding, ...] = ()
    unused: tuple[UnusedFile, ...] = ()
    questions: tuple[Question, ...] = ()


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


def discover(located: Located, opened: Opened) -> Discovery:
    """The sources of a book: by its mapping where there is one, else by the evidence of its files."""
    if located.config is not None and located.config.tables:
        return _mapped(located, located.config)
    return _recognised(located, opened)


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


def _recognised(located: Located, opened: Opened) -> Discovery:
    """The sources of files about which nobody said anything. Raises UsageError where none is a table."""
    choices: list[Choice] = []
    findings: list[Finding] = []
    for file in located.files:
        try:
            choices.append(choose(head_of(file, TableMapping("customers", file.name), opened)))
        except UnreadableFileError as error:
            if len(located.files) == 1:
                raise
            findings.append(left_out(file, error))
    uses = related(choices)
    used = {use.head.file for use in uses}
    unused, questions = [], []
    for choice in choices:
        if choice.head.file not in used:
            told, asked = not_used(choice)
            unused.append(told)
            questions += [asked] if asked else []
            findings.append(_said(told, choice))
    if not uses:
        raise _nothing(located, findings)
    sources = sorted(_grouped(uses), key=lambda source: list(TABLES).index(source.mapping.table))
    ignored = tuple(file for file in located.files if file not in used)
    return Discovery(tuple(sources), ignored, tuple(findings), tuple(unused), tuple(questions))


def _grouped(uses: Sequence[Use]) -> list[Source]:
    """Files that are read in the same way are one source."""
    sources: dict[str, Source] = {}
    for use in uses:
        key = repr((use.mapping, use.found_by))
        known = sources.get(key, Source(use.mapping, (), use.found_by))
        why = {**known.why, use.head.file: use.why}
        sources[key] = replace(known, files=(*known.files, use.head.file), why=why)
    return list(sources.values())


def _said(told: UnusedFile, choice: Choice) -> Finding:
    """The remark on a file that is not used: a problem where its name says that it belongs to the book."""
    table = next((one.table for one in choice.others if one.named), "")
    return Finding("problem" if table else "warning", table, f"{told.file} {told.why}: not used")


def _nothing(located: Located, findings: list[Finding]) -> UsageError:
    findings.sort(key=lambda finding: finding.severity != "problem")
    reasons = "; ".join(finding.message for finding in findings[:3]) or "no CSV or Parquet files"
    return UsageError(
        f"no table was recognised in {located.name}: {reasons}. Name the files and columns in {CONFIG_NAME}"
    )


def table_named(file: SourceFile) -> str | None:
    """The table that the name of a file, or else of its folder, points to."""
    return next((table for name in file.names if (table := table_of_name(name))), None)


def left_out(file: SourceFile, error: UsageError, table: str = "") -> Finding:
    """What to say of a file that cannot be read: a problem, unless it may never have been a table."""
    table = table or table_named(file) or ""
    never_meant = not table and files.ending(file.path) in files.PROSE_ENDINGS
    return Finding("warning" if never_meant else "problem", table, str(error))
