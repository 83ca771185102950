"""Every file of the folder: which table is read from it, and what became of its rows."""

from __future__ import annotations

from holdfast.views.data.view import DataRoomView, FileUse
from holdfast.words.interface.catalogue import colon
from holdfast.words.interface.sentences import translated, translated_after
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import ChangeTable, OpenColumns
from holdfast_tui.panes.data.words import CHECK, said
from holdfast_tui.panes.state import settled
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import literal, safe


class DataFilesPane(TablePane):
    """A row per file and table; enter goes to its columns, or says which table it is where it is none."""

    name_of_pane = "Files"
    lead = "File"
    lead_width = 14, 34
    note_height = 4
    marks_place = True
    table = (
        TableColumn("table", "Table", 13, "left", words=True),
        TableColumn("read", "Read", 6),
        TableColumn("used", "Used", 6, rank=3),
        TableColumn("quarantined", "Quar.", 5, rank=1),
        TableColumn("cells", "Cells", 5, rank=2),
        TableColumn("left_out", "Left out", 8, rank=4),
        TableColumn("not_data", "Not data", 8, rank=5),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.files: tuple[FileUse, ...] = ()

    def show(self, view: DataRoomView) -> None:
        """Show the files."""
        self.files = view.files
        used = {one.file for one in view.files if one.table}
        unused = {one.file for one in view.files} - used
        told = [self.name_shown, said("{n} used", n=present.count(len(used)))]
        if unused:
            told.append(said("{n} not used", n=present.count(len(unused))))
        self.set_title(literal(f" {self.glyphs.separator} ".join(told)))
        self.show_rows([(one.file, one.table) for one in view.files])
        if not view.files:
            self.set_state(settled(said("No file was read.")))

    def lead_cell(self, row: int) -> Line:
        """The file."""
        one = self.files[row]
        return [Span(safe(one.file), "text" if one.table else "muted")]

    def cell(self, row: int, name: str) -> Line:
        """One count, or the table."""
        one = self.files[row]
        if name == "table":
            whole = one.table and not one.missing
            return [Span(safe(one.table or said("not used")), "text" if whole else "severity-watch")]
        if not one.table or one.missing:
            return []
        number = int(getattr(one, name))
        lost = name in ("quarantined", "cells") and number
        quiet = "text" if number else "muted"
        return [Span(present.count(number), "severity-high" if lost else quiet)]

    def note(self, row: int) -> str:
        """What became of its rows, and why it was taken for what it is."""
        one = self.files[row]
        if not one.table:
            why = translated_after(one.file, one.why, CHECK)
            return f"{one.file}{colon()}{why}. {translated(one.next, CHECK)}".strip()
        if one.missing:
            missing = ", ".join(one.missing)
            told = "{file} as {table}: no column yet for {missing}. enter goes to its columns."
            return said(told, file=one.file, table=one.table, missing=missing)
        parts = (
            (one.used, "used"),
            (one.quarantined, "in quarantine"),
            (one.left_out, "left out"),
            (one.not_data, "not data"),
        )
        shares = " + ".join(
            f"{present.count(number)} {said(word)}" for number, word in parts if number or word == "used"
        )
        cells = ""
        if one.cells:
            cells = f" {said('{cells} set aside in used rows.', cells=present.plural(one.cells, 'cell'))}"
        found = f" {one.table}, {translated(one.found, CHECK)}"
        why = f"{found}{colon()}{translated(one.why, CHECK)}." if one.why else f"{found}."
        notes = f" {'; '.join(one.notes)}." if one.notes else ""
        read = said("{rows} read = {shares}.", rows=present.plural(one.read, "row"), shares=shares)
        return f"{one.file}{colon()}{read}{cells}{why}{notes}"

    @property
    def file(self) -> FileUse | None:
        """The one under the cursor."""
        return self.files[self.row] if self.row < len(self.files) else None

    def ask_for_table(self) -> None:
        """Say which table the file under the cursor is."""
        if self.file is not None:
            self.post_message(ChangeTable(self.file.file, self.file.table))

    def open_row(self, row: int) -> None:
        """Go to the columns of the file; where it is not used, say which table it is."""
        one = self.files[row]
        self.post_message(OpenColumns(one.file, one.table) if one.table else ChangeTable(one.file, one.table))
