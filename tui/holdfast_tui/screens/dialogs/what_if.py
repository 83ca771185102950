"""The what-if of the retention room: four inputs, and what they come to while they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from holdfast.metrics.what_if import WhatIf, what_if
from holdfast.words.numerals import percent_text
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.figure_words import first_fitting
from holdfast_tui.safe_text import SafeText, safe
from holdfast_tui.screens.dialogs.base import Dialog, dialog_height, quiet_input, said_keys
from holdfast_tui.widgets.line import Lines

FIELDS: Final = (
    ("retention", "Stay each year, now", "%"),
    ("raised", "Stay each year, then", "%"),
    ("margin", "Margin of a customer a year", ""),
    ("discount", "Discount a year", "%"),
)
"""Name, label and unit of each input."""

FIRST_TRY: Final = WhatIf(margin=1000.0, discount=0.1, retention=0.8, raised=0.85)
"""Where the book says nothing: the worked example of the metrics."""

WIDEST: Final = 80
"""Before the dialog has a size."""


class WhatIfDialog(Dialog[WhatIf]):
    """Answers the inputs as they were when enter was pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab", "app.focus_next", show=False, priority=True),
        Binding("up,shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, start: WhatIf, currency: str) -> None:
        super().__init__()
        self._start, self._currency = start, currency
        self._answer: WhatIf | None = start
        self.outcome = Lines(id="what-if-outcome")

    def compose(self) -> ComposeResult:
        """Title, a line per input, the outcome."""
        with Vertical(classes="dialog"):
            yield Lines(id="dialog-title")
            for name, _, unit in FIELDS:
                with Horizontal(classes="what-if-line"):
                    yield Lines(id=f"what-if-label-{name}", classes="what-if-label")
                    text = _text(getattr(self._start, name), unit)
                    yield quiet_input(id=f"what-if-{name}", value=text, selected=True)
            yield self.outcome

    def on_mount(self) -> None:
        """The retention to try is selected: typing replaces it."""
        self.query_one("#dialog-title", Lines).show_line(
            [span(" What if more stayed", "header"), span("   "), *said_keys("tab next, enter keeps, esc")]
        )
        for name, label, unit in FIELDS:
            line = [span(f" {label}", "text"), span(f" {unit}", "muted")]
            self.query_one(f"#what-if-label-{name}", Lines).show_line(line)
        self.query_one(".dialog").styles.height = dialog_height(len(FIELDS) + 3)
        self._show()
        self.set_focus(self.query_one("#what-if-raised", Input))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Compute while typing."""
        try:
            values = {name: self._value(name, label, unit) for name, label, unit in FIELDS}
            self._answer = what_if(**values)
            self._show()
        except ValueError as error:
            self._answer = None
            self.outcome.show_lines([(), [span(" "), Span(safe(f"{error}".capitalize()), "error")]])

    def _value(self, name: str, label: str, unit: str) -> float:
        text = self.query_one(f"#what-if-{name}", Input).value.strip().removesuffix("%").replace(",", "")
        try:
            number = float(text)
        except ValueError:
            raise ValueError(f"{label}: '{text}' is no number") from None
        return number / 100 if unit else number

    def _show(self) -> None:
        case = self._answer
        if case is None:
            return
        ways = (self._told(case, money) for money in (present.money_exact, present.money))
        told = first_fitting(ways, self.outcome.size.width or WIDEST)
        self.outcome.show_lines([(), told, [span(" m·(1+d) ÷ (1+d−r), the first margin now", "muted")]])

    def _told(self, case: WhatIf, money: Callable[[float, str], SafeText]) -> list[Span]:
        before, after, change = (
            money(amount, self._currency) for amount in (case.before, case.after, case.after - case.before)
        )
        sign = "+" if case.after > case.before else ""
        lift = f" ({percent_text(case.lift, signed=True)})" if case.lift is not None else ""
        token = "good" if case.after > case.before else "bad" if case.after < case.before else "muted"
        return [
            span(" A customer is worth "),
            Span(before, "text bold"),
            span(" now, "),
            Span(after, "text bold"),
            span(" then: "),
            Span(safe(f"{sign}{change}{lift}"), token),
        ]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the case, if there is one."""
        if self._answer is not None:
            self.answer(self._answer)


def _text(value: float, unit: str) -> str:
    return f"{100 * value:.4g}" if unit else f"{value:.2f}".removesuffix(".00")
