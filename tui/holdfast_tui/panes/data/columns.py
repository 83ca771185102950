"""Which column of a file became what, with a few of its values; and which are not used."""

from __future__ import annotations

from holdfast.views.data.view import ColumnUse, DataRoomView
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import ChangeColumn
from holdfast_tui.panes.data.sentences import SentencesPane
from holdfast_tui.panes.data.words import said
from holdfast_tui.panes.state import settled
from holdfast_tui.panes.table import TableColumn
from holdfast_tui.safe_text import literal, safe

NOT_USED = "not used"
OWN = "own"


class DataColumnsPane(SentencesPane):
    """A row per column of each file; enter says what it means."""

    name_of_pane = "Columns"
    lead = "Became"
    lead_width = 16, 28
    rest = "Values"
    beside = (
        TableColumn("source", "From the column", 24, "left", words=True),
        TableColumn("file", "File", 20, "left", rank=1, words=True),
    )
    table = beside
    note_height = 2
    marks_place = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.uses: tuple[ColumnUse, ...] = ()

    def show(self, view: DataRoomView) -> None:
        """Show the columns of all files."""
        self.uses = view.columns
        own = sum(1 for one in view.columns if one.own)
        unused = sum(1 for one in view.columns if not one.canonical and not one.own)
        told = [self.name_shown, said("{n} used", n=present.count(len(view.columns) - unused - own))]
        if own:
            told.append(said("{n} own", n=present.count(own)))
        if unused:
            told.append(said("{n} not used", n=present.count(unused)))
        self.set_title(literal(f" {self.glyphs.separator} ".join(told)))
        self.show_rows([(one.file, one.table, one.canonical, one.source) for one in view.columns])
        if not view.columns:
            self.set_state(settled(said("No file was read.")))

    def stand_on(self, file: str, table: str) -> None:
        """Put the cursor on the first column of a file."""
        rows = enumerate(self.uses)
        found = next((row for row, one in rows if (one.file, one.table) == (file, table)), None)
        if found is not None:
            self.set_rows(self.rows, found, found)
            self.refresh_foot()

    def lead_cell(self, row: int) -> Line:
        """The table and the canonical name."""
        one = self.uses[row]
        if one.own:
            return [span(f"{said(OWN)} ", "muted"), Span(safe(one.own))]
        if not one.canonical:
            return [span(said(NOT_USED), "muted")]
        return [span(f"{one.table}.", "muted"), Span(safe(one.canonical), "header")]

    def cell(self, row: int, name: str) -> Line:
        """Where it comes from, and what is in it."""
        one = self.uses[row]
        if name == "file":
            return [Span(safe(one.file), "muted")]
        if name == "source":
            arrow = span(f"{self.glyphs.came_from} " if one.canonical else "  ", "accent")
            source = one.source if one.derived else f'"{one.source}"'
            return [arrow, Span(safe(source), "text" if one.canonical else "muted")]
        return [Span(safe(self._samples(one)), "muted")]

    def _samples(self, one: ColumnUse) -> str:
        return f" {self.glyphs.separator} ".join(one.samples)

    def note(self, row: int) -> str:
        """The column in a sentence."""
        one = self.uses[row]
        became = f"{one.table}.{one.canonical}" if one.canonical else said(NOT_USED)
        if one.own:
            became = said("the own column {column} of {table}", column=one.own, table=one.table)
        by, column = "computed by {source}", 'from the column "{source}"'
        source = said(by if one.derived else column, source=one.source)
        values = said(", such as {values}", values=self._samples(one)) if one.samples else ""
        told = "{became}, {source} of {file}{values}."
        return said(told, became=became, source=source, file=one.file, values=values)

    def open_row(self, row: int) -> None:
        """Say what the column means."""
        self.post_message(ChangeColumn(self.uses[row]))
