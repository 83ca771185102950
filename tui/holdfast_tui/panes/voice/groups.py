"""What each segment, rep or other group says, with what it rests on."""

from __future__ import annotations

from typing import Final

from holdfast.figures import Figure
from holdfast.schema.fields import FIELDS
from holdfast.views.selection import FigureGroup
from holdfast.views.voice.results import VoiceGroup, VoiceRoomView
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import interval_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.figure_words import figure_sentence
from holdfast_tui.panes.groups import clause_of_group
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import literal, safe

FIGURES: Final = {
    "nps": ("nps.customers", "NPS"),
    "response": ("nps.response_rate", "Response"),
    "silent": ("nps.silent_share", "Survey silence"),
    "csat": ("csat.customers", "Satisfied"),
}


class VoiceGroupsPane(TablePane):
    """A row per group, most customers with a score first; left and right choose what enter opens."""

    name_of_pane = "By group"
    lead = "Group"
    lead_width = 10, 20
    note_height = 3
    pickable = ("nps", "response", "silent", "csat")
    table = (
        TableColumn("customers", "Cust.", 5, rank=3),
        TableColumn("nps", "NPS", 4),
        TableColumn("interval", "95 %", 11, "left", rank=4),
        TableColumn("response", "Resp.", 5, rank=2),
        TableColumn("silent", "Silent", 6, rank=1),
        TableColumn("csat", "CSAT", 5, rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.groups: tuple[VoiceGroup, ...] = ()
        self.by = ""

    def show(self, view: VoiceRoomView) -> None:
        """Show the groups."""
        self.groups, self.by, self.currency = view.groups, view.by, view.moment.currency
        self.lead = FIELDS[view.by].title
        self.set_title(
            literal(
                phrase(
                    "Voice {separator} by {lead}",
                    separator=self.glyphs.separator,
                    lead=present.dimension(self.lead),
                )
            )
        )
        self.show_rows([group.group for group in self.groups])
        if "satisfaction" in view.locked:
            self.set_state(locked(view.locked["satisfaction"]))
        elif not self.groups:
            self.set_state(empty("None of these customers was asked anything in the period."))

    @property
    def metric_under_cursor(self) -> str | None:
        """The figure of the picked column."""
        return FIGURES[self.picked][0] if self.rows else None

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter that leaves the customers of the group under the cursor."""
        return clause_of_group(self.by, self.groups[self.row].group) if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The group."""
        return [Span(safe(self.groups[row].group))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a group; few cases are dimmed, the note gives their counts."""
        figures = self.groups[row].figures
        score = figures.get("nps.customers")
        if name == "customers":
            return [Span(present.count(score.denominator if score and score.denominator else 0), "muted")]
        if name == "interval":
            known = score is not None and score.low is not None and score.high is not None
            bounds = interval_text(score.low or 0, score.high or 0) if known and score else ""
            return [Span(literal(bounds), "muted")]
        figure = figures.get(FIGURES[name][0])
        if figure is None or figure.value is None:
            return [span(present.DASH, "muted")]
        text = present.figure_score(figure) if name == "nps" else present.percent(figure.value, of=0)
        return [Span(text, "few" if figure.status == "few" else "text bold" if name == "nps" else "text")]

    def note(self, row: int) -> str:
        """A group in full sentences."""
        group = self.groups[row]
        said = [
            str(figure_sentence(label, found, self.currency, self.glyphs))
            for metric, label in FIGURES.values()
            if (found := group.figures.get(metric)) is not None and _is_told(found)
        ]
        return f"{group.group}: {'. '.join(said)}"

    def open_row(self, row: int) -> None:
        """What the picked figure counts in the group."""
        metric = FIGURES[self.picked][0]
        self.post_message(OpenRows(FigureGroup(metric, self.by, self.groups[row].group)))


def _is_told(figure: Figure) -> bool:
    return figure.value is not None
