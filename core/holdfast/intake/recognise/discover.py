"""What to read: the files of a book, and which table each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.intake.config import CONFIG_NAME, Config, TableMapping
from holdfast.intake.locate import Located, files_meant
from holdfast.intake.read.faults import UnreadableFileError
from holdfast.intake.read.inside.kinds import AMBIGUOUS_ENDINGS, ending
from holdfast.intake.read.source import SourceFile
from holdfast.intake.recognise.choose import choose, not_used
from holdfast.intake.recognise.presets import apply_preset, unless_of
from holdfast.intake.recognise.relate import related
from holdfast.intake.recognise.weigh.head import head_of
from holdfast.intake.recognise.weigh.readings import table_of_name
from holdfast.schema.receipt import Finding, FoundBy, UnusedFile
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.opened import Opened
    from holdfast.intake.recognise.choose import Choice
    from holdfast.intake.recognise.persons import Use
    from holdfast.schema.receipt import Question


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
        matched = files_meant(applied, located, config)
        sources.append(Source(applied, matched, "mapping"))
        used.update(matched)
    ignored = tuple(file for file in located.files if file not in used)
    return Discovery(tuple(sources), ignored)


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
            findings.append(_said(told, choice, asked=asked is not None))
    if not uses:
        raise _nothing(located, findings)
    sources = sorted(
        _without_what_others_fill(_grouped(uses)), key=lambda source: list(TABLES).index(source.mapping.table)
    )
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


def _without_what_others_fill(sources: list[Source]) -> list[Source]:
    """The sources without tables that a preset fills only where no other export does."""

    def by_others(source: Source) -> set[str]:
        return {
            one.mapping.table
            for one in sources
            if one.mapping.preset != source.mapping.preset and not unless_of(one.mapping)
        }

    return [source for source in sources if not by_others(source) & set(unless_of(source.mapping))]


def _said(told: UnusedFile, choice: Choice, *, asked: bool) -> Finding:
    """The remark on a file that is not used: a problem where it belongs to the book by its name or header."""
    claimed = [one.table for one in choice.claims]
    table = next(iter([*claimed, *(one.table for one in choice.others if one.named)]), "")
    return Finding("problem" if table or asked else "warning", table, f"{told.file} {told.why}: not used")


def _nothing(located: Located, findings: list[Finding]) -> UsageError:
    findings.sort(key=lambda finding: finding.severity != "problem")
    reasons = "; ".join(finding.message for finding in findings[:3]) or "no file that holds a table"
    return UsageError(
        f"no table was recognised in {located.name}: {reasons}. Name the files and columns in {CONFIG_NAME}"
    )


def table_named(file: SourceFile) -> str | None:
    """The table that the name of a file, or else of its folder, points to."""
    return next((table for name in file.names if (table := table_of_name(name))), None)


def left_out(file: SourceFile, error: UsageError, table: str = "") -> Finding:
    """What to say of a file that cannot be read: a problem, unless it may never have been a table."""
    table = table or table_named(file) or ""
    never_meant = not table and ending(file.path.name) in AMBIGUOUS_ENDINGS
    return Finding("warning" if never_meant else "problem", table, str(error))
