"""The headline figures: one or two lines, each figure reached with left and right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from textual import events
from textual.geometry import Size
from textual.strip import Strip

from holdfast.figures import Figure
from holdfast.views.results import DeskView
from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.sentences import translated
from holdfast_tui.grid import paint
from holdfast_tui.grid.cursor import Motion
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.messages import CursorMoved, OpenFigure
from holdfast_tui.panes.base import Pane
from holdfast_tui.panes.figure_words import Detail, figure_sentence, figure_spans
from holdfast_tui.panes.state import PaneState, state_text
from holdfast_tui.safe_text import SafeText, literal, safe

LABELS: Final = {
    "retention.customers": "Kept",
    "retention.revenue.gross": "GRR",
    "retention.revenue.net": "NRR",
    "repeat.rate": "Repeat",
    "nps.customers": "NPS",
    "risk.revenue.flagged": "At risk",
    "revenue.period": "Revenue",
    "mrr.end": "MRR",
    "retention.reps.original": "Team",
    "customers.active": "Active",
}
"""The usual figures of the strip, most important first."""

SHORT: Final = {
    **LABELS,
    "csat.customers": "CSAT",
    "enps.reps": "eNPS",
    "churn.customers": "Lost",
    "churn.customers.yearly": "Lost a year",
    "churn.cost": "Cost of churn",
    "customers.new": "New",
    "customers.lost": "Gone",
    "nps.response_rate": "Response",
    "nps.silent_share": "Silence",
    "nps.loops_closed": "Answered",
    "revenue.dependence": "Needs new",
    "price.full_share": "Full price",
    "pipeline.win_rate": "Win rate",
}
"""What figures are called on the strip where their name is long."""

GAP: Final = 3
MOST_LINES: Final = 2
DETAILS: Final[tuple[tuple[Detail, Detail], ...]] = (
    ("interval", "interval"),
    ("interval", "change"),
    ("interval", "value"),
    ("value", "value"),
)
"""What is said about the first figure and about the others, the fullest first."""


@dataclass(frozen=True)
class Item:
    """One figure where it stands: line and left edge in cells."""

    spans: list[Span]
    line: int
    x: int

    @property
    def width(self) -> int:
        """Cells it takes."""
        return paint.width_of(self.spans)


def arranged(texts: Sequence[list[Span]], width: int) -> list[Item] | None:
    """Items under one another in at most two lines; None where they do not fit."""
    for lines in range(1, MOST_LINES + 1):
        across = ceil(len(texts) / lines)
        widths = [max(paint.width_of(spans) for spans in texts[column::across]) for column in range(across)]
        if sum(widths) + GAP * (across - 1) <= width:
            edges = [sum(widths[:column]) + GAP * column for column in range(across)]
            return [Item(spans, i // across, edges[i % across]) for i, spans in enumerate(texts)]
    return None


def packed(texts: Sequence[list[Span]], width: int) -> list[Item]:
    """Items one after the other in as many lines as they need."""
    items: list[Item] = []
    line = x = 0
    for spans in texts:
        cells = paint.width_of(spans)
        if x and x + cells > width:
            line, x = line + 1, 0
        items.append(Item(spans, line, x))
        x += cells + GAP
    return items


class KpiStrip(Pane):
    """Headline figures with interval and change, as much as the width allows; none is left out."""

    name_of_pane = "Figures"
    framed = False
    DEFAULT_CSS = """
    KpiStrip {
        height: auto;
        max-height: 2;
        overflow: hidden;
        padding: 0 1;
        background: $background;
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.figures: tuple[Figure, ...] = ()
        self.current = 0
        self._currency = ""
        self._items: list[Item] = []
        self._names: Mapping[str, str] = {}

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure under the cursor."""
        return self.figures[self.current].id if self.figures else None

    def show(self, view: DeskView) -> None:
        """Show the figures that the view has."""
        self._currency = view.moment.currency
        self._names = view.names
        order = view.headlines or tuple(LABELS)
        self.figures = tuple(view.figures[metric] for metric in order if metric in view.figures)
        self.current = max(0, min(self.current, len(self.figures) - 1))
        self.ready()
        lines = self._lines
        self.resized()
        self.invalidate()
        if self._lines != lines:
            self.refresh(layout=True)

    @property
    def _lines(self) -> int:
        # Before there are figures their place is kept, so that the panes below need not move.
        return min(MOST_LINES, max((item.line + 1 for item in self._items), default=MOST_LINES))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line or two."""
        self._items = self._arrange(width)
        return self._lines

    def resized(self) -> None:
        """Arrange the figures: aligned and with as much detail as fits."""
        self._items = self._arrange(self.size.width)

    def _arrange(self, width: int) -> list[Item]:
        items: list[Item] = []
        for first, others in DETAILS:
            texts = [self._spans(f, others if i else first) for i, f in enumerate(self.figures)]
            items = arranged(texts, width) or packed(texts, width)
            if not items or items[-1].line < MOST_LINES:
                break
        return items

    def _label(self, metric: str) -> str:
        short = SHORT.get(metric)
        return tr(short, "headline") if short else tr(self._names.get(metric, metric))

    def stand_on_figure(self, metric: str) -> None:
        """Put the cursor on a figure of the strip."""
        ids = [figure.id for figure in self.figures]
        if metric in ids:
            self._go(ids.index(metric))

    def _spans(self, figure: Figure, detail: Detail) -> list[Span]:
        label = span(f"{self._label(figure.id)} ", "muted")
        spans = [label, *figure_spans(figure, self._currency, self.glyphs, detail=detail)]
        if figure.basis is None or figure.value is None:
            return spans
        # What it is measured on decides the figure: it stands there however narrow the strip is.
        told = translated(figure.basis)
        basis = told if detail == "interval" else told.partition(" ")[0]
        return [*spans, Span(safe(f" {basis}"), "muted")]

    @property
    def note_for_focused(self) -> SafeText:
        """The figure under the cursor in full, or why it has no value."""
        if not self.figures:
            return literal("")
        figure = self.figures[self.current]
        return figure_sentence(self._label(figure.id), figure, self._currency, self.glyphs)

    def _line_key(self, y: int) -> tuple[Any, ...]:
        if self.state.phase != "ready":
            return ("state", y)
        return ("figures", y + self._first_line(), self.current if self.has_focus else None)

    def _first_line(self) -> int:
        if not self._items:
            return 0
        line = self._items[self.current].line
        return max(0, line - self.size.height + 1)

    def paint_line(self, key: tuple[Any, ...]) -> Strip:
        """One line of figures, or the sentence of a state."""
        width = self.size.width
        if key[0] == "state":
            return self._state_strip(self.state, key[1], width)
        strips: list[Strip] = []
        used = 0
        for index, item in enumerate(self._items):
            if item.line != key[1]:
                continue
            if item.x > used:
                strips.append(paint.strip((), item.x - used, self.style_of, "background"))
            ground = "cursor" if index == key[2] else "background"
            room = max(0, min(item.width, width - item.x))
            strips.append(paint.strip(item.spans, room, self.style_of, ground))
            used = item.x + room
        if used < width:
            strips.append(paint.strip((), width - used, self.style_of, "background"))
        return Strip.join(strips).crop(0, width)

    def _state_strip(self, state: PaneState, y: int, width: int) -> Strip:
        text = [Span(state_text(state), "error" if state.phase == "failed" else "muted")] if y == 0 else ()
        return paint.strip(text, width, self.style_of, "background")

    def action_column(self, step: int) -> None:
        """Go to the figure on the left or right."""
        self._go(self.current + step)

    def action_cursor(self, motion: Motion) -> None:
        """Go to the figure above or below, or to either end."""
        ends = {"first": 0, "last": len(self.figures) - 1}
        if motion in ends:
            self._go(ends[motion])
        elif motion in ("up", "down") and self._items:
            here = self._items[self.current]
            line = here.line + (1 if motion == "down" else -1)
            there = [i for i, item in enumerate(self._items) if item.line == line]
            if there:
                self._go(min(there, key=lambda index: abs(self._items[index].x - here.x)))

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self.figures) - 1))
        if index != self.current and self.state.phase == "ready":
            self.current = index
            self.refresh()
            self.post_message(CursorMoved(index))

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor shows, or goes."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def action_open(self) -> None:
        """Open the rows behind the figure."""
        if self.state.phase == "ready" and self.figures:
            self.post_message(OpenFigure(self.figures[self.current].id))

    def on_click(self, event: events.Click) -> None:
        """Select; the second click opens."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = offset.y + self._first_line()
        for index, item in enumerate(self._items):
            if item.line == line and item.x <= offset.x < item.x + item.width:
                self._go(index)
                if event.chain == 2:
                    self.action_open()
