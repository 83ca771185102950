"""Every flag of the risk room: how many, how much, what it came to before, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.states import FlagSummary
from holdfast.schema.fields import SEVERITIES
from holdfast.views.results import SegmentWave
from holdfast.views.selection import WaveOfSegment
from holdfast.words.interface.catalogue import phrase, tr
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenFlag, OpenRows
from holdfast_tui.panes.desk.flags import BANNER, WAVE, judged
from holdfast_tui.panes.state import empty
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from holdfast.views.risk.changes import FlagChanges
    from holdfast.views.risk.rates import FlagRates
    from holdfast.views.rooms import RiskRoomView

_COLUMNS: Final = (
    TableColumn("count", "Open", 6),
    TableColumn("money", "Money", 7, money=True),
    TableColumn("lost", "Lost", 4, rank=1),
    TableColumn("lift", "Lift", 5, rank=2),
    TableColumn("new", "New", 5, rank=1),
    TableColumn("cleared", "Cleared", 7, rank=4),
    TableColumn("share", "Of judged", 9, rank=5),
)


class RiskFlagsPane(TablePane):
    """A row per flag, worst first; clear and locked ones last. The others follow its cursor."""

    exported = "flag"
    name_of_pane = "Flags"
    lead = "  Flag"
    lead_width = 16, 20
    note_height = 2
    table = _COLUMNS

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.flags: tuple[FlagSummary, ...] = ()
        self.waves: tuple[SegmentWave, ...] = ()
        self.changes: FlagChanges | None = None
        self.rates: FlagRates | None = None

    def show(self, view: RiskRoomView) -> None:
        """Show the flags; the cursor stays on its flag."""
        self.flags = tuple(sorted(view.flags, key=_rank))
        self.currency = view.moment.currency
        raised = sum(flag.count > 0 for flag in self.flags)
        told = sum(flag.state in ("open", "clear") for flag in self.flags)
        self.set_title(
            literal(
                phrase(
                    "Flags {separator} {raised} raised, {told} of {flags} judged",
                    separator=self.glyphs.separator,
                    raised=raised,
                    told=told,
                    flags=len(self.flags),
                )
            )
        )
        self.waves = view.waves
        first_time = not self.rows
        self.show_rows([*(wave.clause for wave in self.waves), *(flag.id for flag in self.flags)])
        if first_time and self.waves:
            # The banners stay in view; what the other panes follow is a flag.
            self.set_rows(self.rows, len(self.waves), 0)
        if not view.moment.shown:
            self.set_state(empty("No customer is left to judge."))

    def show_changes(self, changes: FlagChanges) -> None:
        """Say beside each flag what is new."""
        self.changes = changes
        self.resized()
        self.invalidate()

    def show_rates(self, rates: FlagRates) -> None:
        """Say beside each flag how often customers under it were lost."""
        self.rates = rates
        self.resized()
        self.invalidate()

    @property
    def flag(self) -> FlagSummary | None:
        """The flag under the cursor; on a wave, the first flag."""
        place = max(0, self.row - len(self.waves))
        return self.flags[place] if place < len(self.flags) else None

    def _wave_at(self, row: int) -> SegmentWave | None:
        return self.waves[row] if row < len(self.waves) else None

    def _flag_at(self, row: int) -> FlagSummary:
        return self.flags[row - len(self.waves)]

    @property
    def metric_under_cursor(self) -> str | None:
        """The flag that F1 explains here."""
        if self._wave_at(self.row) is not None:
            return WAVE
        return self.flag.id if self.flag else None

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter for the segment of the wave, or for the customers with the flag under the cursor."""
        wave = self._wave_at(self.row)
        if wave is not None:
            return wave.clause
        flag = self.flag
        return f"flag:{FLAG_NAMES[flag.id].slug}" if flag is not None and not flag.locked else None

    def lead_cell(self, row: int) -> Line:
        """Mark and name."""
        wave = self._wave_at(row)
        if wave is not None:
            told = phrase("Wave: {segment}", segment=wave.segment)
            name = f"{self.glyphs.severity(BANNER)} {told}"
            return [Span(safe(name), f"{present.severity_token(BANNER)} bold")]
        flag = self._flag_at(row)
        if flag.locked:
            return [Span(safe(f"{self.glyphs.unknown} {flag.name}"), "muted")]
        if not flag.count:
            return [Span(safe(f"  {flag.name}"), "muted")]
        mark = f"{self.glyphs.severity(flag.severity)} {flag.name}"
        return [Span(safe(mark), present.severity_token(flag.severity))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a flag; of a wave, what was lost with it."""
        wave = self._wave_at(row)
        if wave is not None:
            return [Span(present.amount(wave.money, self.currency))] if name == "money" else ()
        flag = self._flag_at(row)
        if flag.locked or (not flag.count and name == "count"):
            return [Span(literal(flag.state), "muted")] if name == "count" else ()
        if name in ("new", "cleared"):
            return self._changed(flag, name)
        if name in ("lost", "lift"):
            return self._came_to(flag, name)
        return self._open(flag, name) if flag.count else ()

    def _open(self, flag: FlagSummary, name: str) -> Line:
        """How many have the flag, and how much money they are."""
        if name == "count":
            return [Span(present.count(flag.count))]
        if name == "money":
            return [Span(present.amount(flag.money, self.currency))]
        share = flag.count / flag.evaluated if flag.evaluated else None
        return [Span(present.percent(share, of=0), "muted")]

    def _came_to(self, flag: FlagSummary, name: str) -> Line:
        """What the flag came to; dimmed where too few were flagged or lost to rely on it."""
        found = self.rates.rates.get(flag.id) if self.rates else None
        if found is None or not found.flagged:
            return ()
        token = "text" if found.calibrated else "muted"
        if name == "lost":
            rate = present.percent(found.rate, of=0)
            return [Span(safe(f"≈{rate}") if found.shrunken else rate, token)]
        told = found.calibrated or found.shrunken
        return (
            [Span(present.times(found.lift), token)] if told else [Span(literal(tr("few", "state")), "muted")]
        )

    def _changed(self, flag: FlagSummary, name: str) -> Line:
        counts = self.changes.counts.get(flag.id) if self.changes else None
        if not counts:
            return ()
        if name == "cleared":
            return [Span(literal(f"{counts['cleared']:,}"), "muted")] if counts["cleared"] else ()
        return [Span(literal(f"+{counts['opened']:,}"), "accent")] if counts["opened"] else ()

    def note(self, row: int) -> str:
        """What to do, and how many could be judged; of a wave, how many were lost."""
        wave = self._wave_at(row)
        if wave is not None:
            return f"{wave.evidence}. {wave.play}."
        flag = self._flag_at(row)
        if flag.locked:
            return flag.locked
        return f"{flag.play}. {_first_large(judged(flag.evaluated))}."

    def open_row(self, row: int) -> None:
        """Go to the customers under the flag, or open the losses of a wave."""
        wave = self._wave_at(row)
        if wave is not None:
            self.post_message(OpenRows(WaveOfSegment(wave.segment)))
        elif self._flag_at(row).count:
            self.post_message(OpenFlag(self._flag_at(row).id))


def _rank(flag: FlagSummary) -> tuple[bool, bool, int, float, str]:
    return (
        flag.locked is not None,
        flag.count == 0,
        -SEVERITIES.index(flag.severity),
        -flag.money,
        flag.id,
    )


def _first_large(text: str) -> str:
    """A sentence begins with a capital; nouns of German keep theirs."""
    return text[:1].upper() + text[1:]
