"""Silent v said: who left without a sign, and what the others had said."""

from __future__ import annotations

from typing import Final

from holdfast.views.losses.results import LossesRoomView, SignCount
from holdfast.views.losses.words import SIGN_MEANS, SIGN_WORDS
from holdfast.views.selection import LossPart
from holdfast.words.interface.catalogue import colon, phrase, tr
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.losses.shares import share_spans, share_words
from holdfast_tui.panes.losses.table import LossesTablePane
from holdfast_tui.panes.table import TableColumn
from holdfast_tui.safe_text import safe

SILENT: Final = "attrition.silent"
SAID: Final = "attrition.said"


class SilencePane(LossesTablePane):
    """Silent attrition, its complement by kind of sign, and those of whom nobody can tell."""

    name_of_pane = "Silent v said"
    part = "signs"
    lead = "Before they left"
    lead_width = 17, 20
    table = (
        TableColumn("customers", "Lost", 4),
        TableColumn("share", "Share", 13),
        TableColumn("revenue", "Revenue", 7, rank=1, money=True),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.parts: tuple[SignCount, ...] = ()
        self.earlier: dict[str, float] = {}

    def show(self, view: LossesRoomView) -> None:
        """Show what was said; the cursor stays on its line."""
        self.parts, self.currency = view.signs, view.moment.currency
        before = {part: view.figures.get(metric) for part, metric in (("silent", SILENT), ("said", SAID))}
        self.earlier = {
            part: figure.previous for part, figure in before.items() if figure and figure.previous is not None
        }
        self.show_rows([part.part for part in self.parts])
        self.explain_nothing(view, shown=sum(part.customers for part in self.parts))

    @property
    def metric_under_cursor(self) -> str | None:
        """Silent attrition, or its complement."""
        if not self.rows:
            return None
        return SILENT if self.parts[self.row].part in ("silent", "unknown") else SAID

    def lead_cell(self, row: int) -> Line:
        """What was said."""
        words = SIGN_WORDS[self.parts[row].part]
        return [Span(safe(tr(words, "cell")), "muted" if words.startswith(" ") else "text")]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a line."""
        part = self.parts[row]
        if name == "share":
            return share_spans(part.share)
        if name == "revenue":
            return [Span(present.amount(part.revenue, self.currency))]
        return [Span(present.count(part.customers))]

    def note(self, row: int) -> str:
        """A line in full sentences."""
        part = self.parts[row]
        told = (
            share_words(part.share) if part.share is not None else present.plural(part.customers, "customer")
        )
        words = tr(SIGN_WORDS[part.part].strip(), "cell")
        said = f"{words}{colon()}{told}; {tr(SIGN_MEANS[part.part], 'cell')}."
        if (earlier := self.earlier.get(part.part)) is not None:
            said += f" {phrase('The period before: {earlier}.', earlier=present.percent(earlier, of=0))}"
        return said[:1].upper() + said[1:]

    def open_row(self, row: int) -> None:
        """The customers of the line."""
        self.post_message(OpenRows(LossPart("sign", self.parts[row].part)))
