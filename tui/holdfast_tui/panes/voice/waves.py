"""NPS by wave, with what it rests on and whether it changed."""

from __future__ import annotations

from typing import Final, Literal, cast

from holdfast.figures import Figure
from holdfast.views.selection import WaveOfSurvey
from holdfast.views.voice.results import SurveyWave, VoiceRoomView
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import interval_text, number_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, literal

NPS: Final = "nps.customers"
METRICS: Final = {
    "answered": NPS,
    "promoters": NPS,
    "passives": NPS,
    "detractors": NPS,
    "silent": "nps.silent_share",
}
Part = Literal["answered", "promoters", "passives", "detractors", "silent"]


class WavesPane(TablePane):
    """A row per wave, the newest first; left and right choose whom enter opens."""

    name_of_pane = "NPS by wave"
    lead = "Wave"
    lead_width = 11, 11
    note_height = 3
    pickable = ("answered", "promoters", "passives", "detractors", "silent")
    table = (
        TableColumn("score", "NPS", 4),
        TableColumn("interval", "95 %", 9, "left", rank=4),
        TableColumn("change", "Change", 6, rank=3),
        TableColumn("answered", "Answ.", 5),
        TableColumn("promoters", "Pro", 3, rank=2),
        TableColumn("passives", "Pas", 3, rank=5),
        TableColumn("detractors", "Det", 3, rank=2),
        TableColumn("response", "Resp.", 5, rank=1),
        TableColumn("silent", "Silent", 6, rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.waves: tuple[SurveyWave, ...] = ()

    def show(self, view: VoiceRoomView) -> None:
        """Show the waves; the cursor stays on its wave."""
        self.waves = view.waves
        self.show_rows([wave.first for wave in self.waves])
        if "waves" in view.locked:
            self.set_state(locked(view.locked["waves"]))
        elif not self.waves:
            self.set_state(empty("None of these customers was asked the NPS question yet."))

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure of the picked column."""
        return METRICS[self.picked] if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The first day of the wave."""
        return [Span(present.day(self.waves[row].first))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a wave."""
        wave = self.waves[row]
        if name == "score":
            few = wave.score.status == "few"
            return [Span(present.figure_score(wave.score), "few" if few else "text bold")]
        if name == "interval":
            return [Span(_bounds(wave.score), "muted")]
        if name == "change":
            return self._change(wave.change)
        if name in ("response", "silent"):
            figure = wave.response if name == "response" else wave.silence
            return [
                Span(present.percent(figure.value, of=0), "text" if figure.value is not None else "muted")
            ]
        counts = {
            "answered": wave.promoters + wave.passives + wave.detractors,
            "promoters": wave.promoters,
            "passives": wave.passives,
            "detractors": wave.detractors,
        }
        style = "bad" if name == "detractors" and counts[name] else "text"
        return [Span(present.count(counts[name]), style)]

    def _change(self, change: Figure | None) -> Line:
        if change is None or change.value is None:
            return [span(present.DASH, "muted")]
        text = literal(number_text(change.value, 1, signed=True))
        if change.said:
            return [Span(text, "muted")]
        return [Span(text, "good" if change.value > 0 else "bad")]

    def note(self, row: int) -> str:
        """A wave in full sentences."""
        wave = self.waves[row]
        said = phrase("Wave of {first}: ", first=present.day(wave.first))
        if wave.score.value is None:
            said += str(wave.score.said)
        else:
            said += phrase(
                "{score} {bounds} from ", score=present.figure_score(wave.score), bounds=_bounds(wave.score)
            )
            said += present.plural(wave.score.denominator or 0, "customer")
        change = wave.change
        if change is not None and change.value is not None:
            said += phrase(
                "; {change} {bounds} since the wave before",
                change=number_text(change.value, 1, signed=True),
                bounds=_bounds(change),
            )
            said += f", {change.said}" if change.said else ""
        if wave.response.value is None:
            return f"{said}. {wave.response.said}."
        return phrase(
            "{said}. {response} invitations answered, {silence} customers kept silent.",
            said=said,
            response=present.counts(wave.response),
            silence=present.counts(wave.silence),
        )

    def open_row(self, row: int) -> None:
        """The customers of the picked part."""
        self.post_message(OpenRows(WaveOfSurvey(self.waves[row].first, cast("Part", self.picked))))


def _bounds(figure: Figure) -> SafeText:
    if figure.low is None or figure.high is None:
        return literal("")
    return literal(interval_text(figure.low, figure.high))
