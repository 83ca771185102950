"""What intake did with every row, file by file: the receipt a user can check the export against."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

Severity = Literal["info", "known", "warning", "problem"]
"""How much a remark matters. With a `problem`, figures may be wrong until somebody has settled it; what is
`known` was a problem or a warning, and the book says that it is accepted."""

FoundBy = Literal["mapping", "preset", "name", "header"]
"""What a file was recognised by first: the user's mapping, a vendor's signature, its name, or its columns."""

QUARANTINE_SCHEMA: Final = pl.Schema(
    {
        "table": pl.String,
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.String,
        "text": pl.String,
        "reason": pl.String,
    }
)
"""One row per quarantined input row: where it stands, the offending text, and why."""

CELLS_SCHEMA: Final = QUARANTINE_SCHEMA
"""One row per cell set aside: the row counts without it."""


@dataclass(frozen=True)
class Question:
    """What only the user can answer, about one file or (`file` empty) the whole book.

    `paste` is what to write into holdfast.toml, one answer a line, or a section each; more than one where
    there is a choice. `table`: the one in whose section a line belongs; empty where sections are pasted.
    """

    file: str
    column: str
    question: str
    paste: str
    table: str = ""

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be pasted, each by itself."""
        lines = [line for line in self.paste.splitlines() if line.strip()]
        starts = [at for at, line in enumerate(lines) if line.startswith("[") or not lines[0].startswith("[")]
        ends = [*starts[1:], len(lines)]
        return tuple("\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True))

    @property
    def choices(self) -> tuple[str, ...]:
        """What tells each of `answers` from the others, in one line."""
        written = [answer.splitlines() for answer in self.answers]
        shared = set.intersection(*map(set, written)) if len(written) > 1 else set()
        own = ([line for line in lines if line not in shared] for lines in written)
        return tuple("  ".join(lines) for lines in own)


@dataclass(frozen=True)
class StatusCount:
    """One word of a status column: how many rows have it, what it means, and whether they count."""

    table: str
    file: str
    column: str
    word: str
    rows: int
    means: str
    counted: bool


@dataclass(frozen=True)
class LineInFile:
    """A line of a text file (`lines`: numbers and texts around it), or a row of another (`cells`)."""

    file: str
    line: int
    lines: tuple[tuple[int, str], ...] = ()
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Lacking:
    """A file that is to become a table and lacks columns that the table cannot do without.

    `headers` are those of the file; `columns` pairs canonical names with those that are settled.
    """

    table: str
    file: str
    missing: tuple[str, ...]
    headers: tuple[str, ...]
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class UnusedFile:
    """A file of the folder that no table is read from: why, which columns it lacks, and how to get it in."""

    file: str
    why: str
    missing: tuple[str, ...] = ()
    next: str = ""


@dataclass(frozen=True)
class FileReceipt:
    """What became of the rows of one file for one table.

    `rows_read = used + quarantined + left_out + not_data`, always; `cells_set_aside` are cells of used rows.
    `columns` pairs canonical names with the file's own, or with SQL for those that are `derived`; `why` says
    in words what spoke for this table. `settings` are the further keys of its mapping and their TOML.
    `samples` pairs the file's own columns with a few of their values. `own_columns` pairs words of fields
    with those of the unused columns that are kept as such.
    """

    table: str
    file: str
    rows_read: int
    used: int
    quarantined: int
    left_out: int
    not_data: int
    found_by: FoundBy
    columns: tuple[tuple[str, str], ...] = ()
    unused_columns: tuple[str, ...] = ()
    dialect: str = ""
    notes: tuple[str, ...] = ()
    why: str = ""
    cells_set_aside: int = 0
    derived: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    samples: tuple[tuple[str, tuple[str, ...]], ...] = ()
    own_columns: tuple[tuple[str, str], ...] = ()

    @property
    def not_used(self) -> tuple[str, ...]:
        """Columns that nothing comes of."""
        kept = {header for _, header in self.own_columns}
        return tuple(header for header in self.unused_columns if header not in kept)


@dataclass(frozen=True)
class Finding:
    """One remark of the integrity report, in a sentence."""

    severity: Severity
    table: str
    message: str

    @property
    def sentence(self) -> str:
        """The remark with the table it is about, where one is known."""
        return f"{self.table}: {self.message}" if self.table else self.message


def accepted(findings: Sequence[Finding], known: Sequence[str], mapping: str) -> tuple[Finding, ...]:
    """The remarks, of which problems and warnings with a sentence in `known` are `known`.

    A sentence that no remark has any more is told, so that it does not hide another one day.
    """
    if not known:
        return tuple(findings)
    meant = {told: _meant(told, findings) for told in known}
    every = set[int]().union(*meant.values())
    done = [
        replace(one, severity="known") if number in every and one.severity in ("problem", "warning") else one
        for number, one in enumerate(findings)
    ]
    gone = [
        Finding("info", "", f"nothing is to be said any more that {mapping} calls known: {told}")
        for told, numbers in meant.items()
        if not numbers
    ]
    return (*done, *gone)


def says(finding: Finding, told: str) -> bool:
    """Whether a sentence of `known` is about a remark."""
    return bool(_meant(told, [finding]))


def _meant(told: str, findings: Sequence[Finding]) -> set[int]:
    """The numbers of the remarks that a sentence of `known` is about: in English, else as it is shown."""
    pattern = _pattern(told)
    return {number for number, one in enumerate(findings) if _is(one, pattern)} or {
        number for number, one in enumerate(findings) if _is_shown(one, pattern)
    }


def _is(finding: Finding, pattern: str) -> bool:
    return fnmatchcase(finding.sentence, pattern) or fnmatchcase(finding.message, pattern)


def _is_shown(finding: Finding, pattern: str) -> bool:
    """Whether that is what somebody reads who has chosen another language, or its numbers alone."""
    from holdfast.words.interface.chosen import INTERFACE_LANGUAGES  # noqa: PLC0415 - few books need it
    from holdfast.words.interface.forms import ENGLISH, FORMS  # noqa: PLC0415
    from holdfast.words.interface.sentences import REMARKS, told_in  # noqa: PLC0415

    shown = (
        told_in(spoken, text, REMARKS, form)
        for spoken in INTERFACE_LANGUAGES
        for form in (FORMS[spoken], ENGLISH)
        for text in (finding.sentence, finding.message)
    )
    plain = _with_spaces(pattern)
    return any(fnmatchcase(_with_spaces(one), plain) for one in shown)


def _with_spaces(text: str) -> str:
    """A text in which every space is the same: those of French and of numbers are not copied by all."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _pattern(told: str) -> str:
    """A sentence as `fnmatch` reads it: nothing but `*` means anything else than itself."""
    return "".join(f"[{char}]" if char in "[?" else char for char in told)


@dataclass(frozen=True, eq=False)
class Receipt:
    """What became of the files of one book: rows, cells, words, and what is to be said or asked.

    `quarantine`: QUARANTINE_SCHEMA; `cells_set_aside`: CELLS_SCHEMA. `questions` are those of all files.
    """

    files: tuple[FileReceipt, ...] = ()
    findings: tuple[Finding, ...] = ()
    quarantine: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE_SCHEMA))
    not_used: tuple[UnusedFile, ...] = ()
    statuses: tuple[StatusCount, ...] = ()
    cells_set_aside: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CELLS_SCHEMA))
    questions: tuple[Question, ...] = ()

    @property
    def ignored_files(self) -> tuple[str, ...]:
        """The names of the files that no table is read from."""
        return tuple(file.file for file in self.not_used)

    def questions_of(self, file: str) -> tuple[Question, ...]:
        """What is asked about one file."""
        return tuple(question for question in self.questions if question.file == file)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The remarks that are problems, in their order."""
        return tuple(finding for finding in self.findings if finding.severity == "problem")

    @property
    def clean(self) -> bool:
        """Whether nothing had to be quarantined, nothing is a problem, and nothing is to be answered."""
        return self.quarantine.is_empty() and not self.problems and not self.questions
