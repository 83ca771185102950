"""A figure as a sentence: value, interval, what it rests on, and how it was before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from holdfast import glossary
from holdfast.metrics.registry import METRICS
from holdfast.views.desk import HEADLINES
from holdfast_tui.command_line.figures import value_words
from holdfast_tui.look import present
from holdfast_tui.plain.sentences.spoken import ended, sentence
from holdfast_tui.plain.told import ToFigure, ToldRow
from holdfast_tui.safe_text import SafeText, literal, safe

if TYPE_CHECKING:
    from holdfast.figures import Figure

_WITHOUT_VALUE: Final = ("n/a", "needs", "hidden", "uncalibrated")


def figure_sentence(figure: Figure, currency: str, name: str = "") -> SafeText:
    """Everything about a figure; `name` in the place of its own."""
    called = safe(name or name_of(figure.id))
    if figure.value is None or figure.status in _WITHOUT_VALUE:
        why = figure.said or present.NO_VALUE.get(figure.status, "there is no value")
        return ended(f"{called} cannot be told: {why}")
    parts = [f"{called}: {value_words(figure, figure.value, currency)}{_between(figure, currency)}"]
    if counts := present.counts(figure, currency):
        parts.append(counts)
    told = f"{', '.join(parts)}."
    if figure.previous is not None:
        told += f" The period before: {value_words(figure, figure.previous, currency)}."
    if figure.status == "few":
        told += " That is few: read the counts, not the share."
    if figure.status == "incomplete":
        told += " The period is not complete."
    return safe(f"{told} {sentence(figure.said or '')}".rstrip())


def _between(figure: Figure, currency: str) -> str:
    if figure.low is None or figure.high is None:
        return ""
    kind = "a range" if figure.id in present.RANGES else "95 % interval"
    low, high = (value_words(figure, bound, currency) for bound in (figure.low, figure.high))
    return f", {kind} from {low} to {high}"


def name_of(metric: str) -> str:
    """What a figure is called."""
    return METRICS[metric].name if metric in METRICS else metric


def definition(metric: str) -> SafeText:
    """How a figure is made, and about whom it is."""
    entry = glossary.entry(metric)
    told = {"How it is made": entry.text("formula"), "Of whom": entry.text("population")}
    return safe(" ".join(ended(f"{label}: {text}") for label, text in told.items() if text))


def figure_rows(figures: Iterable[Figure], currency: str) -> list[ToldRow]:
    """A sentence for each that can be told; each leads to its own page."""
    return [
        ToldRow(figure_sentence(figure, currency), ToFigure(figure.id))
        for figure in figures
        if figure.status != "needs"
    ]


def plain_row(text: SafeText) -> ToldRow:
    """A sentence that leads nowhere."""
    return ToldRow(text)


def headlines_first(figures: Sequence[Figure]) -> list[Figure]:
    """The figures with those of the desk before all others."""
    place = {metric: number for number, metric in enumerate(HEADLINES)}
    return sorted(figures, key=lambda figure: place.get(figure.id, len(place)))


def waiting(figures: Iterable[Figure]) -> SafeText:
    """How many figures wait for a file that the book lacks; nothing where none does."""
    names = [name_of(figure.id) for figure in figures if figure.status == "needs"]
    if not names:
        return literal("")
    return safe(
        f"{present.plural(len(names), 'figure waits', 'figures wait')} for a file: {', '.join(names)}."
    )
