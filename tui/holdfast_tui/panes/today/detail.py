"""Everything behind the line under the cursor: why, whom to call, what was said last, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from holdfast.views.today.results import DueDetail, LastContact, Reason, Target
from holdfast.words.interface.catalogue import colon, phrase, tr
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.base import Pane
from holdfast_tui.safe_text import literal, pad, safe

LABEL: Final = 10


class DueDetailPane(Pane):
    """A page on one customer or rep, wrapped to the pane and scrolled by the keys of a list."""

    name_of_pane = "Detail"
    has_cursor = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as in every Textual widget
        super().__init__(id=id, classes=classes)
        self.detail: DueDetail | None = None
        self.order = ""
        self._page: list[Line] = []

    def show(self, detail: DueDetail) -> None:
        """Show a customer or rep; another one starts at the top."""
        before = self.detail
        same = before is not None and before.target.subject_id == detail.target.subject_id
        self.detail = detail
        self.ready()
        self.set_title(safe(f"{self.name_shown} {self.glyphs.separator} {detail.target.name}"))
        self._lay_out(top=self.viewport.top if same else 0)

    def about(self, row: int) -> Literal["customer", "rep"] | None:
        """Whom the page is about."""
        if self.detail is None or self.state.phase != "ready":
            return None
        return "rep" if self.detail.target.subject == "rep" else "customer"

    def target_at(self, row: int) -> Target | None:
        """Whom the page is about, and how they stand."""
        return self.detail.target if self.detail is not None else None

    def customer_of(self, row: int) -> int | None:
        """The customer of the page."""
        return self.detail.target.customer if self.detail is not None else None

    def on_resize(self) -> None:
        """Lay the page out again."""
        self._show_title()
        self._lay_out(top=self.viewport.top)

    def _lay_out(self, top: int) -> None:
        self.resized()
        self._rows = len(self._page)
        self._fit_virtual_size()
        self.show_from(self.viewport.at(top).top)
        self.invalidate()

    def resized(self) -> None:
        """The page for this width."""
        self._page = self._lines(self.detail, max(24, self.line_width)) if self.detail is not None else []

    def paint_row(self, row: int, width: int) -> Line:
        """One line of the page."""
        return self._page[row] if row < len(self._page) else ()

    def _lines(self, detail: DueDetail, width: int) -> list[Line]:
        lines: list[Line] = []
        if detail.left:
            lines += _labelled("", [tr("No longer in the book.")], width, "severity-high")
        for reason in detail.reasons:
            lines += self._reason(reason, width)
        lines += _labelled("Priority", [detail.priority] if detail.priority else [], width, "muted")
        lines += _labelled("Next", self._next(detail), width)
        lines += _labelled("Call", self._people(detail), width)
        lines += _labelled("Held by", [detail.held] if detail.held else [], width, "muted")
        lines += _labelled("Contacts", [self._contact(one) for one in detail.contacts], width)
        notes = [f"{present.day(note.day)}, {note.writer}: {note.text}" for note in detail.notes]
        lines += _labelled("Notes", notes, width)
        tickets = [
            phrase(
                "{ticket}, open since {created}",
                ticket=ticket.subject or ticket.ticket_id,
                created=present.day(ticket.created),
            )
            + (f", {tr('escalated', 'vocabulary')}" if ticket.escalated else "")
            for ticket in detail.tickets
        ]
        lines += _labelled("Tickets", tickets, width)
        lines += _labelled("Not told", list(dict.fromkeys(detail.locked.values())), width, "muted")
        return lines + _labelled("Order", [self.order] if self.order else [], width, "muted")

    def _reason(self, reason: Reason, width: int) -> list[Line]:
        token = present.severity_token(reason.severity) if reason.quiet is None else "muted"
        mark = f"{self.glyphs.severity(reason.severity)} "
        quiet = f" ({reason.quiet})" if reason.quiet else ""
        parts = paint.wrapped(
            safe(f"{tr(reason.name, 'reason')}{colon()}{reason.sentence}{quiet}"), width - 2
        )
        return [
            [span(mark if not index else "  ", token), Span(part, "muted" if reason.quiet else "text")]
            for index, part in enumerate(parts)
        ]

    def _next(self, detail: DueDetail) -> list[str]:
        told = []
        for task in detail.tasks:
            when = phrase("until {snoozed}", snoozed=present.weekday(task.snoozed)) if task.snoozed else ""
            late = f"{tr('overdue', 'state')} " if task.is_overdue else ""
            told.append(
                f"{late}{present.weekday(task.due)}: {task.text}"
                + (f" {phrase('(snoozed {when})', when=when)}" if when else "")
            )
        if detail.step is not None:
            due = f"{present.weekday(detail.step.due)}: " if detail.step.due else f"{tr('p starts it:')} "
            told.append(f"{due}{detail.step.text} ({detail.step.play})")
        return told

    @staticmethod
    def _people(detail: DueDetail) -> list[str]:
        told = []
        for one in detail.people:
            role = f", {one.role}" if one.role else ""
            ways = [way for way in (one.phone, one.email) if way]
            told.append(f"{one.name}{role}{': ' if ways else ''}{', '.join(ways)}")
        return told

    @staticmethod
    def _contact(one: LastContact) -> str:
        words = [word for word in (one.kind, one.direction) if word]
        who = f" {tr('and', 'page')} ".join(word for word in (one.rep, one.person) if word)
        own = f" {tr('(own log)')}" if one.own_log else ""
        head = ", ".join([str(present.day(one.day)), *words, *([who] if who else [])])
        return f"{head}{own}: {one.text}" if one.text else f"{head}{own}"


def _labelled(label: str, texts: Sequence[str], width: int, token: str = "text") -> list[Line]:  # noqa: S107 - the token of a style
    """Texts behind their label, each wrapped; nothing where there are none."""
    lines: list[Line] = []
    left = label
    for text in texts:
        for part in paint.wrapped(safe(text), width - LABEL):
            lines.append([Span(pad(literal(left), LABEL), "accent"), Span(part, token)])
            left = ""
    return lines
