"""Why customers left: each reason with its share, its money and its quarters."""

from __future__ import annotations

from typing import Final

from holdfast.filters import is_exactly
from holdfast.views.losses.results import LossesRoomView, LossReason
from holdfast.views.losses.words import way_back
from holdfast.views.selection import LossPart
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.losses.shares import share_spans, share_words
from holdfast_tui.panes.losses.table import LossesTablePane
from holdfast_tui.panes.table import TableColumn
from holdfast_tui.safe_text import literal, safe

METRIC: Final = "retention.by_reason"
RECOVERABLE: Final = "losses.recoverable"
MISSING: Final = "losses.unexplained"
NONE: Final = "reason missing"
WITHOUT_REASON: Final = "reason:none state:lost"
"""The filter that leaves those lost of whom no record says why."""
BACK: Final = {True: "yes", False: "no", None: "?"}


class LossReasonsPane(LossesTablePane):
    """A row per reason, the most frequent first, those without a reason last; enter opens the customers."""

    name_of_pane = "Reasons"
    part = "reasons"
    lead = "Reason"
    lead_width = 12, 22

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.reasons: tuple[LossReason, ...] = ()
        self.quarters: tuple[str, ...] = ()
        self.others = 0

    def show(self, view: LossesRoomView) -> None:
        """Show the reasons; the cursor stays on its own."""
        self.reasons, self.quarters, self.currency = view.reasons, view.quarters, view.moment.currency
        self.others = view.recorded_only
        self.set_title(literal(f" {self.glyphs.separator} ".join(self._summary(view))))
        self.show_rows([one.reason or "" for one in self.reasons])
        self.explain_nothing(view, shown=len(self.reasons))

    def _summary(self, view: LossesRoomView) -> list[str]:
        parts = [self.name_shown]
        count, money, back = (
            view.figures.get(name) for name in ("losses.count", "losses.revenue", RECOVERABLE)
        )
        if count is not None and count.value:
            parts.append(phrase("{count} lost", count=present.count(count.value)))
            if money is not None and money.value is not None:
                parts.append(str(present.money(money.value, self.currency)))
        missing = view.figures.get(MISSING)
        if missing is not None and missing.value:
            parts.append(phrase("reason missing: {missing}", missing=present.count(missing.value)))
        if back is not None and back.value is not None:
            parts.append(phrase("way back {back}", back=present.percent(back.value, of=back.denominator)))
        return parts

    def resized(self) -> None:
        """A quarter takes as many cells as its name."""
        heading = " ".join(_short(name) for name in self.quarters)
        self.table = (
            TableColumn("lost", "Lost", 4),
            TableColumn("share", "Share", 13),
            TableColumn("revenue", "Revenue", 7, rank=1, money=True),
            TableColumn("back", "Back", 4, "left", rank=2, words=True),
            TableColumn("quarters", heading, len(heading), "left", rank=3),
        )
        super().resized()
        more = present.plural(self.others, "loss", "losses")
        self.set_caution(
            phrase("{more} more on record: not of this period by orders or service", more=more)
            if self.others
            else ""
        )

    @property
    def metric_under_cursor(self) -> str | None:
        """What the shares are called."""
        return METRIC if self.rows else None

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter for the reason under the cursor."""
        if not self.rows:
            return None
        reason = self.reasons[self.row].reason
        return is_exactly("reason", reason) if reason else WITHOUT_REASON

    def lead_cell(self, row: int) -> Line:
        """The reason."""
        reason = self.reasons[row].reason
        return [Span(safe(reason or tr(NONE)), "text" if reason else "muted")]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a reason."""
        one = self.reasons[row]
        if name == "share":
            return share_spans(one.share)
        if name == "quarters":
            counts = (
                f"{count:>{len(_short(quarter))}}"
                for count, quarter in zip(one.quarters, self.quarters, strict=True)
            )
            return [Span(literal(" ".join(counts)), "muted")]
        if name == "back":
            return [Span(literal(BACK[one.recoverable]), "text" if one.recoverable else "muted")]
        cells: dict[str, Line] = {
            "lost": [Span(present.count(one.lost))],
            "revenue": [Span(present.amount(one.revenue, self.currency))],
        }
        return cells.get(name, [span("")])

    def note(self, row: int) -> str:
        """A reason in full sentences."""
        one = self.reasons[row]
        name = one.reason or tr("Reason missing")
        money = present.money(one.revenue, self.currency)
        by_quarter = ", ".join(
            f"{quarter} {count}" for quarter, count in zip(self.quarters, one.quarters, strict=True)
        )
        said = phrase(
            "{name}: {share} of the losses, {money} in their 12 months before.",
            name=name,
            share=share_words(one.share),
            money=money,
        )
        return phrase(
            "{said} Way back: {recoverable}. By quarter: {by_quarter}.",
            said=said,
            recoverable=tr(way_back(one.recoverable), "state"),
            by_quarter=by_quarter,
        )

    def open_row(self, row: int) -> None:
        """The customers lost for the reason."""
        self.post_message(OpenRows(LossPart("reason", self.reasons[row].reason)))


def _short(quarter: str) -> str:
    """`2025Q2` → `Q2`."""
    return quarter[4:]
