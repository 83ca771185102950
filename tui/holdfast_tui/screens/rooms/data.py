"""The room data: what the files became, what they ask, what was set aside, and what is locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from holdfast.errors import UsageError
from holdfast.schema.tables import TABLES
from holdfast.views.data.view import DataRoomView
from holdfast_tui.commands.declared import Place, Situation, bindings
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look import present
from holdfast_tui.look.dressed import look_of
from holdfast_tui.messages import ChangeColumn, OpenColumns, OpenLine, OpenRemark
from holdfast_tui.panes.data.aside import AsidePane
from holdfast_tui.panes.data.columns import DataColumnsPane
from holdfast_tui.panes.data.files import DataFilesPane
from holdfast_tui.panes.data.locked import LockedPane
from holdfast_tui.panes.data.remarks import RemarksPane
from holdfast_tui.panes.data.statuses import StatusesPane
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.chooser import one_of
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.files.exports import Change, Tried, answering, becoming
from holdfast_tui.sitting.jobs import Answer, hand_over
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.widgets.line import Lines

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.query import Query
    from holdfast.schema.receipt import LineInFile
    from holdfast.views.data.tally import Tally


TALLIED: Final = (
    ("revenue", "revenue"),
    ("recurring", "recurring revenue"),
    ("customers", "customers"),
    ("sales", "sales"),
    ("used", "rows used"),
    ("aside", "set aside"),
    ("questions", "questions"),
)
"""What a changed mapping may change, and how it is told: what weighs most comes first."""


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
        self.controls.hear(OpenRemark, self._show_remark)
        self.controls.hear(ChangeColumn, self._ask_for_meaning)
        self.draft = Amending(self)
        self.controls.add({"data.write": self.draft.write, "data.drop": self.draft.drop})

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
        return (trial.engine if trial else engine).data_room(self.part_asked(query))

    def situation(self) -> Situation:
        """Whether a changed mapping waits to be written, besides what every room says."""
        return replace(super().situation(), drafted=self.session.tried is not None)

    def show_nobody(self, sentence: str) -> None:
        """A book without customers has files all the same."""

    def show_view(self, view: DataRoomView) -> None:
        """Show the answer, and what was changed before the room was left."""
        super().show_view(view)
        self.draft.show()

    def _show_columns(self, message: OpenColumns) -> None:
        self.columns.stand_on(message.file, message.table)
        self.arranged.focus("data-columns")

    def _show_remark(self, message: OpenRemark) -> None:
        remark = message.remark
        if (question := remark.question) is None:
            page = Reader("About the files", [("", [(remark.kind.capitalize(), remark.sentence)])], 10)
            self.app.push_screen(page)
            return

        def chosen(answer: str | None) -> None:
            if answer is not None:
                self.draft.change(answering(question, answer))

        self.app.push_screen(
            one_of("Answer", tuple(zip(question.answers, question.choices, strict=True))), chosen
        )

    def _ask_for_meaning(self, message: ChangeColumn) -> None:
        use = message.use
        if use.derived:
            self.bars.say(
                "This is computed from several columns: change it in holdfast.toml.", "severity-high"
            )
            return

        def chosen(canonical: str | None) -> None:
            if canonical is not None:
                self.draft.change(becoming(use, canonical))

        names = [(column.name, column.name) for column in TABLES[use.table].columns]
        self.app.push_screen(one_of(f"What the column is in {use.table}", names, use.canonical), chosen)

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


class Amending:
    """The mapping with what was answered and changed, in memory until it is written."""

    def __init__(self, room: DataScreen) -> None:
        self._room = room
        self.line = Lines(id="data-draft")

    def change(self, change: Change) -> None:
        """Read the files by a changed mapping, and show what that makes of the book."""
        room, earlier = self._room, self._room.session.tried
        exports = room.session.exports
        if exports is None:
            room.bars.say("This book was not read from files.", "severity-high")
            return
        room.asking.also(
            "trial", lambda engine: exports.tried(change, engine, earlier), self._show, self._refuse
        )

    def write(self) -> None:
        """Write the mapping, and read the book by it."""
        room, session = self._room, self._room.session
        trial, exports = session.tried, session.exports
        if trial is not None and exports is not None:
            room.asking.also("write", lambda _: exports.write(trial), self._written, self._refuse)

    def drop(self) -> None:
        """Forget what was changed."""
        self._show(None)

    def _written(self, path: Path) -> None:
        self._show(None)
        self._room.session.read_again(f"Wrote {path}, and read the files by it.")

    def _refuse(self, error: UsageError) -> None:
        self._room.bars.say(str(error), "error")

    def _show(self, trial: Tried | None) -> None:
        self._room.session.tried = trial
        self.show()
        self._room.asking.ask_again()
        self._room.show_hints()

    def show(self) -> None:
        """Tell what the changed mapping would do, where there is one."""
        trial = self._room.session.tried
        self.line.display = trial is not None
        if trial is not None:
            told = f" {look_of(self._room).glyphs.separator} ".join(differences(trial.before, trial.after))
            self.line.show_line([span(" Not written: ", "severity-high"), Span(safe(told))])


def differences(before: Tally, after: Tally) -> list[str]:
    """What a changed mapping would do to the book, in words; what stays is not told."""
    told = []
    for name, title in TALLIED:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            is_money = name in ("revenue", "recurring")
            words = [
                present.money_exact(value, after.currency) if is_money else present.count(value)
                for value in (old, new)
            ]
            told.append(f"{title} {words[0]} to {words[1]}")
    return told or ["no count and no amount would change"]
