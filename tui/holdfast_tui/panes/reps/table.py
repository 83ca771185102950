"""The reps of a team, what they kept as it is beside what it would be with everybody's mix of customers."""

from __future__ import annotations

from typing import Final

from holdfast.filters import is_exactly
from holdfast.views.figures.prospects import beside_words
from holdfast.views.reps.results import RepRow
from holdfast.views.rooms import RepRecord, RepsRoomView
from holdfast.views.selection import RepCustomers
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import interval_text, number_text
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.messages import OpenRows
from holdfast_tui.panes.figure_words import looks_words
from holdfast_tui.panes.reps.prompts import prompt_mark, prompt_words
from holdfast_tui.panes.state import empty, locked
from holdfast_tui.panes.table import TableColumn, TablePane
from holdfast_tui.safe_text import SafeText, literal, safe

BY_REP: Final = "retention.customers.by_rep"
NOTHING_ON_RECORD: Final = RepRecord(None, None, None)

_BEFORE: Final = (
    TableColumn("customers", "Customers", 9, rank=1),
    TableColumn("revenue", "12 months", 9, rank=3, money=True),
    TableColumn("kept", "Kept, raw", 13),
    TableColumn("adjusted", "Adjusted", 8),
    TableColumn("ratio", "Lost/expected", 16, rank=2),
)
_RECORDS: Final = (
    TableColumn("attainment", "Quota", 5, rank=6),
    TableColumn("recognised", "Thanked", 7, rank=7),
)
_PROMPTS: Final = (TableColumn("prompts", "Talk", 4),)
_AFTER: Final = (
    TableColumn("orphaned", "Orphaned", 8, rank=1),
    TableColumn("flags", "Flags", 5, rank=1),
    TableColumn("team", "Team", 10, "left", rank=5, words=True),
)


class RepTablePane(TablePane):
    """A row per rep; leavers whose customers wait for a rep come first."""

    exported = "rep"
    name_of_pane = "Reps"
    subject = "rep"
    lead = "Rep"
    lead_width = 14, 24
    note_height = 3

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.reps: tuple[RepRow, ...] = ()
        self.view: RepsRoomView | None = None

    def show(self, view: RepsRoomView) -> None:
        """Show the reps."""
        self.view, self.currency = view, view.moment.currency
        self.reps = tuple(sorted(view.reps.rows, key=_urgency))
        on_record = any(record != NOTHING_ON_RECORD for record in view.records.values())
        prompted = any(rep.prompts for rep in self.reps)
        self.note_height = 4 if prompted else 3
        self.table = (
            *_BEFORE,
            *(_RECORDS if on_record else ()),
            *(_PROMPTS if prompted else ()),
            *_AFTER,
        )
        self.set_title(
            literal(
                phrase("Reps {separator} {reps}", separator=self.glyphs.separator, reps=len(self.reps))
                + looks_words(view.moment, self.glyphs)
                if self.reps
                else "Reps"
            )
        )
        self.show_rows([rep.rep_id for rep in self.reps])
        if view.locked:
            self.set_state(locked(view.locked))
        elif not self.reps:
            self.set_state(empty("No rep holds or held any of these customers."))

    def resized(self) -> None:
        """The caution stands in the frame."""
        super().resized()
        self.set_caution(self.view.prompt if self.view else "")

    @property
    def metric_under_cursor(self) -> str | None:
        """What the table compares."""
        return BY_REP if self.rows else None

    @property
    def clause_under_cursor(self) -> str | None:
        """The filter that leaves the customers of the rep under the cursor."""
        if not self.rows:
            return None
        rep = self.reps[self.row]
        return is_exactly("former_rep" if rep.left else "rep", rep.name)

    @property
    def prompted_under_cursor(self) -> str | None:
        """The id of the rep under the cursor, of whom there is a page."""
        return self.reps[self.row].rep_id if self.rows else None

    def lead_cell(self, row: int) -> Line:
        """The name, dimmed for who has left."""
        rep = self.reps[row]
        return [Span(safe(rep.name), "muted" if rep.left else "text")]

    def cell(self, row: int, name: str) -> Line:
        """One cell of a rep."""
        rep = self.reps[row]
        if name == "prompts":
            return [prompt_mark(rep, self.glyphs)]
        if name in ("attainment", "recognised"):
            return self._recorded(rep, name)
        painted = {
            "customers": _customers,
            "kept": _kept,
            "adjusted": _adjusted,
            "ratio": _ratio,
            "team": _team,
        }
        if name in painted:
            return painted[name](rep)
        if name == "revenue":
            amount = rep.orphaned_revenue if rep.left else rep.revenue
            return [Span(present.amount(amount, self.currency), "muted" if rep.left else "text")]
        if name == "orphaned":
            return [Span(present.count(rep.orphaned), "severity-high")] if rep.orphaned else ()
        worst = rep.worst if rep.flags else "none"
        mark = f"{self.glyphs.severity(worst)} {rep.flags}" if rep.flags else ""
        return [Span(literal(mark), present.severity_token(worst))]

    def _record(self, rep: RepRow) -> RepRecord:
        return self.view.records.get(rep.rep_id, NOTHING_ON_RECORD) if self.view else NOTHING_ON_RECORD

    def _recorded(self, rep: RepRow, name: str) -> Line:
        record = self._record(rep)
        if name == "attainment":
            return [Span(present.percent(record.attainment, of=0), _tone(record.attainment))]
        return [Span(present.days(record.unrecognised_days), _tone(record.unrecognised_days))]

    def note(self, row: int) -> str:
        """A rep in full sentences, and how to read them."""
        rep = self.reps[row]
        said = [f"{rep.name}{f', {rep.team}' if rep.team else ''}{self._gone(rep)}.", *prompt_words(rep)]
        said += _kept_words(rep, alone=len(self.reps) == 1)
        said += self._book_words(rep)
        record = self._record(rep)
        if record.attainment is not None:
            said.append(
                phrase("Quota attained {attainment}.", attainment=present.percent(record.attainment, of=0))
            )
        if record.unrecognised_days is not None:
            said.append(
                phrase(
                    "Recognised {unrecognised_days} ago.",
                    unrecognised_days=present.days(record.unrecognised_days),
                )
            )
        return " ".join(said)

    def _gone(self, rep: RepRow) -> str:
        return phrase(", left {left}", left=present.day(rep.left)) if rep.left else ""

    def _book_words(self, rep: RepRow) -> list[str]:
        if rep.orphaned:
            amount = present.money(rep.orphaned_revenue, self.currency)
            return [
                phrase(
                    "Left behind {counted} with {amount} a year.",
                    counted=present.plural(rep.orphaned, "customer"),
                    amount=amount,
                )
            ]
        if rep.left:
            return []
        amount = present.money(rep.revenue, self.currency)
        return [
            phrase(
                "Holds {counted}, {amount} in 12 months.",
                counted=present.plural(rep.customers, "customer"),
                amount=amount,
            )
        ]

    def open_row(self, row: int) -> None:
        """The customers the rep answered for; those held now where it answered for none."""
        rep = self.reps[row]
        self.post_message(OpenRows(RepCustomers(rep.rep_id, "answered" if rep.held_at_start else "held")))


def _urgency(rep: RepRow) -> int:
    if rep.left is None:
        return 1
    return 0 if rep.orphaned else 2


def _customers(rep: RepRow) -> Line:
    if rep.left and not rep.customers:
        return [Span(literal(tr("left", "vocabulary")), "severity-watch")]
    return [Span(present.count(rep.customers))]


def _kept(rep: RepRow) -> Line:
    kept = rep.kept
    if kept.value is None:
        return [span(present.DASH, "muted")]
    if kept.status == "few":
        return [Span(present.counts(kept), "few")]
    share = Span(present.percent(kept.value, of=0), "text bold")
    return [share, span(" "), Span(_padded(present.interval(kept.low, kept.high)), "muted")]


def _padded(interval: SafeText) -> SafeText:
    return literal(f"{interval:>8}")


def _adjusted(rep: RepRow) -> Line:
    if rep.kept_adjusted is None:
        return [span(present.DASH, "muted")]
    few = rep.kept.status == "few"
    return [Span(present.percent(rep.kept_adjusted, of=0), "few" if few else "text bold")]


def _ratio(rep: RepRow) -> Line:
    if rep.churn_oe is None or rep.oe_low is None or rep.oe_high is None:
        return [span(present.DASH, "muted")]
    return [
        Span(literal(number_text(rep.churn_oe, 2)), "severity-high" if rep.oe_low > 1 else "text"),
        Span(literal(f" {interval_text(rep.oe_low, rep.oe_high, 2)}"), "muted"),
    ]


def _team(rep: RepRow) -> Line:
    return [Span(safe(rep.team), "muted")]


def _tone(value: float | None) -> str:
    return "muted" if value is None else "text"


def _kept_words(rep: RepRow, *, alone: bool) -> list[str]:
    kept = rep.kept
    if kept.value is None:
        return [f"{present.capital(kept.said or tr('Kept customers cannot be told'))}."]
    share = f"{present.percent(kept.value, of=0)} {present.interval(kept.low, kept.high)}".strip()
    said = [phrase("Kept {kept} customers, {share}.", kept=present.counts(kept), share=share)]
    if alone:
        return [*said, "Nobody to compare with under this filter."]
    if rep.beside is not None:
        said.append(f"{beside_words(rep.beside)}.")
    if rep.kept_adjusted is not None:
        said.append(
            phrase(
                "With everybody's mix of segments {kept_adjusted}.",
                kept_adjusted=present.percent(rep.kept_adjusted, of=0),
            )
        )
    if rep.churn_oe is not None and rep.oe_low is not None and rep.oe_high is not None:
        verdict = tr("no evidence of a difference")
        if rep.oe_low > 1 or rep.oe_high < 1:
            word = tr("more" if rep.oe_low > 1 else "less", "vocabulary")
            verdict = phrase("{word} than chance alone usually gives", word=word)
        said.append(
            phrase(
                "Lost {churn_oe} times what the mix gives: {verdict}.",
                churn_oe=number_text(rep.churn_oe, 2),
                verdict=verdict,
            )
        )
    return said
