"""The health of a customer on its page: the number, what hurts most, and the points each input takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.views.customer import CustomerHealth, CustomerView, HealthInput, HealthPoint
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.customer.lines import section
from holdfast_tui.panes.customer.parts import HALF_HEIGHT
from holdfast_tui.safe_text import SafeText, literal, pad, safe
from holdfast_tui.terminal.capabilities import Glyphs

if TYPE_CHECKING:
    from holdfast.views.customers.past import CustomerPast

TITLE_WIDTH: Final = 26
WEIGHT_WIDTH: Final = 6
LOST_WIDTH: Final = 6
MONTH_WIDTH: Final = 9
VALUE_WIDTH: Final = 3


def health(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """The score, what takes the most points, and every input with its weight; what is missing says so."""
    found = view.health
    if found is None:
        sentence = "Cannot be told: no flag could be judged and nothing was bought."
        return section("Health", [[span(sentence, "muted")]])
    return section(
        "Health", [*_total(found, width, glyphs), *(_input(part, width, glyphs) for part in found.inputs)]
    )


def past(found: CustomerPast | None, width: int, glyphs: Glyphs) -> list[Line]:
    """Health by month with what moved it, and what has changed."""
    if found is None:
        return []
    lines: list[Line] = []
    values = [point.value for point in found.health]
    if any(value is not None for value in values):
        first, last = found.health[0].end, found.health[-1].end
        spark = present.trend(values, glyphs, max(1, width - 2 * MONTH_WIDTH))
        lines.append(
            [
                Span(pad(present.month(first), MONTH_WIDTH), "muted"),
                Span(spark, "spark"),
                span(" "),
                Span(present.month(last), "muted"),
            ]
        )
        lines += [line for point in reversed(found.health) if point.moved for line in _event(point, width)]
    lines += [[Span(line)] for line in paint.wrapped(safe(found.changes), width)]
    return section("How it came to be", lines)


def _event(point: HealthPoint, width: int) -> list[Line]:
    head = pad(present.month(point.end), MONTH_WIDTH)
    value = pad(literal(f"{point.value:.0f}"), VALUE_WIDTH, "right")
    told = paint.wrapped(safe(point.moved or ""), max(10, width - MONTH_WIDTH - VALUE_WIDTH - 2))
    lines: list[Line] = [[Span(head, "muted"), Span(value), span("  "), Span(told[0])]]
    indent = span(" " * (MONTH_WIDTH + VALUE_WIDTH + 2))
    return [*lines, *([indent, Span(line)] for line in told[1:])]


def _total(found: CustomerHealth, width: int, glyphs: Glyphs) -> list[Line]:
    token = present.severity_token(found.severity)
    number: Line = [
        Span(literal(f"{glyphs.severity(found.severity)} {number_text(found.value)}"), f"{token} bold"),
        Span(literal(phrase(" of 100, {band}", band=tr(found.band, "part"))), token),
        Span(
            literal(phrase("  from {coverage} % of its inputs", coverage=number_text(100 * found.coverage))),
            "muted",
        ),
    ]
    if found.worst is None:
        return [paint.fitted(number, width)]
    lost = number_text(found.worst.lost or 0)
    said = phrase("{title} hurts most: {lost} points", title=tr(found.worst.title, "part"), lost=lost)
    return [paint.fitted(number, width), [Span(safe(said, width), token)]]


def _input(part: HealthInput, width: int, glyphs: Glyphs) -> Line:
    told = part.score is not None
    title = min(TITLE_WIDTH, max(10, width // 3))
    room = max(4, width - title - WEIGHT_WIDTH - LOST_WIDTH)
    bar = SafeText(glyphs.spark[HALF_HEIGHT] * round(room * (part.score or 0.0)))
    lost = f"−{part.lost:.0f}" if part.lost is not None and round(part.lost) else ""
    return [
        Span(SafeText(f"{pad(safe(tr(part.title, 'part')), title - 1)} "), "muted"),
        Span(pad(literal(f"{100 * part.weight:.0f} %"), WEIGHT_WIDTH), "muted"),
        Span(pad(bar if told else literal("cannot be told"), room), "spark" if told else "muted"),
        Span(pad(literal(lost), LOST_WIDTH, "right"), "text"),
    ]
