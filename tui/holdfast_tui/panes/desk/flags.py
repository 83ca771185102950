"""The risk flags over the filtered customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.states import FlagSummary
from holdfast.schema.fields import SEVERITIES
from holdfast.views.results import DeskView, SegmentWave
from holdfast.views.selection import WaveOfSegment
from holdfast.words.interface.catalogue import counted, phrase, tr
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span, titled
from holdfast_tui.look import present
from holdfast_tui.messages import AddFilter, OpenRows
from holdfast_tui.panes.base import Pane, note_lines, rule
from holdfast_tui.panes.state import empty
from holdfast_tui.safe_text import SafeText, literal, pad, safe, widest

if TYPE_CHECKING:
    from holdfast.risk.past.record import FlagRecord
    from holdfast.views.risk.rates import FlagRates

BANNER = "banner"
WAVE = "F35"
COUNT_WIDTH, MONEY_WIDTH, SHARE_WIDTH = 9, 9, 7
SHORT_RATE_WIDTH, RATE_WIDTH = 11, 16
"""Cells of the columns with the gap in front of them; a wider number makes its column wider."""
NAME_WIDTH = 14
"""A name keeps as much where columns are added for what flags came to."""
LEAST_NAME_WIDTH: Final = 6
"""Where less would be left of it, columns go."""
MARK_WIDTH: Final = 2
_MONEY_TITLE: Final = "Rev. 12m"


@dataclass(frozen=True)
class _Widths:
    """Cells of each column with the gap in front of it, 0 where there is none."""

    count: int
    money: int
    share: int
    rate: int
    rate_in_short: bool = False

    def name_in(self, width: int) -> int:
        """What is left for the name."""
        return max(0, width - MARK_WIDTH - self.count - self.money - self.share - self.rate)


class FlagsPane(Pane):
    """A banner per segment wave, then a row per flag: how many customers, how much money; worst first.

    Clear flags and locked ones come last.
    """

    exported = "flag"
    name_of_pane = "Risk flags"
    head_height = 1
    foot_height = 3
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.waves: tuple[SegmentWave, ...] = ()
        self.flags: tuple[FlagSummary, ...] = ()
        self._currency = ""
        self._shown = 0
        self._rates: FlagRates | None = None
        self._raised = ""
        self._ways = self._ways_to_fit()

    def show(self, view: DeskView) -> None:
        """Show a result; the cursor stays on its flag."""
        current = self._name_of(self.row) if self.flags else ""
        self._currency, self._shown = view.moment.currency, view.moment.shown
        self.waves = view.waves
        self.flags = tuple(sorted(view.flags, key=_rank))
        self._put_rates_beside()
        self.ready()
        open_flags = sum(flag.count > 0 for flag in self.flags)
        self._raised = (
            phrase(" · {open_flags} of {flags} raised", open_flags=open_flags, flags=len(self.flags))
            if self._shown
            else ""
        )
        self.show_progress(None)
        ids = [self._name_of(row) for row in range(len(self.waves) + len(self.flags))]
        self.resized()
        self.set_rows(len(ids), ids.index(current) if current in ids and self.row else 0)
        if not ids:
            self.set_state(empty("No flag can be evaluated."))
        elif not self._shown:
            # Nobody to judge is not the same as nobody at risk.
            self.set_state(empty("No customer is left to judge."))

    def _name_of(self, row: int) -> str:
        """What stays the same of a row when another result is shown."""
        wave = self.wave_at(row)
        return wave.clause if wave is not None else self._flag_at(row).id

    def wave_at(self, row: int) -> SegmentWave | None:
        """The wave in a row, or None where a flag is."""
        return self.waves[row] if row < len(self.waves) else None

    def _flag_at(self, row: int) -> FlagSummary:
        return self.flags[row - len(self.waves)]

    def show_rates(self, rates: FlagRates | None) -> None:
        """Show what flags came to in the past; None where that is not known for this day."""
        self._rates = rates
        self._put_rates_beside()
        self.resized()
        self.invalidate()

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """How far the look at the past is, in the title."""
        # There is no room for both in a narrow pane.
        after = (
            phrase(" · past {done} of {total}, esc stops", done=done[0], total=done[1])
            if done
            else self._raised
        )
        self.set_title(literal(phrase("Risk flags{after}", after=after)))

    def _put_rates_beside(self) -> None:
        if self._rates is not None:
            self.flags = self._rates.beside(self.flags)

    def resized(self) -> None:
        """A low pane keeps its lines for the flags."""
        height = self.scrollable_content_region.height
        self.foot_height = 0 if height < 8 else 3 if self._rates is None or height < 10 else 4
        self._ways = self._ways_to_fit()

    def _ways_to_fit(self) -> tuple[tuple[_Widths, int], ...]:
        """Fewer and fewer columns, each with the least that must be left for the name."""
        raised = [flag for flag in self.flags if flag.count]
        full = _Widths(
            _width(COUNT_WIDTH, (present.count(flag.count) for flag in raised)),
            _width(MONEY_WIDTH, (present.amount(flag.money, self._currency) for flag in raised)),
            SHARE_WIDTH,
            _width(RATE_WIDTH, (_rate_text(flag, in_short=False) for flag in raised)),
        )
        short = _width(SHORT_RATE_WIDTH, (_rate_text(flag, in_short=True) for flag in raised))
        rated = (
            full,
            replace(full, rate=short, rate_in_short=True),
            replace(full, share=0, rate=short, rate_in_short=True),
        )
        bare = replace(full, rate=0), replace(full, rate=0, share=0), replace(full, rate=0, share=0, money=0)
        return (
            *((way, NAME_WIDTH) for way in rated if self._rates is not None),
            *((way, LEAST_NAME_WIDTH) for way in bare),
        )

    def _columns(self, width: int) -> _Widths:
        """The columns that fit; never a part of one."""
        return next((way for way, least in self._ways if way.name_in(width) >= least), self._ways[-1][0])

    def paint_head(self, index: int, width: int) -> Line:
        """What the numbers are."""
        widths = self._columns(width)
        money = titled(_MONEY_TITLE, "", widths.money - 1, present.heading_code(self._currency))
        titles = (
            (literal(tr("Customers", "column")), widths.count),
            (money, widths.money),
            (literal("Share"), widths.share),
            (literal("Lost, lift" if widths.rate_in_short else "In 90 days"), widths.rate),
        )
        name = pad(literal("  Flag"), MARK_WIDTH + widths.name_in(width))
        shown = (Span(pad(title, cells, "right"), "header") for title, cells in titles if cells)
        return [Span(name, "header"), *shown]

    def paint_row(self, row: int, width: int) -> Line:
        """One banner or flag."""
        wave = self.wave_at(row)
        if wave is not None:
            mark = f"{self.glyphs.severity(BANNER)} "
            return [Span(safe(f"{mark}{wave.evidence}", width), f"{present.severity_token(BANNER)} bold")]
        flag = self._flag_at(row)
        widths = self._columns(width)
        room = widths.name_in(width)
        if flag.locked:
            name = f"{self.glyphs.unknown} {safe(flag.name)}"
            return paint.fitted(
                [Span(pad(safe(name), min(room + 2, 18)), "muted"), Span(safe(f"  {flag.locked}"), "muted")],
                width,
            )
        if not flag.count:
            line = [span("  "), Span(pad(safe(flag.name), room), "muted")]
            return [*line, Span(pad(literal(flag.state), widths.count, "right"), "muted")]
        token = present.severity_token(flag.severity)
        money = present.amount(flag.money, self._currency)
        share = present.percent(flag.count / flag.evaluated, of=0) if flag.evaluated else literal("")
        return [
            Span(literal(f"{self.glyphs.severity(flag.severity)} "), token),
            Span(pad(safe(flag.name), room), token),
            Span(pad(present.count(flag.count), widths.count, "right")),
            *([Span(pad(money, widths.money, "right"))] if widths.money else []),
            *([Span(pad(share, widths.share, "right"), "muted")] if widths.share else []),
            *([_rate(flag, widths)] if widths.rate else []),
        ]

    def paint_foot(self, index: int, width: int) -> Line:
        """What to do about the flag under the cursor, and how many customers it could judge."""
        if index == 0 or not self.flags:
            return rule(width, self.glyphs) if index == 0 else ()
        wave = self.wave_at(self.row)
        if wave is not None:
            return self._wave_note(wave, index, width) if index <= 2 else ()
        flag = self._flag_at(self.row)
        if flag.locked:
            return note_lines(flag.locked, width, self.foot_height - 1)[index - 1]
        if index == 1:
            return [Span(safe(f"{self.glyphs.crumb} {flag.play}", width), "accent")]
        widths = self._columns(width)
        lines = [_share_of(flag.evaluated, self._shown)] if widths.share else []
        if self._rates is not None and flag.id in self._rates.rates:
            came_to = _came_to(self._rates.rates[flag.id], self._rates.days, width)
            # Where only one line is left it says what no column does.
            has_room = self.foot_height > 3 or not widths.rate or not lines
            lines = [came_to, *lines] if has_room else lines
        return [Span(safe(lines[index - 2], width), "muted")] if index - 2 < len(lines) else ()

    def _wave_note(self, wave: SegmentWave, index: int, width: int) -> Line:
        """What to do about a wave, then since when and what was lost."""
        if index == 1:
            return [Span(safe(f"{self.glyphs.crumb} {wave.play}", width), "accent")]
        since = (
            ""
            if wave.first_seen is None
            else phrase("Since {first_seen}; ", first_seen=present.day(wave.first_seen))
        )
        lost = present.money(wave.money, self._currency)
        return [
            Span(safe(phrase("{since}{lost} a year lost with them.", since=since, lost=lost), width), "muted")
        ]

    @property
    def metric_under_cursor(self) -> str | None:
        """The flag that F1 explains here."""
        if not self.flags:
            return None
        return WAVE if self.wave_at(self.row) is not None else self._flag_at(self.row).id

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter for the segment of the wave under the cursor; enter on a flag narrows by itself."""
        wave = self.wave_at(self.row)
        return wave.clause if wave is not None else None

    def open_row(self, row: int) -> None:
        """Open the losses of a wave, or narrow the list to the customers with the flag."""
        wave = self.wave_at(row)
        if wave is not None:
            self.post_message(OpenRows(WaveOfSegment(wave.segment)))
            return
        flag = self._flag_at(row)
        named = FLAG_NAMES.get(flag.id)
        if named is not None and named.subject == "customer" and not flag.locked:
            self.post_message(AddFilter(f"flag:{named.slug}"))


def _width(usual: int, texts: Iterable[SafeText]) -> int:
    """Cells of a column with these texts and the gap in front of it."""
    return max(usual, 1 + widest(texts))


def _rate(flag: FlagSummary, widths: _Widths) -> Span:
    text = _rate_text(flag, in_short=widths.rate_in_short)
    return Span(pad(text, widths.rate, "right"), "text" if flag.calibrated else "muted")


def _rate_text(flag: FlagSummary, *, in_short: bool) -> SafeText:
    """What the flag came to: `31% lost, 3.1×`, or that too few were seen to say."""
    if flag.calibrated is None:
        return literal("")
    if not flag.calibrated and not flag.shrunken:
        return literal("too few" if in_short else "uncalibrated")
    rate, lift = present.percent(flag.loss_rate, of=0), present.times(flag.lift)
    about = "≈" if flag.shrunken else ""
    return safe(f"{about}{rate} {lift}" if in_short else f"{about}{rate} {tr('lost,')} {lift}")


def _came_to(found: FlagRecord, days: int, width: int) -> str:
    """The same in words, with the numbers behind it, as long as there is room."""
    if found.silence is not None:
        return f"{tr(found.silence)[:1].upper()}{tr(found.silence)[1:]}."
    counts = phrase(
        "{lost} of {flagged} lost in {days} d",
        lost=present.count(found.lost),
        flagged=present.count(found.flagged),
        days=days,
    )
    if found.cannot_be_lost:
        silent = present.percent(found.no_order)
        return phrase(
            "By the clock nobody can be lost in {days} d; {silent} placed no order.", days=days, silent=silent
        )
    if found.shrunken:
        rate, interval = present.percent(found.rate, of=0), present.interval(found.low, found.high)
        if found.pool_books:
            return counted(
                "≈{rate} {interval}: only {counts}; with a pool of {n} book."
                "|≈{rate} {interval}: only {counts}; with a pool of {n} books.",
                found.pool_books,
                rate=rate,
                interval=interval,
                counts=counts,
            )
        return phrase("≈{rate} {interval}: only {counts}.", rate=rate, interval=interval, counts=counts)
    if not found.calibrated:
        return phrase("Uncalibrated: {counts}.", counts=counts)
    words = f"{counts} {present.interval(found.low, found.high)}, {present.times(found.lift)}"
    longer = (
        phrase("{words} the usual; whatever was done about it is in there", words=words),
        phrase("{words} the usual", words=words),
    )
    return next((sentence for sentence in longer if len(sentence) <= width), words)


def judged(evaluated: int) -> str:
    """For how many customers a flag could be evaluated."""
    return phrase(
        "{counted} could be judged",
        counted=present.plural(evaluated, "customer") if evaluated else tr("nobody", "vocabulary"),
    )


def _share_of(evaluated: int, shown: int) -> str:
    """What the share is a share of."""
    if not evaluated:
        return f"{present.capital(judged(0))}."
    if evaluated == shown:
        return "Share of all customers; each could be judged."
    return phrase(
        "Share of {evaluated} of {shown} that could be judged.",
        evaluated=present.count(evaluated),
        shown=present.count(shown),
    )


def _rank(flag: FlagSummary) -> tuple[bool, bool, int, float]:
    severity = SEVERITIES.index(flag.severity) if flag.severity in SEVERITIES else 0
    return flag.locked is not None, flag.count == 0, -severity, -flag.money
