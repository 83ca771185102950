"""Lists of what customers said: comments, and detractors with whether anybody came back on them."""

from __future__ import annotations

from typing import ClassVar, Final

from holdfast.schema.fields import FieldKind
from holdfast.views.voice.results import SaidRows, VoiceRoomView
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.safe_text import literal

LOOPS: Final = "nps.loops_closed"
NPS: Final = "nps.customers"


def _column(
    name: str,
    title: str,
    kind: FieldKind,
    width: int,
    minimum: int,
    *,
    flexible: bool = False,
    is_ours: bool = False,
) -> GridColumn:
    return GridColumn(
        name, title, kind, width=width, minimum=minimum, flexible=flexible, sortable=False, is_ours=is_ours
    )


class SaidPane(Pane, Grid):
    """A row per answer; enter opens its customer."""

    COLUMNS: ClassVar[tuple[GridColumn, ...]]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.said: SaidRows | None = None

    def show_said(self, said: SaidRows, view: VoiceRoomView, told: str, nothing: str) -> None:
        """Show the rows under a title; the cursor stays on its line."""
        self.said, self.currency = said, view.moment.currency
        self.ready()
        self.set_title(literal(told))
        if not self.columns:
            self.show_columns(self.COLUMNS)
        self.show_source(said, row=min(self.row, max(0, len(said) - 1)))
        if "waves" in view.locked:
            self.set_state(locked(view.locked["waves"]))
        elif not len(said):
            self.set_state(empty(nothing))

    def open_row(self, row: int) -> None:
        """Open the customer of the answer."""
        customer = self.said.customer_at(row) if self.said else None
        if customer is not None:
            self.post_message(OpenCustomer(customer))


class CommentsPane(SaidPane):
    """What customers wrote in the period, the newest first."""

    name_of_pane = "Comments"
    rows_in = "comments"
    COLUMNS: ClassVar[tuple[GridColumn, ...]] = (
        _column("answered", "Answered", "date", 11, 11),
        _column("score", "Score", "number", 5, 5),
        _column("name", "Customer", "text", 18, 12),
        _column("comment", "Comment", "text", 36, 26, flexible=True),
        _column("said", "Counts as", "text", 11, 9, is_ours=True),
        _column("kind", "Asked", "text", 6, 5, is_ours=True),
    )

    def show(self, view: VoiceRoomView) -> None:
        """Show the comments."""
        count = len(view.comments)
        title = f"{self.name_shown} {self.glyphs.separator} {present.count(count)}"
        self.show_said(view.comments, view, title, "None of these customers wrote anything in the period.")

    @property
    def metric_under_cursor(self) -> str | None:
        """What most of the scores make."""
        return NPS if self.rows else None


class DetractorsPane(SaidPane):
    """Detractors of the period: those that nobody came back on first, the longest open on top."""

    name_of_pane = "Detractors"
    rows_in = "detractors"
    COLUMNS: ClassVar[tuple[GridColumn, ...]] = (
        _column("state", "Loop", "text", 8, 8, is_ours=True),
        _column("days", "Days", "days", 6, 6),
        _column("score", "Score", "number", 5, 5),
        _column("name", "Customer", "text", 20, 12),
        _column("comment", "Comment", "text", 30, 20, flexible=True),
        _column("answered", "Answered", "date", 11, 11),
        _column("loop_closed", "Closed", "date", 11, 11),
    )

    def show(self, view: VoiceRoomView) -> None:
        """Show the detractors, and in the title how many were answered."""
        parts = [self.name_shown]
        figure = view.figures.get(LOOPS)
        if figure is not None and (counts := present.counts(figure)) and figure.value is not None:
            parts.append(phrase("{counts} answered", counts=counts))
        title = f" {self.glyphs.separator} ".join(parts)
        self.show_said(view.detractors, view, title, "None of these customers detracted in the period.")

    @property
    def metric_under_cursor(self) -> str | None:
        """The share that was answered."""
        return LOOPS if self.rows else None
