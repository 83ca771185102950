"""Win rate and cycle of every rep, region or other group, with intervals."""

from __future__ import annotations

from typing import Final

from holdfast.figures import Figure
from holdfast.schema.fields import FIELDS
from holdfast.views.rooms import DealGroup, PipelineRoomView
from holdfast.views.selection import FigureGroup
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.groups import clause_of_group
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane, interval_bar
from holdfast_tui.safe_text import SafeText, literal, safe

WIN_RATE: Final = "pipeline.win_rate"
METRICS: Final = {"won": WIN_RATE, "cycle": "pipeline.cycle_time", "open": "pipeline.open"}
SCALE: Final = "0%   50%   100%"


class DealGroupsPane(TablePane):
    """A row per group, most closed deals first; left and right choose which deals enter opens."""

    name_of_pane = "Win rate"
    lead = "Group"
    lead_width = 12, 22
    pickable = ("won", "cycle", "open")
    table = (
        TableColumn("won", "Won of closed", 13),
        TableColumn("rate", "Win rate", 13),
        TableColumn("scale", SCALE, len(SCALE), "left", rank=3),
        TableColumn("cycle", "Cycle", 6),
        TableColumn("open", "Open", 4, rank=1),
        TableColumn("amount", "Amount", 8, rank=2, money=True),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.groups: tuple[DealGroup, ...] = ()
        self.by = ""

    def show(self, view: PipelineRoomView) -> None:
        """Show the groups."""
        self.groups, self.by, self.currency = view.groups, view.by, view.moment.currency
        title = FIELDS[view.by].title
        self.lead = title
        self.set_title(
            literal(
                phrase(
                    "Win rate and cycle {separator} by {by}",
                    separator=self.glyphs.separator,
                    by=present.dimension(title),
                )
            )
        )
        self.show_rows([group.group for group in self.groups])
        if "deals" in view.locked:
            self.set_state(locked(view.locked["deals"]))
        elif not self.groups:
            self.set_state(empty("No deal is open, and none was closed in the period."))

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure of the picked column."""
        return METRICS[self.picked] if self.rows else None

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
        win = group.win_rate
        quiet = "text" if group.open else "muted"
        cells: dict[str, Line] = {
            "won": [Span(present.counts(win))] if win.denominator else [span(present.DASH, "muted")],
            "rate": _rate(win),
            "scale": self._scale(win),
            "cycle": [Span(present.days(group.cycle.value), _tone(group.cycle.value))],
            "open": [Span(present.count(group.open), quiet)],
            "amount": [Span(present.amount(group.open_amount, self.currency), quiet)],
        }
        return cells[name]

    def _scale(self, win: Figure) -> Line:
        if win.value is None:
            return ()
        bars = interval_bar(win.value, win.low, win.high, len(SCALE), self.glyphs)
        return [Span(bars, "muted" if win.status == "few" else "spark")]

    def note(self, row: int) -> str:
        """A group in full sentences."""
        group = self.groups[row]
        win = group.win_rate
        if win.value is None:
            said = f"{group.group}: {win.said or 'no deals closed in the period'}."
        else:
            share = f"{present.percent(win.value, of=win.denominator)} {present.interval(win.low, win.high)}"
            said = phrase(
                "{group}: won {win} closed deals, {share}.",
                group=group.group,
                win=present.counts(win),
                share=share.strip(),
            )
        if group.cycle.value is not None:
            said += phrase(
                " Half are decided within {cycle}, open ones counted in.",
                cycle=present.days(group.cycle.value),
            )
        amount = present.money(group.open_amount, self.currency)
        return phrase(
            "{said} {counted} open, {amount}.",
            said=said,
            counted=present.plural(group.open, "deal"),
            amount=amount,
        )

    def open_row(self, row: int) -> None:
        """The deals of the picked figure."""
        self.post_message(OpenRows(FigureGroup(METRICS[self.picked], self.by, self.groups[row].group)))


def _rate(win: Figure) -> Line:
    if win.value is None:
        return [span(present.DASH, "muted")]
    share = Span(present.percent(win.value, of=0), "few" if win.status == "few" else "text bold")
    bounds = SafeText(f"{present.interval(win.low, win.high):>8}")
    return [share, span(" "), Span(bounds, "muted")]


def _tone(value: float | None) -> str:
    return "muted" if value is None else "text"
