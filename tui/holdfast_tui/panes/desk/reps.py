"""Rep retention: who stayed, who left, and the customers each holds or left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from holdfast.figures import Figure
from holdfast.filters import is_exactly
from holdfast.schema.fields import FIELDS
from holdfast.views.reps.results import RepRow, RepsView
from holdfast.views.results import DeskView
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import AddFilter, OpenFigure
from holdfast_tui.panes.base import NotedPane
from holdfast_tui.panes.figure_words import figure_in, first_fitting
from holdfast_tui.panes.reps.prompts import prompt_mark, prompt_words
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.safe_text import SafeText, literal, pad, safe, widest

ORIGINAL = "retention.reps.original"
HEADCOUNT = "retention.reps.headcount"
KEPT_BY_REP = "retention.customers.by_rep"
NAME_WIDTH = 22
LEAST_NAME_WIDTH, SHORTEST_NAME = 8, 6
"""What is left of a name beside the numbers of a rep, and beside what a leaver left behind."""
COUNT_WIDTH, KEPT_WIDTH, PROMPT_WIDTH, FLAGS_WIDTH = 6, 4, 2, 4
"""Cells of a rep's numbers, where none of them needs more."""
WORDS_WIDTH = 14
"""Cells of what stands between those numbers: accts, kept."""
NARROW = 60
"""A pane with fewer cells needs more lines for what prompts say."""


class RepsPane(NotedPane):
    """The retention of the original team, then a row per rep."""

    exported = "rep"
    name_of_pane = "Rep retention"
    foot_height = 3
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.view: RepsView | None = None
        self._currency = ""
        self._as_of: date | None = None
        self._name_width = LEAST_NAME_WIDTH
        self._count_width, self._kept_width = COUNT_WIDTH, KEPT_WIDTH
        self._prompt_width, self._flags_width = 0, FLAGS_WIDTH
        self._heads: tuple[str, ...] = ()

    def show(self, view: DeskView) -> None:
        """Show a result; the cursor stays on its rep."""
        current = self._rep_at(self.row)
        self.view = replace(view.reps, rows=tuple(sorted(view.reps.rows, key=_urgency)))
        self._currency, self._as_of = view.moment.currency, view.moment.as_of
        self.ready()
        if view.reps.locked:
            self.set_rows(0)
            self.set_state(locked(view.reps.locked))
            return
        if not view.reps.rows:
            self.set_rows(0)
            self.set_state(empty("No rep holds or held any of these customers."))
            return
        ids = [row.rep_id for row in self.view.rows]
        self.resized()
        above = len(self._heads)
        row = (
            above + ids.index(current.rep_id)
            if current and current.rep_id in ids
            else min(self.row, above - 1)
        )
        self.set_rows(above + len(ids), row)

    def on_resize(self) -> None:
        """The headline may need another number of lines; the cursor stays on its rep."""
        current = self._rep_at(self.row)
        self.resized()
        if self.view is not None and self.state.phase == "ready":
            above = len(self._heads)
            row = above + self.view.rows.index(current) if current else min(self.row, above - 1)
            self.set_rows(above + len(self.view.rows), row)

    def resized(self) -> None:
        """A low pane keeps its lines for the reps; names share what the numbers leave."""
        rows = self.view.rows if self.view else ()
        prompted = any(row.prompts for row in rows)
        height = self.scrollable_content_region.height
        told = 6 if self.line_width < NARROW else 4
        self.foot_height = 0 if height < 8 else told if prompted and height >= 16 else 3
        here = [row for row in rows if not row.left]
        self._count_width = 1 + widest((present.count(row.customers) for row in here), COUNT_WIDTH - 1)
        self._kept_width = widest((_kept_text(row.kept) for row in here), KEPT_WIDTH)
        self._flags_width = widest((self._flags_text(row) for row in here), FLAGS_WIDTH)
        marks = (prompt_mark(row, self.glyphs).text for row in here)
        self._prompt_width = widest(marks, PROMPT_WIDTH) + 1 if prompted else 0
        numbers = WORDS_WIDTH + self._count_width + self._kept_width + self._flags_width + self._prompt_width
        named = widest((safe(row.name) for row in rows), LEAST_NAME_WIDTH)
        self._name_width = max(LEAST_NAME_WIDTH, min(named, NAME_WIDTH, self.line_width - numbers))
        wide = paint.width_of([*self._headline(), *self._headcount()]) + 2 <= self.line_width
        self._heads = ("original", "names") if wide else ("original", "headcount", "names")

    def _rep_at(self, row: int) -> RepRow | None:
        index = row - len(self._heads)
        return self.view.rows[index] if self.view and 0 <= index < len(self.view.rows) else None

    def _head_at(self, row: int) -> str:
        return self._heads[row] if 0 <= row < len(self._heads) else ""

    def _figure(self, metric: str) -> Figure | None:
        return self.view.figures.get(metric) if self.view else None

    def paint_row(self, row: int, width: int) -> Line:
        """The headline, the names of who left, or a rep."""
        rep = self._rep_at(row)
        if rep is not None:
            return self._departed(rep, width) if rep.left else self._active(rep, width)
        head = self._head_at(row)
        if head == "names":
            return self._names(width)
        if head == "headcount":
            return self._headcount()
        return self._headline() if "headcount" in self._heads else self._whole_headline(width)

    def _headline(self) -> list[Span]:
        original = self._figure(ORIGINAL)
        line = [span("Original team ", "header")]
        room = self.line_width - paint.width_of(line)
        if original is None:
            return [*line, span(present.DASH, "muted")]
        return [
            *line,
            *figure_in(room, original, self._currency, self.glyphs, counts_first=True),
        ]

    def _headcount(self) -> list[Span]:
        headcount = self._figure(HEADCOUNT)
        if headcount is None or headcount.value is None:
            return []
        ratio = present.percent(headcount.value, of=0)
        return [span("End/start ", "muted"), Span(ratio, "muted"), span(", hires mask leavers", "muted")]

    def _whole_headline(self, width: int) -> Line:
        headcount = self._headcount()
        return paint.beside(self._headline(), headcount, width) if headcount else self._headline()

    def _names(self, width: int) -> Line:
        assert self.view is not None
        if not self.view.departed:
            text = tr("Nobody of the team at the start has left") if self.view.stayed else ""
            return [span(text, "muted")]
        return [span("Left: ", "muted"), Span(safe(self._departed_names(), max(1, width - 6)))]

    def _departed_names(self) -> str:
        assert self.view is not None
        days = {row.name: row.left for row in self.view.rows if row.left}
        near = self._as_of
        return ", ".join(
            f"{safe(name)} ({present.day(days[name], near=near)})" if name in days else safe(name)
            for name in self.view.departed
        )

    def _active(self, rep: RepRow, width: int) -> Line:
        worst = rep.worst if rep.flags else "none"
        flags = pad(self._flags_text(rep), self._flags_width, "right")
        right = [Span(flags, present.severity_token(worst))]
        if self._prompt_width:
            mark = prompt_mark(rep, self.glyphs)
            right = [Span(pad(mark.text, self._prompt_width - 1), mark.style), span(" "), *right]
        count = Span(pad(present.count(rep.customers), self._count_width, "right"))
        kept = self._kept(rep, roomy=width >= self._name_width + 40)
        ways = [
            [count, span(" accts  ", "muted"), *kept],
            [count, span("  "), *kept],
            [count, span(" accts", "muted")],
        ]
        said = first_fitting(ways, width - self._name_width - paint.width_of(right) - 1)
        line = [Span(pad(safe(rep.name), self._name_width)), *said]
        if rep.orphaned:
            line.append(span(phrase("  {orphaned} orphaned", orphaned=rep.orphaned), "severity-high"))
        return paint.beside(line, right, width)

    def _flags_text(self, rep: RepRow) -> SafeText:
        return literal(f"{self.glyphs.severity(rep.worst)} {rep.flags:,}" if rep.flags else "")

    def _kept(self, rep: RepRow, *, roomy: bool) -> list[Span]:
        kept = rep.kept
        if kept.value is None:
            return [span("kept ", "muted"), span(present.DASH, "muted")]
        line = [span("kept ", "muted"), Span(pad(_kept_text(kept), self._kept_width, "right"))]
        if roomy and kept.status != "few" and kept.numerator is not None:
            line.append(Span(SafeText(f"  {_of(kept)}"), "muted"))
        return line

    def _departed(self, rep: RepRow, width: int) -> Line:
        left = Span(
            literal(phrase(" left {left}", left=present.day(rep.left, near=self._as_of))), "severity-watch"
        )
        if rep.orphaned:
            behind = phrase(" · {orphaned} orphaned", orphaned=present.count(rep.orphaned))
            money = Span(present.money(rep.orphaned_revenue, self._currency), "severity-high")
            ways = [
                [left, span(f"{behind} · ", "severity-high"), money],
                [left, span(behind, "severity-high")],
                [left],
            ]
        else:
            ways = [[left, span(" · none orphaned", "muted")], [left]]
        # What was left behind matters more than the end of a long name, which the foot shows in full.
        tail = first_fitting(ways, width - SHORTEST_NAME)
        name = min(self._name_width, max(SHORTEST_NAME, width - paint.width_of(tail)))
        return [Span(pad(safe(rep.name), name), "muted"), *tail]

    @property
    def note_for_focused(self) -> SafeText:
        """What the line under the cursor says, in full sentences."""
        if self.view is None:
            return literal("")
        rep = self._rep_at(self.row)
        if rep is not None:
            return safe(" ".join(_rep_sentences(rep, self._currency)))
        if self._head_at(self.row) == "names":
            return safe(self._names_in_full())
        return safe(self._caution())

    def _names_in_full(self) -> str:
        assert self.view is not None
        stayed = phrase("Stayed: {stayed}.", stayed=", ".join(self.view.stayed)) if self.view.stayed else ""
        left = (
            phrase("Left: {departed_names}.", departed_names=self._departed_names())
            if self.view.departed
            else ""
        )
        return f"{left} {stayed}".strip()

    def _caution(self) -> str:
        original, headcount = self._figure(ORIGINAL), self._figure(HEADCOUNT)
        if original is not None and original.status not in ("ok", "few"):
            return original.said or tr("This figure cannot be shown.")
        said = tr("Reps at the start who are still here at the end.")
        if headcount is None or headcount.value is None:
            return (original.said if original else None) or said
        return phrase(
            "{said} End/start is {headcount}: hires mask leavers.",
            said=said,
            headcount=present.percent(headcount.value, of=0),
        )

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure that F1 explains here: a headline, or retention by rep."""
        if self._rep_at(self.row) is not None:
            return KEPT_BY_REP
        return HEADCOUNT if self._head_at(self.row) == "headcount" else ORIGINAL

    @property
    def prompted_under_cursor(self) -> str | None:
        """The id of the rep under the cursor, of whom there is a page."""
        rep = self._rep_at(self.row)
        return rep.rep_id if rep else None

    def open_row(self, row: int) -> None:
        """The rows behind the headline, or the customers of a rep."""
        rep = self._rep_at(row)
        if rep is None:
            self.post_message(OpenFigure(HEADCOUNT if self._head_at(row) == "headcount" else ORIGINAL))
            return
        field = "former_rep" if rep.left and "former_rep" in FIELDS else "rep"
        self.post_message(AddFilter(is_exactly(field, rep.name)))


def _urgency(rep: RepRow) -> int:
    """Leavers whose customers wait for a rep, then those who are here, then leavers who left none behind."""
    if rep.left is None:
        return 1
    return 0 if rep.orphaned else 2


def _kept_text(kept: Figure) -> SafeText:
    # Counts come first where few are counted; there is no room for both.
    return _of(kept) if kept.status == "few" else present.percent(kept.value, of=0)


def _of(kept: Figure) -> SafeText:
    return literal(f"{kept.numerator or 0:,.0f}/{kept.denominator or 0:,.0f}")


def _rep_sentences(rep: RepRow, currency: str) -> list[str]:
    kept = rep.kept
    said = [f"{rep.name}{f', {rep.team}' if rep.team else ''}.", *prompt_words(rep)]
    if kept.value is None:
        said.append(kept.said or tr("Kept customers cannot be told."))
    else:
        said.append(phrase("Kept {kept} customers:", kept=present.counts(kept)))
        share = present.percent(kept.value, of=kept.denominator)
        said.append(f"{share} {present.interval(kept.low, kept.high)}".strip() + ".")
    if rep.orphaned:
        amount = present.money(rep.orphaned_revenue, currency)
        said.append(
            phrase(
                "Left behind {counted} with {amount} a year.",
                counted=present.plural(rep.orphaned, "customer"),
                amount=amount,
            )
        )
    elif not rep.left:
        said.append(phrase("{revenue} in 12 months.", revenue=present.money(rep.revenue, currency)))
    return said
