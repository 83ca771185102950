"""Write a list to a file: beside the user, never into the book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.own.files import private_file
from holdfast.words.interface.chosen import in_english
from holdfast_tui.look.present import plural
from holdfast_tui.safe_text import safe
from holdfast_tui.sitting.files.targets import refuse_book_folder, unused

if TYPE_CHECKING:
    import polars as pl

    from holdfast.answers.moment import Moment
    from holdfast.engine import Engine
    from holdfast.query import Query
    from holdfast.rows.rowset import RowSet
    from holdfast.views.results import RowSource, TableView
    from holdfast.views.seals.made import Sealing


@dataclass(frozen=True, eq=False)
class Listing:
    """What to write: `frame` answers its rows, in the worker thread; `subject` is what each of them is.

    `marked`: so many rows are marked and only they are meant; None where the whole list is. `sealing`: what
    its seal says of the book, asked in the worker thread too.
    """

    moment: Moment
    subject: str
    frame: Callable[[], pl.DataFrame]
    marked: int | None = None
    sealing: Callable[[], Sealing | None] = lambda: None

    @property
    def stem(self) -> str:
        """The name of its file, without an ending."""
        of = "marked-" if self.marked else ""
        return f"{self.subject or 'row'}s-{of}{self.moment.as_of}".replace(" ", "-")

    @property
    def words(self) -> str:
        """What is written, as far as is known before its rows are counted."""
        return (
            str(plural(self.marked, "marked row")) if self.marked else f"all {self.subject or 'row'}s listed"
        )

    def counted(self, found: int) -> str:
        """So many rows, in words: marked ones that the list does not know are owned up to."""
        if self.marked is None:
            return plural(found, self.subject or "row")
        whole = plural(self.marked, "marked row")
        return whole if found == self.marked else f"{found:,} of {whole}"


def write_listing(listing: Listing, path: Path, book_folders: Sequence[Path] = ()) -> str:
    """Write a list as it is shown to a new file, in the format of its ending, and say what was written.

    Runs in the worker thread. Raises UsageError inside a book's folder, where no marked row is at hand, for a
    file that is there already, or where writing fails.
    """
    # polars is there once a view is.
    from holdfast.export.results import write_file  # noqa: PLC0415
    from holdfast.views.results import TableView  # noqa: PLC0415

    refuse_book_folder(path.parent, book_folders)
    # What programs read is English, whoever writes it.
    with in_english():
        frame = listing.frame()
    if listing.marked and frame.is_empty():
        raise UsageError(f"None of the {plural(listing.marked, 'marked row')} is in this list.")
    try:
        view = TableView(f"{listing.subject or 'row'}s", listing.moment, frame)
        write_file(view, path, sealing=listing.sealing())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return safe(f"{listing.counted(frame.height)} to {path}")


def write_page(
    content: bytes, stem: str, ending: str, folder: Path, book_folders: Sequence[Path] = ()
) -> Path:
    """Write a page or a message to a new file in `folder`, for nobody else to read, and answer its path.

    Raises UsageError inside a book's folder, or where writing fails.
    """
    refuse_book_folder(folder, book_folders)
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in stem)
    path = unused(folder / f"{plain[:_LONGEST_STEM]}.{ending}")
    try:
        private_file(path).write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return path


_LONGEST_STEM: Final = 80


def rows_of(rows: RowSource, columns: Sequence[str]) -> pl.DataFrame:
    """The rows of a list as it is shown, in the worker thread."""
    import polars as pl  # noqa: PLC0415 - there once a view is

    names = list(dict.fromkeys(columns))
    return pl.DataFrame(dict(rows.fetch(0, len(rows), names))).select(names)


def table_of(engine: Engine, query: Query, subject: str, marks: RowSet) -> pl.DataFrame:
    """The rows of one of TABLES, or those of them that are marked, in the worker thread."""
    frame = TABLES[subject](engine, query).frame
    return frame.filter(frame[f"{subject}_id"].is_in(sorted(marks.ids))) if marks else frame


TABLES: Final[Mapping[str, Callable[[Engine, Query], TableView]]] = {
    "flag": lambda engine, query: engine.flags(query),
    "rep": lambda engine, query: engine.reps(query),
    "stage": lambda engine, query: engine.pipeline(query),
}
"""What the engine is asked for where a list shows less than its rows hold, by what a row is."""
