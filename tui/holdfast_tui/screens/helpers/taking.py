"""What `y`, `Y` and `e` take out of a list: text that was made safe for the clipboard, rows for a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from textual.screen import Screen
from textual.widget import Widget

from holdfast.rows.rowset import NO_ROWS
from holdfast.views.results import KeyedRows
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.panes import KpiStrip
from holdfast_tui.screens.dialogs.forms.export import ExportForm
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.marks import CUSTOMER, Marks
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.exporting import Listing, rows_of, table_of, write_listing
from holdfast_tui.sitting.files.targets import target_of, unused
from holdfast_tui.sitting.jobs import Answer, hand_over
from holdfast_tui.sitting.session import Action, Engine, Session
from holdfast_tui.terminal import clipboard

if TYPE_CHECKING:
    from holdfast.views.seals.made import Sealing

MOST_ROWS: Final = 5_000
"""More rows than a terminal's clipboard takes are not even put into words."""


Again: TypeAlias = Callable[[str | None], Callable[[Engine], Any] | None]
"""By the id of a pane, what gave the answer on show, to be asked once more."""


class Taking:
    """Copies and exports what is under the cursor, or the marked rows.

    `again`: files are English whatever the screen speaks, so that a list with sentences is asked for anew.
    """

    def __init__(
        self, screen: Screen[Any], session: Session, bars: Bars, marks: Marks, again: Again = lambda _: None
    ) -> None:
        self._screen, self._session, self._bars, self._marks = screen, session, bars, marks
        self._again = again

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {"copy": self.copy_cell, "copy.row": self.copy_row, "export": self.export}

    def copy_cell(self) -> None:
        """Copy the cell under the cursor, or that column of the marked rows."""
        if not self._copy_marked(whole=False):
            self.copy_text(cell_text(self._screen.focused), "the cell")

    def copy_row(self) -> None:
        """Copy the row under the cursor, or the marked rows."""
        if not self._copy_marked(whole=True):
            self.copy_text(row_text(self._screen.focused), "the row")

    def _copy_marked(self, *, whole: bool) -> bool:
        pane = self._marks.pane
        marked = len(self._marks.of(pane))
        if pane is None or pane is not self._screen.focused or not marked:
            return False
        if marked > MOST_ROWS:
            self._refuse(f"{marked:,} marked rows are too many to copy: export them with e.")
            return True
        texts = marked_texts(pane, whole=whole)
        if not texts:
            self._refuse(f"None of the {marked:,} marked rows is in this list.")
            return True
        what = present.plural(marked, "marked row")
        told = what if len(texts) == marked else f"{len(texts):,} of {what}"
        self.copy_text("\n".join(texts), told if whole else f"one column of {told}")
        return True

    def copy_text(self, text: str, what: str) -> str:
        """Copy a text that was made safe, and answer what was said; `what` names it for the user."""
        made = clipboard.copy(text, what, self._session.capabilities)
        if made.sequence:
            self._session.write_to_terminal(made.sequence)
        self._bars.say(made.sentence, "text" if made.sequence else "severity-high")
        return made.sentence

    def _refuse(self, sentence: str) -> None:
        self._bars.say(sentence, "severity-high")

    def export(self) -> None:
        """Write the marked rows, or the whole list, to a file."""
        listing = self._listing()
        if listing is not None:
            self.export_listing(listing)

    def export_listing(self, listing: Listing) -> None:
        """Ask where it goes and in which format, and write it there."""
        folders = self._session.book_folders
        folder, ending = self._session.target.read(folders)

        def understood(text: str, chosen: str) -> Path:
            return target_of(text, f"{listing.stem}.{chosen}", chosen, folders)

        form = ExportForm(listing.words, unused(folder / f"{listing.stem}.{ending}"), understood)
        self._screen.app.push_screen(form, partial(self._write, listing))

    def _write(self, listing: Listing, path: Path | None) -> None:
        if path is None:
            return
        self._session.target.keep(path)
        folders = self._session.book_folders
        self._session.jobs.ask(
            "export",
            lambda: write_listing(listing, path, folders),
            while_open(self._screen, self._exported),
        )

    def _listing(self) -> Listing | None:
        pane, moment, engine = self._marks.pane, self._bars.moment, self._session.engine
        if moment is None:
            return None
        marks, query = self._marks.of(pane), self._session.store.query

        def sealing() -> Sealing | None:
            return None if engine is None else engine.sealing(query)

        if engine is not None and (subject := self._marks.asked):
            marks = marks if pane is self._screen.focused else NO_ROWS
            return Listing(
                moment, subject, lambda: table_of(engine, query, subject, marks), len(marks) or None, sealing
            )
        if not isinstance(pane, Grid) or (source := pane.source) is None:
            return None
        titles, again, pick = [column.name for column in pane.columns], self._again(pane.id), pane.picks()
        names = ["customer_id", *titles] if pane.subject == CUSTOMER else titles

        def listed() -> Any:
            rows = source if engine is None or again is None or pick is None else pick(again(engine))
            return rows_of(rows.only(marks) if isinstance(rows, KeyedRows) and marks else rows, names)

        return Listing(moment, pane.subject, listed, len(marks) or None, sealing)

    def _exported(self, answer: Answer[str]) -> None:
        hand_over(
            answer,
            lambda told: self._bars.say(f"Wrote {told}"),
            lambda error: self._bars.say(str(error), "error"),
        )


def cell_text(pane: Widget | None) -> str:
    """The cell under the cursor; the whole line where a pane has no cells; "" where there is nothing."""
    if isinstance(pane, Grid) and pane.rows and pane.columns:
        return _cell(pane, pane.column)
    return row_text(pane)


def row_text(pane: Widget | None) -> str:
    """The row under the cursor, cells separated by tabs."""
    if isinstance(pane, KpiStrip):
        return str(pane.note_for_focused)
    if isinstance(pane, Grid) and pane.rows:
        return "\t".join(_cell(pane, index) for index in range(len(pane.columns)))
    return _line(pane, pane.row) if isinstance(pane, LineList) and pane.rows else ""


def marked_texts(pane: LineList, *, whole: bool) -> list[str]:
    """A line per marked row that the list knows: its cell in the current column, or the `whole` row."""
    if not isinstance(pane, Grid):
        return [_line(pane, row) for row in range(pane.rows) if pane.is_marked(row)]
    if pane.keyed is None or not pane.columns:
        return []
    rows = pane.keyed.only(pane.marks)
    columns = pane.columns if whole else (pane.columns[pane.column],)
    values = rows.fetch(0, len(rows), [column.name for column in columns])
    by_column = [[_text(column, value, pane.currency) for value in values[column.name]] for column in columns]
    return ["\t".join(cells) for cells in zip(*by_column, strict=True)]


def _line(pane: LineList, row: int) -> str:
    return "".join(piece.text for piece in pane.paint_row(row, 400)).strip()


def _cell(grid: Grid, index: int) -> str:
    column = grid.columns[index]
    return _text(column, grid.value(grid.row, column.name), grid.currency)


def _text(column: GridColumn, value: Any, currency: str) -> str:
    if column.kind == "trend":
        return " ".join(f"{amount:g}" for amount in value or () if amount is not None)
    if column.is_severity:
        return str(value or "none")
    return str(present.cell(column.kind, value, currency))
