"""The risk flags over the filtered customers."""

from __future__ import annotations

from holdfast.fields import SEVERITIES
from holdfast.risk.names import FLAG_NAMES
from holdfast.views.results import DeskView, FlagSummary
from holdfast_tui import present
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.messages import AddFilter
from holdfast_tui.panes.base import Pane, note_lines, rule
from holdfast_tui.panes.state import empty
from holdfast_tui.safe_text import literal, pad, safe

COUNT_WIDTH, MONEY_WIDTH, SHARE_WIDTH = 9, 9, 7


class FlagsPane(Pane):
    """A row per flag: how many customers, how much money; worst first, clear and locked ones last."""

    name_of_pane = "Risk flags"
    head_height = 1
    foot_height = 3
    foot_follows_cursor = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.flags: tuple[FlagSummary, ...] = ()
        self._currency = ""
        self._shown = 0

    def show(self, view: DeskView) -> None:
        """Show a result; the cursor stays on its flag."""
        current = self.flags[self.row].id if self.flags else ""
        self._currency, self._shown = view.moment.currency, view.moment.shown
        self.flags = tuple(sorted(view.flags, key=_rank))
        self.ready()
        open_flags = sum(flag.count > 0 for flag in self.flags)
        raised = f" · {open_flags} of {len(self.flags)} raised" if self._shown else ""
        self.set_title(literal(f"Risk flags{raised}"))
        ids = [flag.id for flag in self.flags]
        self.resized()
        self.set_rows(len(ids), ids.index(current) if current in ids and self.row else 0)
        if not ids:
            self.set_state(empty("No flag can be evaluated."))
        elif not self._shown:
            # Nobody to judge is not the same as nobody at risk.
            self.set_state(empty("No customer is left to judge."))

    def resized(self) -> None:
        """A low pane keeps its lines for the flags."""
        self.foot_height = 3 if self.scrollable_content_region.height >= 8 else 0

    def paint_head(self, index: int, width: int) -> Line:
        """What the numbers are."""
        titles = (("Customers", COUNT_WIDTH), ("Rev. 12m", MONEY_WIDTH), ("Share", SHARE_WIDTH))
        name = pad(literal("  Flag"), max(2, width - sum(cells for _, cells in titles)))
        return [Span(name, "header"), *(Span(pad(literal(t), w, "right"), "header") for t, w in titles)]

    def paint_row(self, row: int, width: int) -> Line:
        """One flag."""
        flag = self.flags[row]
        room = max(2, width - 2 - COUNT_WIDTH - MONEY_WIDTH - SHARE_WIDTH)
        if flag.locked:
            name = f"{self.glyphs.unknown} {safe(flag.name)}"
            return paint.fitted(
                [Span(pad(safe(name), min(room + 2, 18)), "muted"), Span(safe(f"  {flag.locked}"), "muted")],
                width,
            )
        if not flag.count:
            line = [span("  "), Span(pad(safe(flag.name), room), "muted")]
            return [*line, Span(pad(literal("clear"), COUNT_WIDTH, "right"), "muted")]
        token = present.severity_token(flag.severity)
        share = present.percent(flag.count / flag.evaluated, of=0) if flag.evaluated else literal("")
        return [
            Span(literal(f"{self.glyphs.severity(flag.severity)} "), token),
            Span(pad(safe(flag.name), room), token),
            Span(pad(present.count(flag.count), COUNT_WIDTH, "right")),
            Span(pad(present.money(flag.money, self._currency), MONEY_WIDTH, "right")),
            Span(pad(share, SHARE_WIDTH, "right"), "muted"),
        ]

    def paint_foot(self, index: int, width: int) -> Line:
        """What to do about the flag under the cursor, and how many customers it could judge."""
        if index == 0 or not self.flags:
            return rule(width, self.glyphs) if index == 0 else ()
        flag = self.flags[self.row]
        if flag.locked:
            return note_lines(flag.locked, width, 2)[index - 1]
        if index == 1:
            return [Span(safe(f"{self.glyphs.crumb} {flag.play}", width), "accent")]
        return [Span(safe(_judged(flag.evaluated, self._shown), width), "muted")]

    @property
    def metric_under_cursor(self) -> str | None:
        """The flag that F1 explains here."""
        return self.flags[self.row].id if self.flags else None

    def open_row(self, row: int) -> None:
        """Narrow the list to the customers with this flag."""
        flag = self.flags[row]
        named = FLAG_NAMES.get(flag.id)
        if named is not None and named.subject == "customer" and not flag.locked:
            self.post_message(AddFilter(f"flag:{named.slug}"))


def _judged(evaluated: int, shown: int) -> str:
    """What the share is a share of."""
    if evaluated == shown:
        return "Share of all customers; each could be judged."
    if not evaluated:
        return f"None of {present.plural(shown, 'customer')} could be judged."
    return f"Share of {present.count(evaluated)} of {present.count(shown)} that could be judged."


def _rank(flag: FlagSummary) -> tuple[bool, bool, int, float]:
    severity = SEVERITIES.index(flag.severity) if flag.severity in SEVERITIES else 0
    return flag.locked is not None, flag.count == 0, -severity, -flag.money
