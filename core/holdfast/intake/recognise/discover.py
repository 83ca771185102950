"""What to read: the files of a book, and which table each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.intake.config import CONFIG_NAME, Config, TableMapping
from holdfast.intake.locate import Located, files_meant
from holdfast.intake.read.faults import OpenQuestionError, UnreadableFileError
from holdfast.intake.read.inside.kinds import AMBIGUOUS_ENDINGS, ENDINGS, READ, ending
from holdfast.intake.read.source import SourceFile, mapping_name
from holdfast.intake.recognise.choose import choose, not_used, sales_elsewhere
from holdfast.intake.recognise.presets import apply_preset, unless_of
from holdfast.intake.recognise.relate import related
from holdfast.intake.recognise.together.calendar import by_calendar, months_asked
from holdfast.intake.recognise.weigh.head import head_of
from holdfast.intake.recognise.weigh.readings import table_of_name
from holdfast.intake.recognise.weigh.undated import lacking_days, who_left
from holdfast.intake.wording import listing
from holdfast.schema.receipt import Finding, FoundBy, UnusedFile
from holdfast.schema.tables import CUSTOMER_SOURCES, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.opened import Opened
    from holdfast.intake.recognise.choose import Choice
    from holdfast.intake.recognise.persons import Use
    from holdfast.schema.receipt import Question


_SOLD: Final = frozenset(CUSTOMER_SOURCES)
"""Tables of which one at least tells what customers bought."""


NOT_USED: Final = "the mapping says that it is not used"
AGAIN: Final = "take it out of not_used under [book], where it is to be read"


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
    """The sources of a book: by its mapping, and by the evidence of the files about which it says nothing.

    A mapping that names files and leaves none open is all there is. Raises UsageError.
    """
    sections = located.config.tables if located.config is not None else ()
    naming = [one for one in sections if not one.is_open]
    mapped = (
        _mapped(located, located.config, naming)
        if located.config is not None
        else Discovery((), located.files)
    )
    told = _told_off(located)
    mapped = replace(mapped, unused=tuple(UnusedFile(one.name, NOT_USED, (), AGAIN) for one in told))
    open_to_all = replace(mapped, ignored=tuple(one for one in mapped.ignored if one not in told))
    if naming and len(naming) == len(sections) and not any(one.with_others for one in naming):
        return mapped
    rest = _recognised(located, open_to_all, opened, {one.table: one for one in sections if one.is_open})
    if not (mapped.sources or rest.sources):
        nothing = _nothing(located, list(rest.findings))
        if rest.questions:
            raise OpenQuestionError(str(nothing), rest.questions[0])
        raise nothing
    return replace(
        rest,
        sources=(*mapped.sources, *rest.sources),
        ignored=(*rest.ignored, *told),
        unused=(*rest.unused, *mapped.unused),
    )


def _told_off(located: Located) -> tuple[SourceFile, ...]:
    """The files that the mapping calls not used, whatever they look like."""
    patterns = located.config.settings.not_used if located.config is not None else ()
    return tuple(
        file for file in located.files if any(fnmatchcase(mapping_name(file.name), one) for one in patterns)
    )


def _mapped(located: Located, config: Config, sections: Sequence[TableMapping]) -> Discovery:
    sources = []
    used: set[SourceFile] = set()
    told = _told_off(located)
    for mapping in sections:
        applied = apply_preset(mapping)
        matched = tuple(file for file in files_meant(applied, located, config) if file not in told)
        sources.append(Source(applied, matched, "mapping"))
        used.update(matched)
    ignored = tuple(file for file in located.files if file not in used)
    return Discovery(tuple(sources), ignored)


def _recognised(
    located: Located, mapped: Discovery, opened: Opened, stated: Mapping[str, TableMapping]
) -> Discovery:
    """The sources of files that no section names. Raises UsageError where the only file cannot be read."""
    choices: list[Choice] = []
    findings: list[Finding] = []
    unused: list[UnusedFile] = []
    questions: list[Question] = []
    for file in mapped.ignored:
        try:
            choices.append(choose(head_of(file, TableMapping("customers", file.name), opened), stated))
        except UnreadableFileError as error:
            if len(located.files) == 1:
                raise
            findings.append(left_out(file, error))
            unused.append(unread(file, error))
    closed = {one.mapping.table for one in mapped.sources if not one.mapping.with_others}
    choices = by_calendar(choices, opened) if not closed & _SOLD else choices
    uses = related(choices, stated, closed)
    used = {use.head.file for use in uses}
    for choice in choices:
        if choice.head.file in used:
            continue
        told, asked = _passed_over(choice) if choice.table in closed else not_used(choice)
        unused.append(told)
        questions += [asked] if asked else []
        findings.append(_said(told, choice, asked=asked is not None))
    if not {*(use.mapping.table for use in uses), *(one.mapping.table for one in mapped.sources)} & _SOLD:
        passed = [choice for choice in choices if choice.head.file not in used]
        questions += [asked for choice in passed if (asked := sales_elsewhere(choice)) is not None]
        findings += _undated([choice for choice in choices if choice.head.file in used])
        questions += [asked for choice in choices if (asked := months_asked(choice)) is not None]
    order = list(TABLES)
    kept = _without_what_others_fill(_grouped(uses))
    sources = sorted(kept, key=lambda source: order.index(source.mapping.table))
    ignored = tuple(file for file in mapped.ignored if file not in used)
    return Discovery(tuple(sources), ignored, tuple(findings), tuple(unused), tuple(questions))


def _undated(choices: Sequence[Choice]) -> list[Finding]:
    """What lists of customers say of who left, where nothing in the folder says when."""
    return [
        Finding("warning", "customers", f"{choice.head.file.name} lists customers{lacking_days(choice.head)}")
        for choice in choices
        if choice.table == "customers" and who_left(choice.head)
    ]


def _passed_over(choice: Choice) -> tuple[UnusedFile, None]:
    """A file of a table for which the mapping names other files."""
    name, table = choice.head.file.name, choice.table
    told = f"looks like {table}, but the mapping names other files of {table}"
    return UnusedFile(name, told, (), f"add it to files of [tables.{table}], or with_others = true"), None


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
    if choice.stranger is not None:
        return Finding("info", "", f"{told.file} {told.why}: not used")
    claimed = [one.table for one in choice.claims]
    table = next(iter([*claimed, *(one.table for one in choice.others if one.named)]), "")
    return Finding("problem" if table or asked else "warning", table, f"{told.file} {told.why}: not used")


def _nothing(located: Located, findings: list[Finding]) -> UsageError:
    findings.sort(key=lambda finding: finding.severity != "problem")
    odd = [file.name for file in located.found if _is_odd(file)]
    if not findings or len(odd) == len(located.found):
        return UsageError(
            f"no table was found in {located.name}: {_seen(located, odd)}. What is read: {READ}"
        )
    reasons = "; ".join(finding.message for finding in findings[:3])
    return UsageError(
        f"no table was recognised in {located.name}: {reasons}. Name the files and columns in {CONFIG_NAME}"
    )


def _is_odd(file: SourceFile) -> bool:
    """Whether a file is called like something else than a table; one without an ending says nothing."""
    return file.kind == "text" and not file.is_fetched and ending(file.path.name) not in ("", *ENDINGS)


def _seen(located: Located, odd: Sequence[str]) -> str:
    """What there is instead of files that can be read."""
    others = [*odd, *located.others]
    if not others:
        return "it is empty"
    return f"no table is kept in files of the kind of {listing(others)}"


def table_named(file: SourceFile) -> str | None:
    """The table that the name of a file, or else of its folder, points to."""
    return next((table for name in file.names if (table := table_of_name(name))), None)


def unread(file: SourceFile, error: UsageError | str) -> UnusedFile:
    """A file that cannot be read, with what is wrong with it, which says what to do too."""
    return UnusedFile(file.name, str(error).removeprefix(f"{file.name} "))


def left_out(file: SourceFile, error: UsageError, table: str = "") -> Finding:
    """What to say of a file that cannot be read: a problem, unless it may never have been a table."""
    table = table or table_named(file) or ""
    never_meant = not table and ending(file.path.name) in AMBIGUOUS_ENDINGS
    return Finding("warning" if never_meant else "problem", table, str(error))
