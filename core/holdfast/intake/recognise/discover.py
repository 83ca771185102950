"""What to read: the files of a book, and which table each of them is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.intake.config import CONFIG_NAME, Config, TableMapping
from holdfast.intake.locate import Located, files_meant
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.inside.kinds import AMBIGUOUS_ENDINGS, ending
from holdfast.intake.read.raw import peek
from holdfast.intake.read.source import SourceFile
from holdfast.intake.recognise.presets import apply_preset, mappings_of, presets_of, unless_of
from holdfast.intake.recognise.synonyms import columns_for, table_of_name, tables_of_header
from holdfast.intake.recognise.wiring import NUMBERED
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import Finding, FoundBy
from holdfast.schema.tables import TABLES
from holdfast.toml_files import basic_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.recognise.preset_file import Preset


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
        matched = files_meant(applied, located, config)
        sources.append(Source(applied, matched, "mapping"))
        used.update(matched)
    ignored = tuple(file for file in located.files if file not in used)
    return Discovery(tuple(sources), ignored)


def _guessed(located: Located) -> Discovery:
    sources: dict[tuple[str, str | None, FoundBy], Source] = {}
    ignored: list[SourceFile] = []
    findings: list[Finding] = []
    single = len(located.files) == 1
    for file in located.files:
        try:
            guesses, finding = _guess(file)
        except UnreadableFileError as error:
            if single:
                raise
            guesses, finding = (), left_out(file, error)
        if finding is not None:
            findings.append(finding)
        if not guesses:
            ignored.append(file)
        for guess in guesses:
            key = (guess.mapping.table, guess.mapping.preset, guess.found_by)
            known = sources.get(key, replace(guess, files=()))
            sources[key] = replace(known, files=(*known.files, file))
    if not sources:
        findings.sort(key=lambda finding: finding.severity != "problem")
        reasons = "; ".join(finding.message for finding in findings[:3])
        raise UsageError(
            f"no table was recognised in {located.name}"
            + (
                f": {reasons}"
                if reasons
                else f" ({listing(file.name for file in ignored) or 'no file that holds a table'})"
            )
            + f". Name the files and columns in {CONFIG_NAME}"
        )
    kept = _without_what_others_fill(list(sources.values()))
    order = list(TABLES)
    ranked = sorted(kept, key=lambda source: order.index(source.mapping.table))
    return Discovery(tuple(ranked), tuple(ignored), tuple(findings))


def _without_what_others_fill(sources: list[Source]) -> list[Source]:
    """The sources without tables that a preset fills only where no other export does."""

    def by_others(source: Source) -> set[str]:
        return {
            one.mapping.table
            for one in sources
            if one.mapping.preset != source.mapping.preset and not unless_of(one.mapping)
        }

    return [source for source in sources if not by_others(source) & set(unless_of(source.mapping))]


def table_named(file: SourceFile) -> str | None:
    """The table that the name of a file, or else of its folder, points to."""
    return next((table for name in file.names if (table := table_of_name(name))), None)


def left_out(file: SourceFile, error: UsageError, table: str = "") -> Finding:
    """What to say of a file that cannot be read: a problem, unless it may never have been a table."""
    table = table or table_named(file) or ""
    never_meant = not table and ending(file.path.name) in AMBIGUOUS_ENDINGS
    return Finding("warning" if never_meant else "problem", table, str(error))


def _guess(file: SourceFile) -> tuple[tuple[Source, ...], Finding | None]:
    """The tables of one file: those of a preset by its header, or one by its name or its header."""
    name = file.name
    headers = peek(file, TableMapping("customers", name))
    known = presets_of(headers, file.stem)
    if len(known) > 1:
        return (), equal_claims(file, known)
    if known:
        mappings = mappings_of(known[0], headers, f"[tables.{{table}}] of {CONFIG_NAME}")
        return tuple(Source(mapping, (file,), "preset") for mapping in mappings), None
    remark = None
    named = table_named(file)
    if named is not None:
        missing = _missing(named, headers)
        if not missing:
            return (Source(TableMapping(named, f"[tables.{named}] of {CONFIG_NAME}"), (file,), "name"),), None
        remark = Finding(
            "problem",
            named,
            f"{name} looks like {named} by its name but has no column for {listing(missing)} "
            f"(it has: {listing(headers)})",
        )
    for table in tables_of_header(headers):
        if not _missing(table, headers):
            mapping = TableMapping(table, f"[tables.{table}] of {CONFIG_NAME}")
            return (Source(mapping, (file,), "header"),), None
    if remark is None:
        remark = Finding("info", "", f"{name} matches no table (it has: {listing(headers)})")
    return (), remark


def equal_claims(file: SourceFile, known: Sequence[Preset]) -> Finding:
    """What to ask about a file that is equally well the export of several tools."""
    ways = " or ".join(f'preset = "{one.name}" ({one.title})' for one in known)
    name = basic_string(file.name)
    return Finding(
        "problem",
        known[0].table,
        f"{file.name} has the header of {count(len(known), 'export')}: write [tables.{known[0].table}] with "
        f"files = [{name}] and {ways}",
    )


def _missing(table: str, headers: Sequence[str]) -> list[str]:
    """Required columns that no header means; ids of rows can be made up."""
    found = columns_for(table, headers)
    missing = [
        name for name in TABLES[table].required if name not in found and f"{table}.{name}" not in NUMBERED
    ]
    return [name for name in missing if not (name == "mrr" and "amount" in found)]
