"""Write a list to a file: beside the user, never into the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast_tui.look.present import plural
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment
    from holdfast.views.results import RowSource


@dataclass(frozen=True, eq=False)
class Listing:
    """What to write: `rows` answers them, in the worker thread; `subject` is what each of them is.

    `marked`: so many rows are marked and only they are meant; None where the whole list is.
    """

    moment: Moment
    subject: str
    columns: Sequence[str]
    rows: Callable[[], RowSource]
    marked: int | None = None

    def counted(self, found: int) -> str:
        """So many rows, in words: marked ones that the list does not know are owned up to."""
        if self.marked is None:
            return plural(found, self.subject or "row")
        whole = plural(self.marked, "marked row")
        return whole if found == self.marked else f"{found:,} of {whole}"


def write_listing(
    listing: Listing, folder: Path, book_folders: Sequence[Path] = (), ending: str = "csv"
) -> str:
    """Write a list as it is shown to a new file in `folder` with this ending, and say what was written.

    Runs in the worker thread. Raises UsageError inside a book's folder, where no marked row is at hand, or
    where writing fails.
    """
    # polars is there once a view is.
    import polars as pl  # noqa: PLC0415

    from holdfast.export import write_file  # noqa: PLC0415
    from holdfast.views.results import TableView  # noqa: PLC0415

    here = folder.resolve()
    if any(here.is_relative_to(book.resolve()) for book in book_folders):
        raise UsageError(f"{here} belongs to the book, which is never written to: start in another directory")
    rows = listing.rows()
    if listing.marked and not len(rows):
        raise UsageError(f"None of the {plural(listing.marked, 'marked row')} is in this list.")
    names = list(dict.fromkeys(listing.columns))
    frame = pl.DataFrame(dict(rows.fetch(0, len(rows), names))).select(names)
    view = f"{listing.subject or 'row'}s"
    stem = f"{view}-{'marked-' if listing.marked else ''}{listing.moment.as_of}".replace(" ", "-")
    path = _unused(folder, stem, ending)
    try:
        write_file(TableView(view, listing.moment, frame), path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return safe(f"{listing.counted(frame.height)} to {path}")


def _unused(folder: Path, stem: str, ending: str) -> Path:
    path = folder / f"{stem}.{ending}"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.{ending}"
        number += 1
    return path
