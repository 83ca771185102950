"""Whom to win back: what a return would be worth, how likely it is, and what to offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from holdfast.schema.fields import FieldKind
from holdfast.views.losses.results import LossesRoomView, WinBack
from holdfast.views.losses.winback import STATES
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.paint import Line
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.panes.base import Pane, note_lines, rule
from holdfast_tui.panes.losses.table import HIGH_PANE
from holdfast_tui.panes.state import settled
from holdfast_tui.safe_text import SafeText, literal, safe, widest

LOW_PANE: Final = 9
"""A pane with fewer lines has no note."""
LOST: Final = "losses.revenue"


def _column(
    name: str,
    title: str,
    kind: FieldKind,
    width: int,
    minimum: int,
    *,
    frozen: bool = False,
    flexible: bool = False,
    is_ours: bool = False,
) -> GridColumn:
    return GridColumn(
        name, title, kind, width=width, minimum=minimum, frozen=frozen, flexible=flexible, sortable=False,
        is_ours=is_ours,
    )  # fmt: skip


COLUMNS: Final = (
    _column("name", "Customer", "text", 26, 18, frozen=True),
    _column("value", "Value", "money", 8, 6),
    _column("worth", "Worth", "money", 8, 6),
    _column("state", "State", "text", 7, 7, is_ours=True),
    _column("days", "Gone", "days", 6, 5),
    _column("reason", "Reason", "text", 14, 12),
    _column("offer", "Offer", "text", 44, 18, flexible=True, is_ours=True),
    _column("chance", "Chance", "chance", 7, 6),
    _column("lost_on", "Lost on", "date", 11, 11),
)


def _in_words(columns: Sequence[GridColumn]) -> tuple[GridColumn, ...]:
    """The columns with room for each state in the language of the reader."""
    cells = widest([safe(tr(state, "cell")) for state in STATES])
    return tuple(
        replace(column, width=max(column.width, cells), minimum=max(column.minimum, cells))
        if column.name == "state"
        else column
        for column in columns
    )


class WinBackPane(Pane, Grid):
    """A row per customer lost 30 to 180 days ago, the most to gain first; enter opens it."""

    name_of_pane = "Win back"
    rows_in = "win_back.rows"
    subject = "customer"
    marks_place = True
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.queue: WinBack | None = None

    def show(self, view: LossesRoomView) -> None:
        """Show the queue; the cursor stays on its line."""
        self.queue, self.currency = view.win_back, view.moment.currency
        self.ready()
        if not self.columns:
            self.show_columns(_in_words(COLUMNS))
        self.show_source(self.queue.rows, row=self.row)
        self.set_title(self._summary(self.queue))
        if not len(self.queue.rows):
            self.set_state(settled("Nobody with a way back was lost 30 to 180 days ago."))

    def _summary(self, queue: WinBack) -> SafeText:
        parts = [self.name_shown]
        if queue.value:
            parts.append(", ".join(f"{count} {tr(state, 'cell')}" for state, count in queue.states))
            parts.append(phrase("{queue} a year", queue=present.money(queue.value, self.currency)))
            worth = tr("too few returns to tell") if queue.worth is None else None
            parts.append(worth or phrase("worth {worth}", worth=present.money(queue.worth, self.currency)))
        if queue.final:
            parts.append(phrase("{final} closed for good", final=queue.final))
        return literal(f" {self.glyphs.separator} ".join(parts))

    def resized(self) -> None:
        """The note stands where there is room."""
        super().resized()
        height = self.scrollable_content_region.height
        self.foot_height = 0 if height < LOW_PANE else 3 if height < HIGH_PANE else 4

    def paint_foot(self, index: int, width: int) -> Line:
        """The row under the cursor in full sentences."""
        if index == 0:
            return rule(width, self.glyphs)
        return note_lines(self.note(self.row), width, self.foot_height - 1)[index - 1] if self.rows else ()

    def note(self, row: int) -> str:
        """A customer in full sentences."""
        if self.queue is None:
            return ""
        values = {name: self.value(row, name) for name in _TOLD}
        money = present.money(values["value"], self.currency)
        said = phrase(
            "{name}: {money} in the 12 months before; reason {reason}.",
            name=values["name"],
            money=money,
            reason=values["reason"] or tr("unknown", "state"),
        )
        if values["state"] == "back":
            return phrase("{said} Back: active again.", said=said)
        if values["state"] == "closed":
            return phrase("{said} Closed: nobody calls any more.", said=said)
        return phrase(
            "{said} {days} Offer: {offer}.",
            said=said,
            days=self._chance_words(values["days"], values["worth"]),
            offer=tr(values["offer"], "cell"),
        )

    def _chance_words(self, days: int, worth: float | None) -> str:
        chances = self.queue.chances if self.queue else ()
        like = [one for one in chances if days >= one.gone_days]
        if not like:
            return ""
        one = like[-1]
        counted = phrase(
            "{returned} of {losses} who had been gone {gone_days} d came back within 180 d",
            returned=one.returned,
            losses=one.losses,
            gone_days=one.gone_days,
        )
        if one.rate is None:
            return phrase("{counted}: too few to tell a chance.", counted=counted)
        bounds = present.interval(one.low, one.high)
        money = present.money(worth, self.currency)
        return phrase(
            "{counted}, {rate} {bounds}: worth {money}.",
            counted=counted,
            rate=present.percent(one.rate, of=one.losses),
            bounds=bounds,
            money=money,
        )

    @property
    def metric_under_cursor(self) -> str | None:
        """What the values are part of."""
        return LOST if self.rows else None

    def open_row(self, row: int) -> None:
        """Open the customer."""
        customer = self.queue.rows.customer_at(row) if self.queue else None
        if customer is not None:
            self.post_message(OpenCustomer(customer))


_TOLD: Final = ("name", "value", "reason", "state", "days", "worth", "offer")
