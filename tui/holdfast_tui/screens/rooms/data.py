"""The room data: what the files became, what they ask, what was set aside, and what is locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast.views.data.unfinished import with_unfinished
from holdfast.views.data.view import DataRoomView
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.commands.situation import Situation
from holdfast_tui.look.dressed import look_of
from holdfast_tui.messages import ChangeColumn, ChangeTable, OpenColumns, OpenLine, OpenRemark
from holdfast_tui.panes.data.aside import AsidePane
from holdfast_tui.panes.data.columns import DataColumnsPane
from holdfast_tui.panes.data.files import DataFilesPane
from holdfast_tui.panes.data.locked import LockedPane
from holdfast_tui.panes.data.remarks import RemarksPane
from holdfast_tui.panes.data.statuses import StatusesPane
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.helpers.mapping.amending import Amending
from holdfast_tui.screens.helpers.mapping.choosing import Choosing
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.files.changes import knowing
from holdfast_tui.sitting.jobs import Answer, hand_over
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.query import Query
    from holdfast.schema.receipt import LineInFile


class DataScreen(PanesRoom[DataRoomView]):
    """The receipt of the book, in the order in which somebody settles it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("data"))
    place: ClassVar[Place] = "data"
    PLAN: ClassVar[PanePlan] = PanePlan(
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
        self.draft = Amending(session, self.asking, self.bars, self.show_hints)
        self.choosing = Choosing(self, session, self.draft, self.files)
        self.controls.hear(OpenRemark, self.choosing.open_remark)
        self.controls.hear(ChangeColumn, self.choosing.ask_for_meaning)
        self.controls.hear(ChangeTable, self.choosing.ask_for_table)
        self.controls.add(
            {
                "data.write": self.draft.write,
                "data.drop": self.draft.drop,
                "data.table": self.files.ask_for_table,
                "data.known": self._know,
                "undo": partial(self.draft.undo, self.way_back.undo),
            }
        )

    def answering(self) -> Sequence[Shows[DataRoomView]]:
        """Every pane of the room."""
        return (self.remarks, self.files, self.columns, self.aside, self.statuses, self.locked)

    def above(self) -> ComposeResult:
        """What a changed mapping would do."""
        yield self.draft.line

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
        """Everything the room shows, whatever the filter says; of a mapping that is tried, what it makes."""
        trial = self.session.tried
        view = (trial.engine if trial else engine).data_room(self.part_asked(query))
        if trial is None or trial.lacking is None:
            return view
        return with_unfinished(view, trial.lacking, dict(trial.samples))

    def situation(self) -> Situation:
        """Whether a changed mapping waits to be written, besides what every room says."""
        at, drafted = super().situation(), self.session.tried is not None
        return replace(
            at,
            sealed=self.session.sealed,
            drafted=drafted,
            can_undo=drafted or at.can_undo,
            file=self.files.has_focus and self.files.file is not None,
            remark=self.remarks.has_focus and self.remarks.can_be_known,
        )

    def show_nobody(self, sentence: str) -> None:
        """A book without customers has files all the same."""

    def show_view(self, view: DataRoomView) -> None:
        """Show the answer, and what was changed before the room was left."""
        super().show_view(view)
        self.draft.show()
        self.draft.resume()
        if (file := self.choosing.just_begun()) is not None:
            self.columns.stand_on(*file)
            self.arranged.focus("data-columns")

    def _know(self) -> None:
        if (remark := self.remarks.remark) is not None:
            self.draft.change(knowing(remark.sentence))

    def _show_columns(self, message: OpenColumns) -> None:
        self.columns.stand_on(message.file, message.table)
        self.arranged.focus("data-columns")

    def _ask_for_line(self, message: OpenLine) -> None:
        exports = self.session.exports
        if exports is None:
            self.bars.say("This book was not read from files.", "severity-high")
            return

        def show(found: LineInFile) -> None:
            self.app.push_screen(line_page(found, look_of(self).glyphs.crumb))

        def told(answer: Answer[LineInFile]) -> None:
            hand_over(answer, show, lambda error: self.bars.say(str(error), "error"))

        self.session.jobs.ask(
            "line", partial(exports.line, message.file, message.line), while_open(self, told)
        )


def line_page(found: LineInFile, here: str) -> Reader:
    """A line of a file with its neighbours, or the cells of a row; the mark `here` stands beside the line."""
    pairs = [(f"{here if number == found.line else ' '} {number}", text) for number, text in found.lines]
    pairs += list(found.cells)
    missing = [("", f"line {found.line} is not there any more")]
    return Reader(f"{found.file}, line {found.line}", [("", pairs or missing)])
