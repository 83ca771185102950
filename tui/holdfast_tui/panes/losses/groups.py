"""Losses of every segment, rep or other group: how many of those at start, and mostly why."""

from __future__ import annotations

from typing import Final

from holdfast.schema.fields import FIELDS
from holdfast.views.losses.results import LossesRoomView, LossGroup
from holdfast.views.losses.words import NO_REASON
from holdfast.views.selection import FigureGroup
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.groups import clause_of_group
from holdfast_tui.panes.losses.shares import share_spans, share_words
from holdfast_tui.panes.losses.table import LossesTablePane
from holdfast_tui.panes.table import GAP, TableColumn, taken
from holdfast_tui.safe_text import literal, safe

COUNT: Final = "losses.count"
LEAST_REASONS: Final = 16


class LossGroupsPane(LossesTablePane):
    """A row per group, most losses first; enter opens its lost customers, `=` filters by it."""

    name_of_pane = "Losses by group"
    lead_width = 10, 20

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.groups: tuple[LossGroup, ...] = ()
        self.by = ""

    def show(self, view: LossesRoomView) -> None:
        """Show the groups; the cursor stays on its own."""
        self.groups, self.by, self.currency = view.groups, view.by, view.moment.currency
        title = FIELDS[view.by].title
        self.lead = title
        self.set_title(
            literal(
                phrase(
                    "Losses {separator} by {by}", separator=self.glyphs.separator, by=present.dimension(title)
                )
            )
        )
        self.show_rows([group.group for group in self.groups])
        self.explain_nothing(view, shown=len(self.groups))

    def resized(self) -> None:
        """The reasons take what is left."""
        numbers = (
            TableColumn("lost", "Lost", 4),
            TableColumn("rate", "Of start", 13),
            TableColumn("revenue", "Revenue", 7, rank=2, money=True),
        )
        named = max((len(group.group) for group in self.groups), default=0)
        room = self.line_width - taken(numbers) - min(20, max(10, named)) - GAP
        reasons = TableColumn("reasons", "Mostly for", max(LEAST_REASONS, room), "left", rank=1, words=True)
        self.table = (*numbers, reasons)
        super().resized()

    @property
    def metric_under_cursor(self) -> str | None:
        """What is counted."""
        return COUNT if self.rows else None

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter that leaves the customers of the group under the cursor."""
        return clause_of_group(self.by, self.groups[self.row].group) if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The group."""
        return [Span(safe(self.groups[row].group))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a group."""
        group = self.groups[row]
        if name == "rate":
            return share_spans(group.rate)
        if name == "reasons":
            return [Span(safe(_reasons(group)), "muted")]
        if name == "revenue":
            return [Span(present.amount(group.revenue, self.currency))]
        return [Span(present.count(group.lost))]

    def note(self, row: int) -> str:
        """A group in full sentences."""
        group = self.groups[row]
        money = present.money(group.revenue, self.currency)
        rate = (
            phrase(" ({rate} of those at start)", rate=share_words(group.rate))
            if group.rate.value is not None
            else ""
        )
        said = phrase(
            "{group}: {lost} lost{rate}, {money} in their 12 months before",
            group=group.group,
            lost=group.lost,
            rate=rate,
            money=money,
        )
        return f"{said}: {_reasons(group)}."

    def open_row(self, row: int) -> None:
        """The lost customers of the group."""
        self.post_message(OpenRows(FigureGroup(COUNT, self.by, self.groups[row].group)))


def _reasons(group: LossGroup) -> str:
    return ", ".join(
        f"{tr(reason) if reason == NO_REASON else reason} {count}" for reason, count in group.reasons
    )
