"""The room data: what the files became, what they ask, what was set aside, and what is locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from holdfast.views.data.view import DataRoomView
from holdfast_tui.commands.declared import Place
from holdfast_tui.look.dressed import look_of
from holdfast_tui.messages import OpenColumns, OpenLine, OpenRemark
from holdfast_tui.panes.data.aside import AsidePane
from holdfast_tui.panes.data.columns import DataColumnsPane
from holdfast_tui.panes.data.files import DataFilesPane
from holdfast_tui.panes.data.locked import LockedPane
from holdfast_tui.panes.data.remarks import RemarksPane
from holdfast_tui.panes.data.statuses import StatusesPane
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.helpers.layout import Plan
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.jobs import Answer, hand_over
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.query import Query
    from holdfast.schema.receipt import LineInFile


class DataScreen(PanesRoom[DataRoomView]):
    """The receipt of the book, in the order in which somebody settles it."""

    place: ClassVar[Place] = "data"
    PLAN: ClassVar[Plan] = Plan(
        (
            ("remarks", "Asked"),
            ("data-files", "Files"),
            ("data-columns", "Columns"),
            ("data-aside", "Set aside"),
            ("data-statuses", "Status"),
            ("data-locked", "Locked"),
        ),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="data")
        self.remarks = RemarksPane(id="remarks")
        self.files = DataFilesPane(id="data-files")
        self.columns = DataColumnsPane(id="data-columns")
        self.aside = AsidePane(id="data-aside")
        self.statuses = StatusesPane(id="data-statuses")
        self.locked = LockedPane(id="data-locked")
        self.controls.hear(OpenColumns, self._show_columns)
        self.controls.hear(OpenLine, self._ask_for_line)
        self.controls.hear(OpenRemark, self._show_remark)

    def answering(self) -> Sequence[Shows[DataRoomView]]:
        """Every pane of the room."""
        return (self.remarks, self.files, self.columns, self.aside, self.statuses, self.locked)

    def arrangement(self) -> ComposeResult:
        """What is asked of which files on the left; what was lost and what is lacking on the right."""
        with Vertical(id="data-left", classes="pane-group"):
            yield self.remarks
            yield self.files
            yield self.columns
        with Vertical(id="data-right", classes="pane-group"):
            yield self.aside
            yield self.statuses
            yield self.locked

    def part_asked(self, query: Query) -> Query:
        """The files are the same for all customers."""
        return replace(super().part_asked(query), where="")

    def question(self, engine: Engine, query: Query) -> DataRoomView:
        """Everything the room shows, whatever the filter says."""
        return engine.data_room(self.part_asked(query))

    def show_nobody(self, sentence: str) -> None:
        """A book without customers has files all the same."""

    def _show_columns(self, message: OpenColumns) -> None:
        self.columns.stand_on(message.file, message.table)
        self.arranged.focus("data-columns")

    def _show_remark(self, message: OpenRemark) -> None:
        remark = message.remark
        pairs = [(remark.kind.capitalize(), remark.sentence)]
        if remark.question is not None:
            lines = [line for line in remark.question.paste.splitlines() if line.strip()]
            pairs += [("One of" if number == 0 else "", line) for number, line in enumerate(lines)]
        self.app.push_screen(Reader("About the files", [("", pairs)], 10))

    def _ask_for_line(self, message: OpenLine) -> None:
        exports = self.session.exports
        if exports is None:
            self.bars.say("This book was not read from files.", "severity-high")
            return

        def told(answer: Answer[LineInFile]) -> None:
            hand_over(answer, self._show_line, lambda error: self.bars.say(str(error), "error"))

        self.session.jobs.ask(
            "line", partial(exports.line, message.file, message.line), while_open(self, told)
        )

    def _show_line(self, found: LineInFile) -> None:
        here = look_of(self).glyphs.crumb
        pairs = [(f"{here if number == found.line else ' '} {number}", text) for number, text in found.lines]
        pairs += list(found.cells)
        missing = [("", f"line {found.line} is not there any more")]
        self.app.push_screen(Reader(f"{found.file}, line {found.line}", [("", pairs or missing)]))
