"""What one flag came to in the past, when it opens, and by which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.risk.past.record import BEYOND_CLOCK
from holdfast.words.interface.catalogue import counted, phrase, tr
from holdfast.words.interface.sentences import translated
from holdfast.words.numerals import number_text
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.customer.parts import HALF_HEIGHT
from holdfast_tui.panes.table import bar, interval_bar
from holdfast_tui.safe_text import SafeText, literal, pad, safe

if TYPE_CHECKING:
    from holdfast.risk.past.record import FlagRecord
    from holdfast.views.risk.rates import FlagRates
    from holdfast.views.risk.room import FlagCustomers

LABEL: Final = 15
VALUE: Final = 6
INTERVAL: Final = 9
LEAST_BAR: Final = 10


class FlagDetailPane(Pane):
    """A page on the flag under the cursor: its record on this book with intervals, then its definition."""

    name_of_pane = "Record"
    has_cursor = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.view: FlagCustomers | None = None
        self.rates: FlagRates | None = None
        self.order = ""
        self._progress = "Looking at what came after past month-ends."
        self._page: list[Line] = []

    def show(self, view: FlagCustomers) -> None:
        """Show a flag; another one starts at the top."""
        same = self.view is not None and self.view.flag == view.flag
        self.view = view
        self.ready()
        self.set_title(
            safe(phrase("Record {separator} {view}", separator=self.glyphs.separator, view=view.name))
        )
        self._lay_out(top=self.viewport.top if same else 0)

    def show_rates(self, rates: FlagRates) -> None:
        """Show what the flags came to."""
        self.rates = rates
        if self.view is not None:
            self._lay_out(top=self.viewport.top)

    def show_order(self, sentence: str) -> None:
        """Say which order of customers finds losses best."""
        self.order = sentence
        self._lay_out(top=self.viewport.top)

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """Say how far the look at the past is; None when it is over."""
        if done is not None and self.rates is None:
            self._progress = phrase(
                "Looking at past month-ends: {done} of {total}. Esc stops it.", done=done[0], total=done[1]
            )
            self._lay_out(top=self.viewport.top)

    def on_resize(self) -> None:
        """Lay the page out again."""
        self._lay_out(top=self.viewport.top)

    def _lay_out(self, top: int) -> None:
        self.resized()
        self._rows = len(self._page)
        self._fit_virtual_size()
        self.show_from(self.viewport.at(top).top)
        self.invalidate()

    def resized(self) -> None:
        """The page for this width."""
        width = max(20, self.line_width)
        self._page = (
            []
            if self.view is None
            else [
                *self._record(width),
                *self._definition(width),
                *self._together(width),
            ]
        )

    def paint_row(self, row: int, width: int) -> Line:
        """One line of the page."""
        return self._page[row] if row < len(self._page) else ()

    @property
    def metric_under_cursor(self) -> str | None:
        """The flag that F1 explains here."""
        return self.view.flag if self.view is not None else None

    # The record

    def _record(self, width: int) -> list[Line]:
        assert self.view is not None
        if self.view.told.locked is not None:
            return [*_said(self.view.told.locked, width, "muted"), []]
        if self.rates is None:
            return [*_said(self._progress, width, "muted"), []]
        found = self.rates.rates[self.view.flag]
        if found.silence is not None:
            return [
                *_said(phrase("There is no record: {silence}.", silence=tr(found.silence)), width, "muted"),
                [],
            ]
        lines = [self._rate("Lost under it", found, width)]
        base = self.rates.base_rate
        if base is not None:
            lines.append(self._share("Lost of all", base, width))
        if found.recall is not None:
            lines.append(self._share("Losses seen", found.recall, width))
        if found.beyond_clock is not None:
            lines.append(self._times("Beyond clock", found.beyond_clock))
        if found.no_order is not None:
            lines.append(self._share("No order then", found.no_order, width))
        return [*lines, [], *_said(_sentence(found, self.rates), width, "text"), []]

    def _together(self, width: int) -> list[Line]:
        """What several flags together came to, and which order of customers finds losses best."""
        if self.rates is None or not self.rates.together:
            return []
        found = [self._rate(name, rate, width) for name, rate in self.rates.together.items() if rate.flagged]
        lines: list[Line] = [[], [span("Flags together", "header")], *found]
        if self.order:
            lines += [[], [span("Whom to call", "header")], *_said(translated(self.order), width, "muted")]
        return lines

    def _rate(self, label: str, found: FlagRecord, width: int) -> Line:
        room = max(LEAST_BAR, width - LABEL - VALUE - INTERVAL - 2)
        mark = interval_bar(found.rate or 0.0, found.low, found.high, room, self.glyphs)
        token = "text" if found.calibrated else "muted"
        return [
            Span(pad(literal(label), LABEL), "muted"),
            Span(pad(_rate_words(found), VALUE, "right"), f"{token} bold"),
            Span(pad(present.interval(found.low, found.high), INTERVAL, "right"), "muted"),
            span("  "),
            Span(mark, token),
        ]

    def _share(self, label: str, share: float, width: int) -> Line:
        room = max(LEAST_BAR, width - LABEL - VALUE - INTERVAL - 2)
        return [
            Span(pad(literal(label), LABEL), "muted"),
            Span(pad(present.percent(share), VALUE, "right"), "muted"),
            span(" " * (INTERVAL + 2)),
            Span(bar(share, room, self.glyphs.spark[HALF_HEIGHT]), "muted"),
        ]

    def _times(self, label: str, value: float) -> Line:
        return [
            Span(pad(literal(label), LABEL), "muted"),
            Span(pad(present.times(value), VALUE, "right"), "muted"),
        ]

    # The definition

    def _definition(self, width: int) -> list[Line]:
        assert self.view is not None
        about = self.view.about
        lines: list[Line] = [[span("Opens when", "header")], *_said(about.rule, width, "text")]
        if about.guard:
            lines += [[span("Judged for", "header")], *_said(about.guard, width, "text")]
        if about.limits:
            lines.append([span("Limits", "header"), Span(safe(f"  {about.thresholds}"), "muted")])
            for sentence in about.limits:
                lines += _said(sentence, width, "muted")
        return lines


def _sentence(found: FlagRecord, rates: FlagRates) -> str:
    told = phrase(
        "{lost} of {flagged} were lost within {days} days after {months} month-ends, each counted once in "
        "{days} days.",
        lost=number_text(found.lost),
        flagged=number_text(found.flagged),
        days=rates.days,
        months=number_text(rates.months),
    )
    if found.cannot_be_lost:
        told += phrase(
            " By the clock none could be, as a customer stays active for the whole window after an order: "
            "it is counted who placed no order within {days} days.",
            days=rates.days,
        )
    elif found.lift is not None:
        drawn = tr("Drawn to the rate of all, that") if found.shrunken else tr("That")
        told += phrase(
            " {drawn} is {lift} times as often as all customers.",
            drawn=drawn,
            lift=number_text(found.lift, 1),
        )
    if found.beyond_clock is not None:
        told += f" {_beyond_clock(found.beyond_clock)}"
    if found.lead_days is not None:
        told += phrase(
            " It opened {lead_days} days before the loss, at the median.",
            lead_days=number_text(found.lead_days),
        )
    if found.shrunken:
        told += f" {_drawn_words(found)}"
    elif not found.calibrated:
        told += " Uncalibrated: too few were flagged or lost to rely on it."
    return phrase("{told} Whatever was done about it is in these rates.", told=told)


def _drawn_words(found: FlagRecord) -> str:
    """What a rate of few rests on besides."""
    if not found.pool_books:
        return "≈: few were flagged or lost, so the rate is drawn to that of all."
    return counted(
        "≈: few were flagged or lost, so the rate is drawn to that of all, and to that of a pool of "
        "{n} book, which counts for {customers} customers."
        "|≈: few were flagged or lost, so the rate is drawn to that of all, and to that of a pool of "
        "{n} books, which counts for {customers} customers.",
        found.pool_books,
        customers=number_text(found.pool_customers),
    )


def _beyond_clock(value: float) -> str:
    """The flag beside customers of the same recency band, in words."""
    if value < BEYOND_CLOCK:
        return "The clock alone says as much: as many went of all who were as long without an order."
    return phrase(
        "That is {value} times as many as of all who were as long without an order.",
        value=number_text(value, 1),
    )


def _rate_words(found: FlagRecord) -> SafeText:
    rate = present.percent(found.rate, of=found.flagged)
    return safe(f"≈{rate}") if found.shrunken and rate else rate


def _said(text: str, width: int, token: str) -> list[Line]:
    sentence: SafeText = safe(text[:1].upper() + text[1:])
    return [[Span(line, token)] for line in paint.wrapped(sentence, width)]
