"""How the list of today stands, in one line: counts, whose it is, and what a reader must know."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from holdfast.views.today.results import TodayView
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span, beside, span
from holdfast_tui.look import present
from holdfast_tui.look.dressed import look_of
from holdfast_tui.safe_text import safe
from holdfast_tui.widgets.line import Lines


class TodayLine(Lines):
    """`12 due · 3 done · 2 snoozed`; notes, such as that a filter hides due tasks, stand at the right."""

    view: TodayView | None = None
    endings = 0
    """How many plays that run should end: their flags have cleared, or their time is over."""

    def show(self, view: TodayView) -> None:
        """Say how a list stands."""
        self.view = view
        self._say()

    def show_endings(self, endings: Sequence[object]) -> None:
        """Say how many plays should end."""
        self.endings = len(endings)
        self._say()

    def on_resize(self, event: events.Resize) -> None:
        """Another width has room for another part."""
        self._say()

    def _say(self) -> None:
        view = self.view
        if view is None:
            return
        dot = f" {look_of(self).glyphs.separator} "
        left = [span(" "), Span(safe(view.counts.words.replace(" · ", dot)), "header")]
        if view.narrowed:
            left.append(Span(safe(f"   {view.narrowed}"), "muted"))
        ending = (
            [phrase("{counted} may end: p", counted=present.plural(self.endings, "play"))]
            if self.endings
            else []
        )
        notes = [*view.notes, *ending]
        right: Line = [Span(safe(f"{dot.join(notes)} "), "severity-high")] if notes else ()
        self.show_line(beside(left, right, self.size.width) if right else left)
