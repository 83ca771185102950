"""What can be chosen in the room data: answers, what a column is, which table a file is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from holdfast_tui.messages import ChangeColumn, ChangeTable, OpenRemark
from holdfast_tui.panes.data.files import DataFilesPane
from holdfast_tui.screens.dialogs.chooser import one_of
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.helpers.mapping.amending import Amending
from holdfast_tui.screens.helpers.mapping.choosers import column_chooser, table_chooser
from holdfast_tui.sitting.files.changes import NOT_USED, answering, becoming, filling
from holdfast_tui.sitting.session import Session

if TYPE_CHECKING:
    from holdfast.views.data.view import ColumnUse


class Choosing:
    """Offers what may be chosen, and hands what was chosen to the draft."""

    def __init__(self, screen: Screen[Any], session: Session, draft: Amending, files: DataFilesPane) -> None:
        self._screen, self._session, self._draft, self._files = screen, session, draft, files
        self._unfinished: tuple[str, str] | None = None

    def just_begun(self) -> tuple[str, str] | None:
        """The file, and its table, whose columns are to be chosen since just now."""
        trial = self._draft.trial
        lacking = trial.lacking if trial is not None else None
        before, self._unfinished = self._unfinished, (lacking.file, lacking.table) if lacking else None
        return self._unfinished if self._unfinished != before else None

    def open_remark(self, message: OpenRemark) -> None:
        """Offer the answers of a question; of a finding, show all of it."""
        remark = message.remark
        if (question := remark.question) is None or self._session.sealed:
            page = Reader("About the files", [("", [(remark.kind.capitalize(), remark.sentence)])], 10)
            self._screen.app.push_screen(page)
            return

        def chosen(answer: str | None) -> None:
            if answer is not None:
                self._draft.change(answering(question, answer))

        answers = tuple(zip(question.answers, question.choices, strict=True))
        self._screen.app.push_screen(one_of("Answer", answers), chosen)

    def ask_for_meaning(self, message: ChangeColumn) -> None:
        """Offer what a column may be."""
        use = message.use
        if self._session.sealed:
            self._draft.refuse(self._session.sealed)
            return
        if use.derived:
            self._draft.refuse("This is computed from several columns: change it in holdfast.toml.")
            return

        def chosen(canonical: str | None) -> None:
            if canonical is not None and canonical != now:
                self._draft.change(becoming(use, canonical))

        now = use.canonical or ("" if use.own else NOT_USED)
        self._screen.app.push_screen(column_chooser(use.table, now, self._missing_of(use)), chosen)

    def _missing_of(self, use: ColumnUse) -> tuple[str, ...]:
        same = (one for one in self._files.files if (one.file, one.table) == (use.file, use.table))
        return next((one.missing for one in same), ())

    def ask_for_table(self, message: ChangeTable) -> None:
        """Offer the tables that a file may be."""
        file, former, exports = message.file, message.table, self._session.exports
        if exports is None:
            self._draft.refuse("This book was not read from files.")
            return
        if exports.sealed:
            self._draft.refuse(exports.sealed)
            return

        def chosen(table: str | None) -> None:
            if table is not None and table != (former or NOT_USED):
                self._draft.change(filling(exports, file, table, former))

        self._screen.app.push_screen(table_chooser(former or NOT_USED), chosen)
