"""What lost customers wrote about before they left, beside those who stayed."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.views.losses.results import LossesRoomView, TopicCount
from holdfast.views.selection import LossPart
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.losses.shares import share_spans, share_words
from holdfast_tui.panes.losses.table import LossesTablePane
from holdfast_tui.panes.table import TableColumn
from holdfast_tui.safe_text import safe


class TopicTablePane(LossesTablePane):
    """A row per topic, with what is told of every quarter of the period."""

    part = "topics"
    lead = "Topic"
    lead_width = 10, 20

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.names: tuple[str, ...] = ()
        self.quarters: tuple[str, ...] = ()

    def show_topics(self, view: LossesRoomView, names: Iterable[str], nothing: str) -> None:
        """Show a row per topic; the cursor stays on its own. `nothing`: what is said where there is none."""
        self.names, self.quarters = tuple(names), view.quarters
        self.show_rows(self.names)
        self.explain_nothing(view, shown=len(self.names), nothing=nothing)

    @property
    def metric_under_cursor(self) -> str | None:
        """What a topic is a sign of."""
        return "attrition.said" if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The topic."""
        return [Span(safe(self.names[row]))]


class TopicsPane(TopicTablePane):
    """That of most lost customers first; enter opens its tickets and answers."""

    name_of_pane = "Topics before the loss"
    table = (
        TableColumn("customers", "Lost", 4),
        TableColumn("share", "Of lost", 13),
        TableColumn("kept", "Of kept", 7),
        TableColumn("tickets", "Tickets", 7, rank=2),
        TableColumn("answers", "Answers", 7, rank=1),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.topics: tuple[TopicCount, ...] = ()

    def show(self, view: LossesRoomView) -> None:
        """Show the topics."""
        self.topics = view.topics
        nothing = "No lost customer raised a topic in the 180 days before."
        self.show_topics(view, (one.topic for one in view.topics), nothing)

    def cell(self, row: int, name: str) -> Line:
        """One cell of a topic."""
        one = self.topics[row]
        if name == "share":
            return share_spans(one.share)
        if name == "kept":
            return [Span(present.percent(one.kept.value, of=0), "muted")]
        counts = {"customers": one.customers, "tickets": one.tickets, "answers": one.answers}
        return [Span(present.count(counts[name]), "text" if counts[name] else "muted")]

    def note(self, row: int) -> str:
        """A topic in full sentences."""
        one = self.topics[row]
        wrote = f"{present.plural(one.tickets, 'ticket')}, {present.plural(one.answers, 'survey answer')}"
        quarters = ", ".join(
            f"{name} {count}" for name, count in zip(self.quarters, one.quarters, strict=True)
        )
        said = phrase(
            "{topic}: raised in the 180 days before by {share} of the lost ({wrote})",
            topic=one.topic,
            share=share_words(one.share),
            wrote=wrote,
        )
        said += phrase("; of the kept, in the last 180 days, by {kept}", kept=share_words(one.kept))
        return phrase("{said}. Lost by quarter: {quarters}.", said=said, quarters=quarters)

    def open_row(self, row: int) -> None:
        """The tickets and answers."""
        self.post_message(OpenRows(LossPart("topic", self.topics[row].topic)))
