"""What the plays that were started achieved: kept with it beside alike without it, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.risk.names import FLAG_NAMES
from holdfast.views.plays.results import AchievedLine, PlaysAchieved
from holdfast.views.selection import PlayPart, PlayPartName
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import interval_text, number_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked, settled
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, literal, safe
from holdfast_tui.sitting.state import PaneState

if TYPE_CHECKING:
    from holdfast.plays.effect.compare import Effect

PARTS: Final[dict[str, PlayPartName]] = {
    "started": "started",
    "difference": "compared",
    "effect": "held out",
}
"""By column, the rows that enter opens."""

NOTHING_STARTED: Final = (
    "No play has been started yet: p on a customer starts one. What plays achieve is counted from then on."
)


class AchievedPane(TablePane):
    """A row per play and flag, the one started most often first; left and right choose what enter opens."""

    name_of_pane = "Plays"
    lead = "Play"
    lead_width = 12, 28
    note_height = 6
    pickable = tuple(PARTS)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.view: PlaysAchieved | None = None
        self.lines: tuple[AchievedLine, ...] = ()
        self.everybody = False

    def show(self, view: PlaysAchieved) -> None:
        """Show what was achieved; the cursor stays on its play."""
        self.view, self.lines = view, view.lines
        parts = [self.name_shown, phrase("{started} started", started=number_text(view.started))]
        if self.everybody and self.lines:
            parts.append("everybody's")
        if view.moment.always_valid:
            parts.append(tr("always-valid"))
        self.set_title(literal(f" {self.glyphs.separator} ".join(parts)))
        self.show_rows([(line.pair.play, line.pair.flag) for line in self.lines])
        if view.locked is not None:
            self.set_state(locked(view.locked))
        elif not self.lines:
            self.set_state(settled(NOTHING_STARTED))

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """Say how far the look at the past is; None when it is over, with an answer or without."""
        if done is not None and self.state.phase != "ready":
            told = phrase(
                "Looking at the days on which plays were started: {done} of {total}. Esc stops it.",
                done=done[0],
                total=done[1],
            )
            self.set_state(PaneState("loading", told))
        elif done is None and (self.stale or self.state.phase == "loading"):
            self.set_state(empty("The look at the past was stopped: what plays achieved is not told."))

    def resized(self) -> None:
        """The effect by lot stands only where somebody is held out; that choice is no chance, always."""
        drawn = self.view is not None and bool(self.view.hold_out)
        self.table = (
            TableColumn("flag", "Flag", 4, "left", rank=4, words=True),
            TableColumn("started", "Started", 7),
            TableColumn("cleared", "Cleared", 7, rank=3),
            TableColumn("with", "Kept", 5, rank=2),
            TableColumn("without", "Alike", 5, rank=2),
            TableColumn("difference", "Difference", 10),
            *((TableColumn("effect", "By lot", 8, rank=1),) if drawn else ()),
        )
        super().resized()
        self.set_caution(self.view.caution if self.view is not None and self.lines else "")

    @property
    def metric_under_cursor(self) -> str | None:
        """The flag that the play answers."""
        flag = self.lines[self.row].pair.flag if self.row < len(self.lines) else ""
        return flag if flag in FLAG_NAMES else None

    def lead_cell(self, row: int) -> Line:
        """The play."""
        return [Span(safe(self.lines[row].title))]

    def cell(self, row: int, name: str) -> Line:
        """One cell; what few cases say is dimmed."""
        line = self.lines[row]
        pair, observed = line.pair, line.pair.observed
        if name == "flag":
            return [Span(safe(pair.flag or present.DASH), "muted")]
        if name in ("started", "cleared"):
            return [Span(present.count(getattr(pair, name)), "text")]
        if name == "effect":
            return [_difference(pair.assigned, line.status)]
        if name == "difference":
            return [_difference(observed, line.status)]
        share = observed.share if name == "with" else observed.others_share
        token = "text" if observed.status == "ok" else "few"
        return [span(present.DASH, "muted") if share is None else Span(present.percent(share, of=0), token)]

    def note(self, row: int) -> str:
        """A play in full sentences, and what would tell it without the choice."""
        drawn = self.view.drawn if self.view is not None else None
        return " ".join(part for part in (self.lines[row].words, drawn) if part)

    def open_row(self, row: int) -> None:
        """The starts, the customers that are compared, or those drawn."""
        if self.view is not None:
            pair = self.lines[row].pair
            part = PlayPart(pair.play, PARTS[self.picked], pair.flag, self.view.hold_out)
            self.post_message(OpenRows(part))


def _difference(effect: Effect | None, status: str) -> Span:
    """A difference in points with its interval, or why there is none."""
    if effect is None or effect.value is None or effect.low is None or effect.high is None:
        told = {"few": "too few", "none": "not yet"}.get(status if effect is None else effect.status, "")
        none_can_be = status not in ("ok", "few", "none")
        return span(present.DASH, "muted") if none_can_be or not told else span(told, "few")
    return Span(
        _points(effect.value, effect.low, effect.high), "text bold" if effect.is_distinguishable else "text"
    )


def _points(value: float, low: float, high: float) -> SafeText:
    bounds = interval_text(100 * low, 100 * high, 1, signed=True)
    return literal(f"{number_text(100 * value, 1, signed=True)} {bounds}")
