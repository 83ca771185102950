"""Topics that come again, quarter by quarter, and which of them rises."""

from __future__ import annotations

from holdfast.views.losses.results import LossesRoomView, RecurringTopic
from holdfast.views.selection import LossPart
from holdfast.words.interface.catalogue import phrase
from holdfast.words.numerals import number_text
from holdfast_tui.grid.paint import Line, Span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.losses.topics import TopicTablePane
from holdfast_tui.panes.table import TableColumn
from holdfast_tui.safe_text import literal


class RecurringPane(TopicTablePane):
    """Those that rise first; enter opens its tickets, answers and exit interviews."""

    name_of_pane = "Topics that come again"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.topics: tuple[RecurringTopic, ...] = ()

    def show(self, view: LossesRoomView) -> None:
        """Show the topics."""
        self.topics = view.recurring
        nothing = "No topic came up in two quarters of the period."
        self.show_topics(view, (one.topic for one in view.recurring), nothing)

    def resized(self) -> None:
        """A quarter takes as many cells as its name."""
        heading = " ".join(name[2:] for name in self.quarters)
        self.table = (
            TableColumn("trend", "", 5, "left", words=True),
            TableColumn("customers", "Customers", 9),
            TableColumn("again", "Again", 5, rank=1),
            TableColumn("quarters", heading, len(heading), "left", rank=2),
        )
        super().resized()

    def cell(self, row: int, name: str) -> Line:
        """One cell of a topic."""
        one = self.topics[row]
        if name == "trend":
            return [Span(literal("rises" if one.rises else ""), "severity-high")]
        if name == "quarters":
            counts = (
                f"{count:>{len(quarter) - 2}}"
                for count, quarter in zip(one.quarters, self.quarters, strict=True)
            )
            return [Span(literal(" ".join(counts)), "muted")]
        return [Span(present.count(one.customers if name == "customers" else one.again))]

    def note(self, row: int) -> str:
        """A topic in full sentences."""
        one = self.topics[row]
        where = ", ".join(
            present.plural(count, *words)
            for count, words in (
                (one.tickets, ("ticket",)),
                (one.answers, ("survey answer",)),
                (one.exits, ("exit interview",)),
            )
            if count
        )
        raised = present.plural(one.customers, "customer")
        said = phrase(
            "{topic}: raised by {raised}, {again} of them on several days ({where}).",
            topic=one.topic,
            raised=raised,
            again=one.again,
            where=where,
        )
        if one.usual is None or one.last is None:
            return phrase("{said} Too few whole quarters to tell what is usual.", said=said)
        last = one.quarters[self.quarters.index(one.last)]
        rises = "more than chance usually gives" if one.rises else "no more than chance may give"
        return phrase(
            "{said} In {last} by {raised}, before it {usual} a quarter: {rises}.",
            said=said,
            last=one.last,
            raised=last,
            usual=number_text(one.usual, 1),
            rises=rises,
        )

    def open_row(self, row: int) -> None:
        """The tickets, answers and exit interviews."""
        self.post_message(OpenRows(LossPart("again", self.topics[row].topic)))
