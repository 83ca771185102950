"""Movements: the waterfall of the period, and under it the series by month, quarter or year."""

from __future__ import annotations

from typing import Final

from holdfast.views.retention.results import Bucket, MovementsPart, MovementTotal, RetentionView
from holdfast.views.selection import MovementBar, MovementName
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.grid.waterfall import drawn, scale_of, waterfall
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.base import NotedPane
from holdfast_tui.panes.state import empty
from holdfast_tui.safe_text import SafeText, cell_width, fit, literal, pad, safe, widest
from holdfast_tui.sitting.state import PaneCursor

NAMES: Final[dict[MovementName, str]] = {
    "start": "Start",
    "new": "New",
    "reactivation": "Returned",
    "expansion": "Expansion",
    "contraction": "Contraction",
    "churn": "Lost",
    "end": "End",
}
LEVELS: Final = ("start", "end")
LOSSES: Final = ("contraction", "churn")
NAME_WIDTH, AMOUNT_WIDTH, COUNT_WIDTH = 12, 9, 7
LABEL_WIDTH, CELL_WIDTH, RATE_WIDTH = 8, 8, 6
"""Cells of the columns with the gap in front of them; a wider number makes its column wider."""
LOW_PANE: Final = 14
SHORT: Final[dict[MovementName, str]] = {
    "start": "Start",
    "new": "New",
    "reactivation": "Back",
    "expansion": "Up",
    "contraction": "Down",
    "churn": "Lost",
    "end": "End",
}


class MovementsPane(NotedPane):
    """Seven bars that add up, then the buckets, newest first; left and right choose a bucket's movement."""

    name_of_pane = "Movements"
    foot_height = 3
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.part: MovementsPart | None = None
        self.column = 5
        self._currency = ""
        self._period = ""
        self._amount_width, self._count_width = AMOUNT_WIDTH, COUNT_WIDTH
        self._cell_width, self._rate_width = CELL_WIDTH, RATE_WIDTH

    def show(self, view: RetentionView) -> None:
        """Show a result; the cursor stays on its bar or its bucket."""
        self.part, self._currency = view.movements, view.moment.currency
        self._period = str(view.moment.period)
        counted = tr("every change" if self.part.kind == "events" else "start to end")
        # Neither bars nor buckets have a heading that could say the currency of all amounts.
        code = present.heading_code(self._currency)
        named = f"{self.name_shown}, {code}" if code else self.name_shown
        self.set_title(
            safe(
                phrase(
                    "{named} · {basis} basis, {counted}",
                    named=named,
                    basis=tr(self.part.basis),
                    counted=counted,
                )
            )
        )
        self.ready()
        self.resized()
        self.set_rows(len(self.part.totals) + 1 + len(self.part.buckets), self.row)
        if not any(total.amount for total in self.part.totals):
            self.set_state(empty("Nothing moved: these customers had no revenue in the period or before it."))

    def resized(self) -> None:
        """A low pane keeps its lines for the bars."""
        self.foot_height = 3 if self.scrollable_content_region.height >= LOW_PANE else 0
        if self.part is None:
            return
        totals, buckets = self.part.totals, self.part.buckets
        amounts = (amount for bucket in buckets for amount in bucket.amounts.values())
        rates = (rate for bucket in buckets for rate in (bucket.gross, bucket.net))
        self._amount_width = 1 + widest(map(self._amount, totals), AMOUNT_WIDTH - 1)
        self._count_width = 1 + widest((present.count(one.customers) for one in totals), COUNT_WIDTH - 1)
        self._cell_width = 1 + widest(map(self._cell, amounts), CELL_WIDTH - 1)
        self._rate_width = 1 + widest((present.percent(rate, of=0) for rate in rates), RATE_WIDTH - 1)

    @property
    def _heading(self) -> int:
        """The row of titles between bars and series."""
        return len(self.part.totals) if self.part else 0

    def _total_at(self, row: int) -> MovementTotal | None:
        return self.part.totals[row] if self.part and row < self._heading else None

    def _bucket_at(self, row: int) -> Bucket | None:
        """The bucket of a row, the newest first."""
        return self.part.buckets[self._heading - row] if self.part and row > self._heading else None

    # Painting

    def paint_row(self, row: int, width: int) -> Line:
        """A bar, the titles of the series, or a bucket."""
        total = self._total_at(row)
        if total is not None:
            return self._bar(row, total, width)
        bucket = self._bucket_at(row)
        return self._titles(width) if bucket is None else self._series(bucket, row == self.row, width)

    def _bar(self, row: int, total: MovementTotal, width: int) -> Line:
        assert self.part is not None
        totals = self.part.totals
        bars = waterfall(totals[0].amount, [each.amount for each in totals[1:-1]], totals[-1].amount)
        room = width - NAME_WIDTH - self._amount_width - self._count_width - 2
        bar = drawn(bars[row], scale_of(bars), room, self.glyphs) if room >= 6 else literal("")
        return [
            Span(
                pad(literal(tr(NAMES[total.movement], "column")), NAME_WIDTH),
                "header" if total.movement in LEVELS else "text",
            ),
            Span(pad(self._amount(total), self._amount_width, "right"), _token(total)),
            Span(pad(present.count(total.customers), self._count_width, "right"), "muted"),
            span("  "),
            Span(bar, "spark" if total.movement in LEVELS else _token(total)),
        ]

    def _amount(self, total: MovementTotal) -> SafeText:
        amount = present.amount(total.amount, self._currency)
        is_gain = total.movement not in LEVELS and total.amount > 0
        return SafeText(f"+{amount}") if is_gain else amount

    def _cell(self, amount: float) -> SafeText:
        return present.amount(amount, self._currency) if amount else literal(present.DASH)

    def _names(self, width: int) -> tuple[MovementName, ...]:
        """The movements that fit, the levels giving way first."""
        names = list(NAMES)
        room = (width - LABEL_WIDTH - 2 * self._rate_width) // self._cell_width
        for least in ("start", "reactivation", "end", "new"):
            if len(names) > room and least in names:
                names.remove(least)
        return tuple(names)

    def _titles(self, width: int) -> Line:
        names = self._names(width)
        by = self.part.by if self.part else "month"
        line = [Span(pad(literal(by.capitalize()), LABEL_WIDTH), "header")]
        for name in names:
            chosen = name == self._movement
            title = fit(literal(tr(SHORT[name], "column")), self._cell_width - 1)
            line += [
                span(" " * (self._cell_width - cell_width(title)), "header"),
                Span(SafeText(title), "header underline" if chosen else "header"),
            ]
        return [*line, *(span(title.rjust(self._rate_width), "header") for title in ("GRR", "NRR"))]

    def _series(self, bucket: Bucket, is_current: bool, width: int) -> Line:
        mark = "" if bucket.complete else self.glyphs.incomplete
        line = [Span(pad(literal(f"{bucket.label}{mark}"), LABEL_WIDTH), "text")]
        for name in self._names(width):
            amount = bucket.amounts[name]
            text = self._cell(amount)
            style = "muted" if not amount else "bad" if name in LOSSES else "text"
            if is_current and self.has_focus and name == self._movement:
                style += " underline"
            line.append(Span(pad(text, self._cell_width, "right"), style))
        rates = (present.percent(rate, of=0) for rate in (bucket.gross, bucket.net))
        return [*line, *(Span(pad(rate, self._rate_width, "right"), "muted") for rate in rates)]

    @property
    def _movement(self) -> MovementName:
        return tuple(NAMES)[self.column]

    @property
    def note_for_focused(self) -> SafeText:
        """What is under the cursor, in words."""
        total, bucket = self._total_at(self.row), self._bucket_at(self.row)
        if total is not None:
            amount = present.money_exact(total.amount, self._currency)
            name, customers = tr(NAMES[total.movement], "column"), present.plural(total.customers, "customer")
            return safe(f"{name}: {customers}, {amount}. {tr(_MEANINGS[total.movement])}")
        if bucket is None:
            return literal("")
        amount = present.money_exact(bucket.amounts[self._movement], self._currency)
        over = (
            ""
            if bucket.complete
            else phrase(
                " This {by} is not over.", by=tr(self.part.by if self.part else "month", "vocabulary")
            )
        )
        return safe(f"{bucket.label}, {tr(NAMES[self._movement], 'column').lower()}: {amount}.{over}")

    # Moving

    def move_to(self, row: int, shift: int = 0) -> None:
        """The titles of the series are no place to stand."""
        if row == self._heading:
            row += 1 if row > self.row else -1
        old = self.row
        super().move_to(row, shift)
        if old != self.row:
            self.invalidate()

    def action_column(self, step: int) -> None:
        """Go to the movement on the left or right, in the series."""
        names = self._names(self.line_width)
        here = names.index(self._movement) if self._movement in names else 0
        chosen = names[max(0, min(here + step, len(names) - 1))]
        if self._bucket_at(self.row) is not None and chosen != self._movement:
            self.column = tuple(NAMES).index(chosen)
            self.invalidate()

    def stand_at(self, cursor: PaneCursor) -> None:
        """Put the cursor back where it stood."""
        super().stand_at(cursor)
        self.column = max(0, min(cursor.column, len(NAMES) - 1))

    def open_row(self, row: int) -> None:
        """The customers behind a bar, or behind a movement of a bucket."""
        total, bucket = self._total_at(row), self._bucket_at(row)
        if self.part is None:
            return
        if total is not None:
            self.post_message(OpenRows(MovementBar(total.movement, None, self.part.kind)))
        elif bucket is not None:
            self.post_message(OpenRows(MovementBar(self._movement, bucket.label, self.part.kind)))


def _token(total: MovementTotal) -> str:
    if total.movement in LEVELS:
        return "text bold"
    if not total.amount:
        return "muted"
    return "bad" if total.amount < 0 else "good"


_MEANINGS: Final[dict[MovementName, str]] = {
    "start": "What these customers were worth when the period began.",
    "new": "For the first time.",
    "reactivation": "They had left earlier and came back.",
    "expansion": "Worth more than before.",
    "contraction": "Still here, and worth less.",
    "churn": "Nothing is left of them.",
    "end": "Start and movements add up to it.",
}
