"""Type one value, checked before the dialog closes: an as-of date or a period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from holdfast.errors import UsageError
from holdfast.timeline import parse_day, parse_period
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.dialogs.base import Dialog, quiet_input, said_keys
from holdfast_tui.widgets.line import Lines


class Prompt(Dialog[str]):
    """One line to type in; `check` raises UsageError for what cannot be taken."""

    def __init__(self, title: str, value: str, advice: str, check: Callable[[str], object]) -> None:
        super().__init__()
        self._title, self._value, self._advice, self._check = title, value, advice, check

    def compose(self) -> ComposeResult:
        """Title, input, and what is wrong."""
        with Vertical(classes="dialog dialog-low"):
            yield Lines(id="dialog-title")
            yield quiet_input(id="dialog-input", value=self._value, selected=True)
            yield Lines(id="dialog-error")

    def on_mount(self) -> None:
        """The value so far is selected: typing replaces it, and an arrow begins to change it."""
        self.query_one("#dialog-title", Lines).show_line(
            [span(f" {self._title}", "header"), span("   "), *said_keys("enter, esc")]
        )
        self.query_one("#dialog-error", Lines).show_line([span(f" {self._advice}", "muted")])
        self.set_focus(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value, or say why not."""
        try:
            self._check(event.value)
        except UsageError as error:
            line = self.query_one("#dialog-error", Lines)
            line.show_line([span(" "), Span(safe(str(error), self.size.width - 8), "error")])
            return
        self.answer(event.value.strip())


def date_prompt(as_of: date, span_of_data: tuple[date, date]) -> Prompt:
    """Ask for the as-of date, inside the days with data."""
    first, last = span_of_data

    def check(text: str) -> None:
        if not first <= parse_day(text) <= last:
            raise UsageError(f"The data go from {first} to {last}.")

    return Prompt("As-of date", as_of.isoformat(), f"A day from {first} to {last}", check)


def since_prompt(since: date, as_of: date, first: date) -> Prompt:
    """Ask for the day that flags are compared with, before the as-of date."""

    def check(text: str) -> None:
        if not first <= parse_day(text) < as_of:
            raise UsageError(f"Choose a day from {first} on, before the as-of date {as_of}.")

    return Prompt("What has changed since", since.isoformat(), f"A day before {as_of}", check)


def period_prompt(period: str, as_of: date) -> Prompt:
    """Ask for the period."""
    advice = "12m, 90d, 4w, 2025, 2025Q3, 2025-07 or 2025-01-01..2025-06-30"
    return Prompt("Period", period, advice, lambda text: parse_period(text, as_of))
