"""What every room does with marked rows: mark, count, copy and export them. The store keeps the marks.

A pane takes part where it names its `subject` and its rows have identities: a `Grid` over `KeyedRows`, or a
`TablePane` whose `show_rows` gets them as keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from holdfast.errors import UsageError
from holdfast.rows.rowset import NO_ROWS, RowSet
from holdfast_tui.commands.declared import Situation
from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.look.dressed import look_of
from holdfast_tui.screens.chooser import format_chooser
from holdfast_tui.screens.copying import MOST_ROWS, cell_text, marked_texts, row_text
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.exporting import Listing, write_listing
from holdfast_tui.sitting.jobs import Answer
from holdfast_tui.sitting.session import Session
from holdfast_tui.terminal import clipboard
from holdfast_tui.widgets.footer import Tone

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment

CUSTOMER = "customer"
MOST_FILTERED = 100
"""So many ids make a filter that can still be read."""


class MarkingScreen(Screen[None]):
    """The part of a room that deals with marked rows."""

    session: Session

    # What a room defines

    def panes(self) -> Sequence[Any]:
        """The panes of the room."""
        raise NotImplementedError

    def moment_shown(self) -> Moment | None:
        """The moment of the answer on show."""
        raise NotImplementedError

    def say(self, text: str, tone: Tone = "text") -> None:
        """Say one thing at the bottom."""
        raise NotImplementedError

    def list_pane(self) -> LineList | None:
        """The list that marks and exports are about: the one with the keys."""
        pane = self.focused
        is_list = isinstance(pane, Grid) or (isinstance(pane, LineList) and bool(pane.subject))
        return pane if is_list and isinstance(pane, LineList) else None

    # Showing

    def marks_of(self, pane: LineList | None) -> RowSet:
        """The marked rows of a pane's subject, on show or not."""
        return self.session.store.state.marks.get(pane.subject, NO_ROWS) if pane else NO_ROWS

    def show_marks(self) -> None:
        """Every pane marks its rows."""
        for pane in self.panes():
            if isinstance(pane, LineList) and pane.subject:
                pane.show_marks(self.marks_of(pane))

    def marked_words(self) -> str:
        """How many rows are marked, and how many of them this list does not show."""
        pane = self.list_pane()
        marks = self.marks_of(pane)
        if pane is None or not marks:
            return ""
        hidden = len(marks - pane.keys())
        dot = look_of(self).glyphs.separator
        return f"{len(marks):,} marked" + (f" {dot} {hidden:,} not shown" if hidden else "")

    def with_marks(self, at: Situation) -> Situation:
        """The situation with what can be marked, copied and exported."""
        pane = self.list_pane()
        marked = len(self.marks_of(pane))
        has_rows = pane is not None and bool(pane.subject) and pane.rows > 0
        return replace(
            at,
            can_mark=has_rows and pane is self.focused,
            can_mark_all=has_rows,
            marked=marked,
            no_marked_filter=_no_filter(pane, marked),
            can_export=isinstance(pane, Grid) and pane.source is not None,
        )

    # Marking

    def action_mark(self) -> None:
        """Mark or unmark the row under the cursor, and step down."""
        pane = self.list_pane()
        key = pane.identity_at(pane.row) if pane else None
        if pane is None or key is None:
            self.say("This row has no id in the data, so it cannot be marked.", "severity-high")
            return
        self._mark(pane, self.marks_of(pane) ^ RowSet.of(key))
        pane.action_cursor("down")

    def action_mark_all(self) -> None:
        """Mark every row of the list."""
        if pane := self.list_pane():
            self._mark(pane, self.marks_of(pane) | pane.keys())

    def action_mark_invert(self) -> None:
        """Turn the marks of the list round; those not shown stay."""
        if pane := self.list_pane():
            self._mark(pane, self.marks_of(pane) ^ pane.keys())

    def action_mark_clear(self) -> None:
        """Unmark every row."""
        if pane := self.list_pane():
            count = len(self.marks_of(pane))
            self._mark(pane, NO_ROWS)
            self.say(f"Unmarked {present.plural(count, 'row')}.")

    def _mark(self, pane: LineList, rows: RowSet) -> None:
        self.session.store.mark(pane.subject, rows)

    # Copying and exporting

    def action_copy(self) -> None:
        """Copy the cell under the cursor, or that column of the marked rows."""
        if not self._copy_marked(whole=False):
            self._copy(cell_text(self.focused), "the cell")

    def action_copy_row(self) -> None:
        """Copy the row under the cursor, or the marked rows."""
        if not self._copy_marked(whole=True):
            self._copy(row_text(self.focused), "the row")

    def _copy_marked(self, *, whole: bool) -> bool:
        pane = self.list_pane()
        marked = len(self.marks_of(pane))
        if pane is None or pane is not self.focused or not marked:
            return False
        if marked > MOST_ROWS:
            self.say(f"{marked:,} marked rows are too many to copy: export them with e.", "severity-high")
            return True
        texts = marked_texts(pane, whole=whole)
        if not texts:
            self.say(f"None of the {marked:,} marked rows is in this list.", "severity-high")
            return True
        what = present.plural(marked, "marked row")
        told = f"{what}" if len(texts) == marked else f"{len(texts):,} of {what}"
        self._copy("\n".join(texts), told if whole else f"one column of {told}")
        return True

    def _copy(self, text: str, what: str) -> None:
        made = clipboard.copy(text, what, self.session.capabilities)
        if made.sequence:
            self.session.write_to_terminal(made.sequence)
        self.say(made.sentence, "text" if made.sequence else "severity-high")

    def action_export(self) -> None:
        """Write the marked rows, or the whole list, to a file in the current directory."""
        pane, moment = self.list_pane(), self.moment_shown()
        if not isinstance(pane, Grid) or moment is None:
            return
        source, keyed, marks = pane.source, pane.keyed, self.marks_of(pane)
        if source is None:
            return
        names = tuple(column.name for column in pane.columns)
        listing = Listing(
            moment=moment,
            subject=pane.subject,
            columns=("customer_id", *names) if pane.subject == CUSTOMER else names,
            rows=lambda: keyed.only(marks) if keyed is not None and marks else source,
            marked=len(marks) or None,
        )
        self.app.push_screen(format_chooser(), lambda ending: self._export(listing, ending))

    def _export(self, listing: Listing, ending: str | None) -> None:
        if ending is None:
            return
        folders = self.session.book_folders
        self.session.jobs.ask(
            "export",
            lambda: write_listing(listing, Path.cwd(), folders, ending),
            while_open(self, self._exported),
        )

    def _exported(self, answer: Answer) -> None:
        if answer.error is None:
            self.say(f"Wrote {answer.value}")
        elif isinstance(answer.error, UsageError):
            self.say(str(answer.error), "error")
        else:
            raise answer.error


def _no_filter(pane: LineList | None, marked: int) -> str | None:
    """Why the marked rows cannot be filtered by."""
    if pane is None or pane.subject != CUSTOMER:
        return "Only marked customers can be filtered by: = filters by the row under the cursor."
    if marked > MOST_FILTERED:
        return f"{marked:,} rows are marked, and a filter takes {MOST_FILTERED} at most: export them with e."
    return None
