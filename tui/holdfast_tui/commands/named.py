"""Every figure by its names, for whoever looks for one: the palette and the chooser of the strip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast import glossary
from holdfast.metrics.registry import METRICS
from holdfast_tui.commands.standing import SPOTS, FigureNamed

if TYPE_CHECKING:
    from holdfast.words.languages import Language

ROWS: Final = "figure, opens its rows"


def every_figure(language: Language) -> tuple[FigureNamed, ...]:
    """Every metric with its name, and what else it goes by in English and in a language."""
    return tuple(_named(metric, language) for metric in METRICS)


def _named(metric: str, language: Language) -> FigureNamed:
    english, own = glossary.entry(metric), glossary.entry(metric, language)
    names = dict.fromkeys(word.lower() for word in (own.name, *english.synonyms, *own.synonyms))
    spot = SPOTS.get(metric)
    where = ROWS if spot is None else f"figure, in the room {spot.words}"
    return FigureNamed(metric, english.name, tuple(names), where)
