"""What the room data gets: frozen results. Like views/results.py it needs no polars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from holdfast.answers.moment import Moment
from holdfast.views.results import RowSource

if TYPE_CHECKING:
    # Only named in annotations: the desk knows these types before it can afford to import polars.
    from holdfast.schema.receipt import Question, StatusCount

RemarkKind = Literal["question", "problem", "warning", "known", "info"]


@dataclass(frozen=True)
class Remark:
    """What is asked or said about the files, in a sentence; a question has the lines that may answer it."""

    kind: RemarkKind
    sentence: str
    question: Question | None = None


@dataclass(frozen=True)
class FileUse:
    """What one file became; `table` is empty where no table is read from it, and `next` says what to do.

    `read = used + quarantined + left_out + not_data`; `cells` were set aside in used rows.
    """

    file: str
    table: str
    read: int = 0
    used: int = 0
    quarantined: int = 0
    left_out: int = 0
    not_data: int = 0
    cells: int = 0
    found: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    next: str = ""


@dataclass(frozen=True)
class ColumnUse:
    """What one column of a file became: `canonical` is empty where it is not used.

    `own`: the word of the field that it is all the same, where it is kept as a column of the user's own.
    `source` is the file's own header, or an SQL expression over several where it is `derived`.
    """

    file: str
    table: str
    canonical: str
    source: str
    derived: bool = False
    samples: tuple[str, ...] = ()
    own: str = ""


@dataclass(frozen=True)
class Lock:
    """A table that the book lacks, and what it would make possible."""

    table: str
    unlocks: str


class AsideRows(RowSource, Protocol):
    """Rows in quarantine and cells set aside: `kind`, `file`, `place`, `column`, `text`, `reason`.

    `place` is the number of the line as it is written in an editor.
    """

    def place_at(self, index: int) -> tuple[str, int]:
        """The file and the line from which a row came."""


@dataclass(frozen=True, eq=False)
class DataRoomView:
    """Everything the room data shows; `remarks` are questions, then findings, the gravest first."""

    moment: Moment
    remarks: tuple[Remark, ...]
    files: tuple[FileUse, ...]
    columns: tuple[ColumnUse, ...]
    statuses: tuple[StatusCount, ...]
    aside: AsideRows
    locked: tuple[Lock, ...]
