"""The losses room: why customers left, what they said before, and who may come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import locked as locks
from holdfast.facts.lost.records import losses as recorded_losses
from holdfast.metrics.customers.losses import RECORDED, SIGNED
from holdfast.views.figures.figures import metric_figures
from holdfast.views.losses.competitors import competitors
from holdfast.views.losses.conduct import conduct
from holdfast.views.losses.reasons import loss_groups, loss_reasons, quarters_of, sign_counts
from holdfast.views.losses.results import LossesRoomView
from holdfast.views.losses.topics.before import topics
from holdfast.views.losses.topics.recurring import recurring_topics
from holdfast.views.losses.winback import win_back
from holdfast.views.losses.words import NO_REASON
from holdfast.views.pipeline.room import subject_rows

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore

ROOM_FIGURES: Final = (
    "churn.customers",
    "losses.count",
    "losses.revenue",
    "losses.unexplained",
    "losses.recoverable",
    "retention.by_reason",
    "attrition.silent",
    "attrition.said",
)
"""Figures of the room."""

_NEEDS: Final = (
    ("reasons", RECORDED),
    ("signs", SIGNED),
    ("topics", (("tickets",), ("surveys",))),
    ("reps", (("assignments",),)),
    ("competitors", (("losses",), ("opportunities",))),
)


def losses_room(store: FactsStore, answer: Answer, by: str = "segment") -> LossesRoomView:
    """The room over the chosen customers, groups by a dimension. Raises UsageError for a wrong one."""
    book = store.book
    lacking = {part: locks.missing(needs, book) for part, needs in _NEEDS}
    locked = {part: locks.sentence(tables) for part, tables in lacking.items() if tables}
    lost = subject_rows(store, answer, "lost customer")
    quarters = quarters_of(answer.facts.period)
    rates = metric_figures(store, answer, by, ("churn.customers",))
    return LossesRoomView(
        moment=answer.moment,
        figures={figure.id: figure for figure in metric_figures(store, answer, ids=ROOM_FIGURES)},
        quarters=quarters,
        reasons=() if "reasons" in locked else loss_reasons(lost, quarters),
        recorded_only=_recorded_only(store, answer, lost),
        signs=() if "signs" in locked else sign_counts(lost),
        by=by,
        groups=loss_groups(lost, by, rates, NO_REASON),
        competitors=() if "competitors" in locked else competitors(book, answer, lost),
        topics=() if "topics" in locked else topics(book, answer, lost, quarters),
        conduct=() if "reps" in locked else conduct(book, answer, lost),
        win_back=win_back(book, answer),
        locked=locked,
        recurring=recurring_topics(book, answer, quarters),
    )


def _recorded_only(store: FactsStore, answer: Answer, lost: pl.DataFrame) -> int:
    """Chosen customers with a loss on record for the period who are not among those lost in it."""
    listed = recorded_losses(store.book, answer.facts.as_of, answer.facts.period, answer.chosen)
    others = listed.join(lost.select("customer"), on="customer", how="anti")
    return others.join(answer.chosen.select("customer"), on="customer", how="semi").height
