"""Words that more losses came after than chance explains, then those that were noted at losses."""

from __future__ import annotations

from typing import Final

from holdfast.views.losses.results import LossesRoomView
from holdfast.views.losses.sayings.results import WordAtLoss, WordBefore, WordsView
from holdfast.views.selection import PhraseSaid
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import interval_text, number_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.losses.shares import share_spans, share_words
from holdfast_tui.panes.losses.table import LossesTablePane
from holdfast_tui.panes.state import LOADING, locked, settled
from holdfast_tui.panes.table import TableColumn
from holdfast_tui.safe_text import literal, safe

COUNT: Final = "losses.count"


class WordsPane(LossesTablePane):
    """A row per phrase; enter opens its quotes. What is told takes a look at all that was said."""

    name_of_pane = "Words"
    lead = "Phrase"
    lead_width = 12, 24
    table = (
        TableColumn("customers", "Said by", 7),
        TableColumn("lost", "Lost", 4),
        TableColumn("expected", "By chance", 9, rank=1),
        TableColumn("measure", "Lift or share", 15),
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.told: WordsView | None = None

    @property
    def found(self) -> tuple[WordBefore | WordAtLoss, ...]:
        """Every row."""
        return () if self.told is None else (*self.told.before, *self.told.at_loss)

    def show(self, view: LossesRoomView) -> None:
        """The words of these customers are looked for once the pane is on show."""
        self.currency = view.moment.currency
        if self.told is None or self.told.moment != view.moment:
            self.told = None
            self.show_rows(())
            self.set_title(literal(self.name_shown))
            self.set_state(LOADING)

    def show_words(self, told: WordsView) -> None:
        """Show what was found; the cursor stays on its phrase."""
        self.told, self.currency = told, told.moment.currency
        self.set_title(literal(f" {self.glyphs.separator} ".join(self._summary(told))))
        self.show_rows([(isinstance(one, WordBefore), one.words) for one in self.found])
        if told.locked is not None:
            self.set_state(locked(told.locked))
        elif not self.found:
            self.set_state(settled(told.sentence))

    def _summary(self, told: WordsView) -> list[str]:
        parts = [self.name_shown]
        if told.tried:
            count = len(told.before)
            parts.append(phrase("{n} before losses", n=count) if count else tr("none before losses"))
        if told.at_loss:
            parts.append(phrase("{n} noted at losses", n=len(told.at_loss)))
        return parts

    @property
    def metric_under_cursor(self) -> str | None:
        """What is counted."""
        return COUNT if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The phrase."""
        return [Span(safe(self.found[row].phrase))]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a phrase."""
        one = self.found[row]
        if isinstance(one, WordAtLoss):
            return _cell_at_loss(one, name)
        if name == "measure":
            return [
                Span(present.times(one.lift.value), "text bold"),
                span(" "),
                Span(literal(_bounds(one)), "muted"),
            ]
        if name == "expected":
            return [Span(safe(number_text(one.expected, 1)), "muted")]
        return [Span(present.count(one.customers if name == "customers" else one.lost))]

    def note(self, row: int) -> str:
        """A phrase in full sentences."""
        one = self.found[row]
        if isinstance(one, WordAtLoss):
            return phrase(
                "{words}: noted of {share} of those of whom anything was noted when they left, {money} in "
                "their 12 months before.",
                words=one.phrase,
                share=share_words(one.share),
                money=present.money(one.revenue, self.currency),
            )
        return phrase(
            "{words}: of {customers} that said it {lost} left after it, {expected} by chance: {lift} times "
            "the rate of others who spoke {bounds}. No cause by itself: read the quotes. In {places}.",
            words=one.phrase,
            customers=present.plural(one.customers, "customer"),
            lost=present.count(one.lost),
            expected=number_text(one.expected, 1),
            lift=present.DASH if one.lift.value is None else number_text(one.lift.value, 1),
            bounds=_bounds(one),
            places=_places(one),
        )

    def open_row(self, row: int) -> None:
        """The quotes."""
        one = self.found[row]
        self.post_message(OpenRows(PhraseSaid(one.words, isinstance(one, WordAtLoss))))


def _cell_at_loss(one: WordAtLoss, name: str) -> Line:
    if name == "measure":
        return share_spans(one.share)
    if name == "expected":
        return [span(present.DASH, "muted")]
    return [Span(present.count(one.customers))]


def _bounds(one: WordBefore) -> str:
    """`[1.3–6.0]`, and `[1.3–]` where the others lost nobody."""
    low, high = one.lift.low, one.lift.high
    return f"[{number_text(low, 1)}–]" if high is None else interval_text(low, high, 1)


def _places(one: WordBefore) -> str:
    counts = ((one.tickets, "ticket"), (one.notes, "note"), (one.comments, "comment"))
    return ", ".join(present.plural(count, word) for count, word in counts if count)
