"""Rows of words: a name, and as much of a sentence as fits; the note says the rest."""

from __future__ import annotations

from holdfast_tui.panes.table import GAP, TableColumn, TablePane

LEAST_SENTENCE = 14


class SentencesPane(TablePane):
    """A table whose last column takes what the others leave."""

    rest = ""
    """Title of that column, whose name is `rest`."""
    beside: tuple[TableColumn, ...] = ()
    """The columns between the name and the sentence."""

    def resized(self) -> None:
        """The sentence takes what the names leave."""
        self.table = self.beside
        super().resized()
        others = sum(GAP + column.width for column in self._shown)
        room = max(LEAST_SENTENCE, self.line_width - self._lead_cells - others - GAP)
        self.table = (*self.beside, TableColumn("rest", self.rest, room, "left", words=True))
        super().resized()
