"""Figures in words: counts first where they are few, the interval always beside the rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from holdfast.figures import Figure
from holdfast.metrics.registry import METRICS
from holdfast_tui import present
from holdfast_tui.command_line.grids import Grid
from holdfast_tui.safe_text import SafeText, literal, safe

_WITHOUT_VALUE: Final = ("n/a", "needs", "hidden", "uncalibrated")


def figure_words(figure: Figure, currency: str) -> SafeText:
    """`75.0% [30.1–95.4]`; `3 of 4 (75%) [30.1–95.4]` where it rests on few; the status where it has none."""
    if figure.value is None or figure.status in _WITHOUT_VALUE:
        return literal(figure.status if figure.status in _WITHOUT_VALUE else "n/a")
    value = _value(figure, figure.value, currency)
    if figure.status == "few" and (counts := present.counts(figure)):
        value = f"{counts} ({_value(figure, figure.value, currency).replace('.0%', '%')})"
    unfinished = "~" if figure.status == "incomplete" else ""
    return literal(f"{unfinished}{value}{_interval(figure)}")


def figures_grid(figures: Sequence[Figure], currency: str, grouped: bool) -> Grid:
    """One line a figure that can be told; grouped ones begin with their group."""
    titles = ("Figure", "Value", "Counts", "Before", "Id", "Note")
    told = [figure for figure in figures if figure.status != "needs"]
    rows = [
        (
            literal(METRICS[figure.id].name if figure.id in METRICS else figure.id),
            figure_words(figure, currency),
            present.counts(figure),
            _before(figure, currency),
            literal(figure.id),
            safe(figure.note),
        )
        for figure in told
    ]
    right = (False, False, False, True, False, False)
    prose = (True, False, False, False, False, True)
    if not grouped:
        return Grid(tuple(map(literal, titles)), tuple(rows), right, prose)
    with_group = [(safe(figure.group or "none"), *row) for figure, row in zip(told, rows, strict=True)]
    return Grid(tuple(map(literal, ("Group", *titles))), tuple(with_group), (False, *right), (True, *prose))


def locked_lines(figures: Sequence[Figure]) -> list[SafeText]:
    """One paragraph for each missing table: what it would bring, and the ids it would unlock."""
    by_reason: dict[str, list[str]] = {}
    for figure in figures:
        if (
            figure.status == "needs"
            and figure.note
            and figure.id not in by_reason.setdefault(figure.note, [])
        ):
            by_reason[figure.note].append(figure.id)
    return [literal(f"Locked: {', '.join(ids)}. {reason}.") for reason, ids in by_reason.items()]


def _before(figure: Figure, currency: str) -> SafeText:
    return literal("") if figure.previous is None else literal(_value(figure, figure.previous, currency))


def _value(figure: Figure, value: float, currency: str) -> str:
    match figure.unit:
        case "ratio":
            return f"{100 * value:,.1f}%"
        case "money":
            return present.money_exact(value, currency)
        case "score":
            # An NPS is written with its sign; other scores (the overdue ratio) are plain numbers.
            return f"{value:+.0f}" if "nps" in figure.id else f"{value:,.2f}"
        case "days":
            return f"{value:,.1f} d".replace(".0 d", " d")
        case "count":
            return present.count(value)
        case "per_year":
            return f"{value:,.2f} a year"


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    scale = 100 if figure.unit == "ratio" else 1
    return f" [{scale * figure.low:.1f}–{scale * figure.high:.1f}]"
