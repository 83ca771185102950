"""The rows one figure was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from holdfast.views.results import FigureRows
from holdfast.views.selection import PageOfRep, WhyMoved
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import AddFilter
from holdfast_tui.panes import RowsPane
from holdfast_tui.screens.helpers.doing.handover import Handover
from holdfast_tui.screens.helpers.scripts.frequency import FilterBehind
from holdfast_tui.screens.rooms.base import Room, Shows
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.query import Query
    from holdfast.views.selection import Selection


class FigureScreen(Room[FigureRows]):
    """The rows behind a figure, a cell or a bar; enter on a customer opens it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("figure"))
    place: ClassVar[Place] = "figure"

    def __init__(self, session: Session, subject: str | Selection) -> None:
        super().__init__(session)
        self.subject = subject
        self.rows = RowsPane(id="rows")
        self.handover = Handover(self, self.asking, self.bars, subject, lambda: self.rows.row)
        self.controls.add(self.handover.actions)
        self.controls.hear(AddFilter, FilterBehind(self, session.store, self.bars).add)

    def answering(self) -> Sequence[Shows[FigureRows]]:
        """The one pane."""
        return (self.rows,)

    def question(self, engine: Engine, query: Query) -> FigureRows:
        """The rows behind the figure, or the customers behind a selection."""
        if isinstance(self.subject, str):
            return engine.rows_behind(query, self.subject)
        if isinstance(self.subject, PageOfRep):
            # Notes on people are for whoever wrote them.
            journal = self.session.journaling.journal
            return engine.customers_of(query, replace(self.subject, writer=journal.writer if journal else ""))
        return engine.customers_of(query, self.subject)

    def show_answer(self, view: FigureRows) -> None:
        """Show the rows; the breadcrumb gets the figure's name."""
        self.handover.shown = view
        super().show_answer(view)
        if self.is_current:
            self.session.store.rename(view.title)

    def situation(self) -> Situation:
        """What decides which commands can run now."""
        rows = len(self.view.rows) if self.view is not None else 0
        subject = self.subject.figure if isinstance(self.subject, WhyMoved) else self.subject
        metric = subject if isinstance(subject, str) else None
        planned = self.handover.is_planned
        return replace(super().situation(), rows=rows, metric=metric, opens=self.rows.opens, planned=planned)
