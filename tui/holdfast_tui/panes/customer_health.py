"""The health of a customer on its page: the number, what hurts most, and the points each input takes."""

from __future__ import annotations

from typing import Final

from holdfast.views.results import CustomerHealth, CustomerView, HealthInput
from holdfast_tui import present
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.panes.customer_parts import HALF_HEIGHT, section
from holdfast_tui.safe_text import SafeText, literal, pad, safe
from holdfast_tui.terminal import Glyphs

TITLE_WIDTH: Final = 26
WEIGHT_WIDTH: Final = 6
LOST_WIDTH: Final = 6


def health(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """The score, what takes the most points, and every input with its weight; what is missing says so."""
    found = view.health
    if found is None:
        sentence = "Cannot be told: no flag could be judged and nothing was bought."
        return section("Health", [[span(sentence, "muted")]])
    return section(
        "Health", [*_total(found, width, glyphs), *(_input(part, width, glyphs) for part in found.inputs)]
    )


def _total(found: CustomerHealth, width: int, glyphs: Glyphs) -> list[Line]:
    token = present.severity_token(found.severity)
    number: Line = [
        Span(literal(f"{glyphs.severity(found.severity)} {found.value:.0f}"), f"{token} bold"),
        Span(literal(f" of 100, {found.band}"), token),
        Span(literal(f"  from {100 * found.coverage:.0f} % of its inputs"), "muted"),
    ]
    if found.worst is None:
        return [paint.fitted(number, width)]
    said = f"{found.worst.title} hurts most: {found.worst.lost:.0f} points"
    return [paint.fitted(number, width), [Span(safe(said, width), token)]]


def _input(part: HealthInput, width: int, glyphs: Glyphs) -> Line:
    told = part.score is not None
    title = min(TITLE_WIDTH, max(10, width // 3))
    room = max(4, width - title - WEIGHT_WIDTH - LOST_WIDTH)
    bar = SafeText(glyphs.spark[HALF_HEIGHT] * round(room * (part.score or 0.0)))
    lost = f"−{part.lost:.0f}" if part.lost is not None and round(part.lost) else ""
    return [
        Span(pad(safe(part.title), title), "muted"),
        Span(pad(literal(f"{100 * part.weight:.0f} %"), WEIGHT_WIDTH), "muted"),
        Span(pad(bar if told else literal("cannot be told"), room), "spark" if told else "muted"),
        Span(pad(literal(lost), LOST_WIDTH, "right"), "text"),
    ]
