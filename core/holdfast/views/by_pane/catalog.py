"""The tables of panes by the name of their view; those that ask for more than a query have their own door."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.views.by_pane import data, losses, money, team, voice
from holdfast.views.by_pane.selected import selection_of
from holdfast.views.losses.sayings.view import words_table
from holdfast.views.rows_behind import rows_behind_selection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.results import FigureRows, TableView

PANE_TABLES: Final[Mapping[str, Callable[[FactsStore, Answer], TableView]]] = MappingProxyType(
    {
        "team-years": team.team_by_year,
        "orphans": team.without_rep,
        "thanks": team.to_thank,
        "win-back": losses.to_win_back,
        "competitors": losses.competitors,
        "topics": losses.topics,
        "recurring": losses.recurring,
        "words": words_table,
        "conduct": losses.conduct,
        "detractors": voice.detractors,
        "comments": voice.comments,
        "scores": voice.scores,
        "satisfaction": voice.satisfaction,
        "loss-years": money.losses_by_year,
        "revenue-months": money.revenue_by_month,
        "missing": data.missing_tables,
    }
)


def rows_selected(store: FactsStore, answer: Answer, text: str) -> FigureRows:
    """The rows behind what a text selects (`selected.py`). Raises UsageError."""
    return rows_behind_selection(store, answer, selection_of(text, store.book))


def pane_table(store: FactsStore, answer: Answer, name: str) -> TableView:
    """The rows of a pane as a table. Raises UsageError where the book lacks what it is made of."""
    return PANE_TABLES[name](store, answer)
