"""A figure as spans: value, interval and change, each state in its own honest form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal

from holdfast.figures import Figure
from holdfast.words.interface.catalogue import colon, phrase, tr
from holdfast.words.numerals import interval_text
from holdfast_tui.grid.paint import Span, span, width_of
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, literal, safe
from holdfast_tui.terminal.capabilities import Glyphs

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment

Detail = Literal["value", "change", "interval"]
"""How much is said beside the value: nothing, the change, or the interval and the change."""
_LESS: Final[dict[Detail, tuple[Detail, ...]]] = {
    "interval": ("interval", "change", "value"),
    "change": ("change", "value"),
    "value": ("value",),
}


def first_fitting(ways: Iterable[list[Span]], width: int) -> list[Span]:
    """The first way to say it that fits, the fullest first; else the last, which is the shortest."""
    said: list[Span] = []
    for said in ways:
        if width_of(said) <= width:
            break
    return said


def figure_in(
    width: int,
    figure: Figure,
    currency: str,
    glyphs: Glyphs,
    *,
    detail: Detail = "interval",
    counts_first: bool = False,
) -> list[Span]:
    """As much of a figure as fits: the interval goes first, then the change, the value never."""
    ways = (
        figure_spans(figure, currency, glyphs, detail=less, counts_first=counts_first)
        for less in _LESS[detail]
    )
    return first_fitting(ways, width)


def figure_spans(
    figure: Figure, currency: str, glyphs: Glyphs, *, detail: Detail = "interval", counts_first: bool = False
) -> list[Span]:
    """Value with interval and change; counts first where few are counted, a dash where there is no value."""
    if figure.value is None or figure.status in ("n/a", "needs", "hidden"):
        return [span(present.DASH, "muted")]
    few = figure.status == "few"
    line: list[Span] = []
    shown = present.counts(figure, currency)
    if shown and (few or counts_first):
        line += [Span(shown, "text bold"), span(" · " if counts_first else " ", "muted")]
    value = present.figure_value(figure, currency)
    mark = glyphs.incomplete if figure.status == "incomplete" else ""
    line.append(Span(SafeText(value + mark), "few" if few else "text bold"))
    if detail == "interval" and (interval := _interval(figure, currency)):
        line += [span(" "), Span(interval, "muted")]
    change = present.figure_change(figure, currency, glyphs) if detail != "value" and not few else None
    if change is not None:
        line += [span(" "), Span(*change)]
    return line


def _interval(figure: Figure, currency: str) -> SafeText:
    if figure.unit == "ratio":
        return present.interval(figure.low, figure.high)
    if figure.unit == "money":
        return present.money_interval(figure.low, figure.high, currency)
    if figure.unit == "score" and figure.low is not None and figure.high is not None:
        return literal(interval_text(figure.low, figure.high, 0 if present.is_net_score(figure.id) else 2))
    return literal("")


def looks_words(moment: Moment, glyphs: Glyphs) -> str:
    """What a title says where intervals hold at every look: nothing where they are for one."""
    return f" {glyphs.separator} {tr('always-valid')}" if moment.always_valid else ""


def figure_sentence(label: str, figure: Figure, currency: str, glyphs: Glyphs) -> SafeText:
    """Everything about a figure in one line: value, counts, interval, earlier value, note."""
    if figure.value is None or figure.status in ("n/a", "needs", "hidden"):
        return safe(
            f"{tr(label)}{colon()}{figure.said or tr(present.NO_VALUE.get(figure.status, 'no value'))}"
        )
    parts = [f"{tr(label)} {present.figure_value(figure, currency)}"]
    if figure.unit == "ratio" and (counts := present.counts(figure, currency)):
        parts.append(counts)
    if interval := _interval(figure, currency):
        kind = tr("range" if figure.id in present.RANGES else "95 % interval")
        parts.append(f"{tr('always-valid interval') if figure.always_valid else kind} {interval}")
    if figure.previous is not None:
        before = Figure(figure.id, figure.previous, figure.unit)
        parts.append(phrase("{before} the period before", before=present.figure_value(before, currency)))
    if figure.status == "incomplete":
        parts.append(tr("period not complete"))
    if figure.said:
        parts.append(figure.said)
    return safe(f" {glyphs.separator} ".join(parts))
