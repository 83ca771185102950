"""Write the customer list to a file: beside the user, never into the book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.views.results import DeskView


def write_customers(
    view: DeskView, columns: Sequence[str], folder: Path, book_folders: Sequence[Path] = ()
) -> str:
    """Write the list as it is shown to a new CSV file in `folder` and say what was written.

    Runs in the worker thread. Raises UsageError inside a book's folder or where writing fails.
    """
    # polars is there once a view is.
    import polars as pl  # noqa: PLC0415

    from holdfast.export import write_file  # noqa: PLC0415
    from holdfast.views.results import TableView  # noqa: PLC0415

    here = folder.resolve()
    if any(here.is_relative_to(book.resolve()) for book in book_folders):
        raise UsageError(f"{here} belongs to the book, which is never written to: start in another directory")
    names = list(dict.fromkeys(columns))
    frame = pl.DataFrame(dict(view.customers.fetch(0, len(view.customers), names))).select(names)
    path = _unused(folder, f"customers-{view.moment.as_of}")
    try:
        write_file(TableView("customers", view.moment, frame), path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return safe(f"{frame.height:,} customers to {path}")


def _unused(folder: Path, stem: str) -> Path:
    path = folder / f"{stem}.csv"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.csv"
        number += 1
    return path
