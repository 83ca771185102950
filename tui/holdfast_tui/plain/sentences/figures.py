"""A figure as a sentence: value, interval, what it rests on, and how it was before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from holdfast import glossary
from holdfast.metrics.registry import METRICS
from holdfast.views.desk import HEADLINES
from holdfast.words.interface.catalogue import tr
from holdfast.words.interface.chosen import language
from holdfast.words.languages import glossary_language
from holdfast_tui.command_line.figures import value_words
from holdfast_tui.look import present
from holdfast_tui.plain.sentences.spoken import ended, sentence
from holdfast_tui.plain.told import ToFigure, ToldRow
from holdfast_tui.plain.words import counted, said
from holdfast_tui.safe_text import SafeText, literal, safe

if TYPE_CHECKING:
    from holdfast.figures import Figure

_WITHOUT_VALUE: Final = ("n/a", "needs", "hidden", "uncalibrated")


def figure_sentence(figure: Figure, currency: str, name: str = "") -> SafeText:
    """Everything about a figure; `name` in the place of its own."""
    called = safe(name or name_of(figure.id))
    if figure.value is None or figure.status in _WITHOUT_VALUE:
        why = figure.said or tr(present.NO_VALUE.get(figure.status, "")) or said("there is no value")
        return ended(said("{figure} cannot be told: {why}", figure=called, why=why))
    parts = [f"{called}: {value_words(figure, figure.value, currency)}{_between(figure, currency)}"]
    if counts := present.counts(figure, currency):
        parts.append(counts)
    told = f"{', '.join(parts)}."
    if figure.previous is not None:
        before = value_words(figure, figure.previous, currency)
        told += f" {said('The period before: {value}.', value=before)}"
    if figure.status == "few":
        told += f" {said('That is few: read the counts, not the share.')}"
    if figure.status == "incomplete":
        told += f" {said('The period is not complete.')}"
    return safe(f"{told} {sentence(figure.said or '')}".rstrip())


def _between(figure: Figure, currency: str) -> str:
    if figure.low is None or figure.high is None:
        return ""
    a_range, interval = ", a range from {low} to {high}", ", 95 % interval from {low} to {high}"
    low, high = (value_words(figure, bound, currency) for bound in (figure.low, figure.high))
    return said(a_range if figure.id in present.RANGES else interval, low=low, high=high)


def name_of(metric: str) -> str:
    """What a figure is called."""
    return tr(METRICS[metric].name, "metric") if metric in METRICS else metric


def definition(metric: str) -> SafeText:
    """How a figure is made, and about whom it is."""
    entry = glossary.entry(metric, glossary_language(language(), {}))
    told = {"How it is made": entry.text("formula"), "Of whom": entry.text("population")}
    return safe(" ".join(ended(f"{said(label)}: {text}") for label, text in told.items() if text))


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
    one_or_many = "{n} figure waits for a file: {names}.|{n} figures wait for a file: {names}."
    return safe(counted(one_or_many, len(names), names=", ".join(names)))
