"""Contracts that come due, week by week, and what attrition clauses come to."""

from __future__ import annotations

from typing import ClassVar, Final

from holdfast.schema.fields import FieldKind
from holdfast.views.rooms import ContractRows, PipelineRoomView, RenewalWeek
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.columns import GridColumn
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.safe_text import SafeText, literal, pad

DAMAGES: Final = "contracts.damages"
FORECAST: Final = "contracts.forecast"
MOST_WEEK_CELLS: Final = 7


def _column(
    name: str, title: str, kind: FieldKind, width: int, minimum: int, *, frozen: bool = False
) -> GridColumn:
    return GridColumn(name, title, kind, width=width, minimum=minimum, frozen=frozen, sortable=False)


class ContractsPane(Pane, Grid):
    """A row per contract; enter opens its customer."""

    COLUMNS: ClassVar[tuple[GridColumn, ...]]
    subject = "contract"
    marks_place = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.contracts: ContractRows | None = None

    def show_contracts(self, contracts: ContractRows, currency: str) -> None:
        """Show the rows; the cursor stays on its line."""
        self.contracts = contracts
        self.currency = currency
        self.ready()
        if not self.columns:
            self.show_columns(self.COLUMNS)
        self.show_source(contracts, row=self.row)

    def open_row(self, row: int) -> None:
        """Open the customer of the contract."""
        customer = self.contracts.customer_at(row) if self.contracts else None
        if customer is not None:
            self.post_message(OpenCustomer(customer))


class RenewalsPane(ContractsPane):
    """Contracts of the next 90 days under a strip of weeks, as high as their value."""

    name_of_pane = "Renewals, next 90 days"
    rows_in = "renewals"
    COLUMNS: ClassVar[tuple[GridColumn, ...]] = (
        _column("days", "In", "days", 5, 5, frozen=True),
        _column("name", "Customer", "text", 28, 15, frozen=True),
        _column("value", "Value", "money", 9, 8),
        _column("notice", "Notice", "text", 10, 10),
        _column("due", "Due", "date", 11, 11),
        _column("notice_by", "Notice by", "date", 11, 11),
        _column("contract_id", "Contract", "text", 10, 8),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.weeks: tuple[RenewalWeek, ...] = ()

    def show(self, view: PipelineRoomView) -> None:
        """Show the calendar."""
        self.weeks = view.weeks
        self.show_contracts(view.renewals, view.moment.currency)
        count = len(view.renewals)
        total = present.money(sum(week.value for week in self.weeks), self.currency)
        parts = [self.name_shown, *([f"{count}", str(total)] if count else [])]
        self.set_title(literal(f" {self.glyphs.separator} ".join(parts)))
        if "contracts" in view.locked:
            self.set_state(locked(view.locked["contracts"]))
        elif not count:
            self.set_state(empty("No contract comes due within 90 days."))

    @property
    def metric_under_cursor(self) -> str | None:
        """What the contracts add up to."""
        return FORECAST if self.rows else None

    @property
    def _week_cells(self) -> int:
        return min(MOST_WEEK_CELLS, self.line_width // len(self.weeks)) if self.weeks else 0

    def resized(self) -> None:
        """The strip of weeks needs two lines and a blank one, and gives way where the pane is low."""
        roomy = self.scrollable_content_region.height >= 9 and self._week_cells >= 3
        self.head_height = 4 if roomy else 1
        super().resized()

    def paint_head(self, index: int, width: int) -> Line:
        """Bars, months, then the titles."""
        if index == self.head_height - 1:
            return super().paint_head(index, width)
        if index == 0:
            return [Span(self._bars(), "spark")]
        return [Span(self._months(), "muted")] if index == 1 else ()

    def _bars(self) -> SafeText:
        top = max((week.value for week in self.weeks), default=0.0)
        cells = self._week_cells
        marks = present.trend(
            [week.value if top else 0.0 for week in self.weeks], self.glyphs, len(self.weeks)
        )
        return SafeText("".join(mark * (cells - 1) + " " for mark in marks))

    def _months(self) -> SafeText:
        cells = self._week_cells
        words = []
        for place, week in enumerate(self.weeks):
            is_new = place == 0 or week.start.month != self.weeks[place - 1].start.month
            words.append(pad(present.month_name(week.start.month) if is_new else literal(""), cells))
        return SafeText("".join(words))


class ClausesPane(ContractsPane):
    """Contracts with an attrition clause: pickup against the minimum, and what it comes to."""

    name_of_pane = "Attrition clauses"
    rows_in = "clauses"
    COLUMNS: ClassVar[tuple[GridColumn, ...]] = (
        _column("name", "Customer", "text", 28, 16, frozen=True),
        _column("damages", "Damages", "money", 9, 7),
        _column("shortfall", "Short", "number", 6, 5),
        _column("charged", "Charged", "number", 7, 7),
        _column("used", "Used", "number", 7, 5),
        _column("minimum", "Minimum", "number", 7, 7),
        _column("last_night", "Last night", "date", 11, 11),
        _column("mode", "Mode", "text", 10, 10),
        _column("contract_id", "Contract", "text", 10, 8),
    )

    def show(self, view: PipelineRoomView) -> None:
        """Show the clauses."""
        self.show_contracts(view.clauses, view.moment.currency)
        damages = view.figures.get(DAMAGES)
        parts = [self.name_shown]
        if damages is not None and damages.value and len(view.clauses):
            parts.append(phrase("{damages} damages", damages=present.money(damages.value, self.currency)))
        self.set_title(literal(f" {self.glyphs.separator} ".join(parts)))
        if "clauses" in view.locked:
            self.set_state(locked(view.locked["clauses"]))
        elif not len(view.clauses):
            self.set_state(empty("No clause has a night in the period."))

    def resized(self) -> None:
        """The caution stands in the frame."""
        super().resized()
        self.set_caution("not legal advice: the signed clause decides")

    @property
    def metric_under_cursor(self) -> str | None:
        """What the clauses add up to."""
        return DAMAGES if self.rows else None
