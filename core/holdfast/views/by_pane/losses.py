"""The panes of the losses room as tables: rivals, topics, conduct, and whom to win back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.views.by_pane.made import figure_values, list_of, with_ids
from holdfast.views.losses.room import losses_room
from holdfast.views.losses.winback import win_back
from holdfast.views.results import TableView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.losses.results import LossesRoomView

QUARTERS: Final = "quarters: customers of each quarter of the period, {}"
CHANCES: Final = "chance: of a return within 180 days, by the book's own losses; empty where they are too few"
FEW_HIDDEN: Final = "a count below 5 is not told of one rep: they stand together in the last row"

_WIN_BACK: Final = (
    "customer_id", "name", "rep", "state", "lost_on", "days", "reason", "offer", "value", "chance", "low",
    "high", "worth", "worth_low", "worth_high",
)  # fmt: skip
_COMPETITORS: Final = {
    "competitor": pl.String, "lost": pl.Int64, "by_price": pl.Int64, "revenue": pl.Float64,
    "deals": pl.Int64, "open_deals": pl.Int64, "open_amount": pl.Float64, "notes": pl.Int64,
}  # fmt: skip
_TOPICS: Final = {
    "topic": pl.String, "customers": pl.Int64, "tickets": pl.Int64, "answers": pl.Int64,
    "share": pl.Float64, "low": pl.Float64, "high": pl.Float64, "share_of_kept": pl.Float64,
    "kept_low": pl.Float64, "kept_high": pl.Float64, "quarters": pl.List(pl.Int64),
}  # fmt: skip
_RECURRING: Final = {
    "topic": pl.String, "customers": pl.Int64, "again": pl.Int64, "tickets": pl.Int64, "answers": pl.Int64,
    "exits": pl.Int64, "last": pl.String, "usual": pl.Float64, "rises": pl.Boolean,
    "quarters": pl.List(pl.Int64),
}  # fmt: skip
_CONDUCT: Final = {
    "rep": pl.String, "reps": pl.Int64, "lost": pl.Int64, "staff": pl.Int64, "tickets": pl.Int64,
    "complaints": pl.Int64,
}  # fmt: skip


def competitors(store: FactsStore, answer: Answer) -> TableView:
    """Who is named as a competitor, and by what. Raises UsageError where nothing could name one."""
    room = _room(store, answer, "competitors")
    rows = _by_name(room.competitors, _COMPETITORS, competitor="name")
    return TableView("competitors", answer.moment, list_of(rows, _COMPETITORS))


def topics(store: FactsStore, answer: Answer) -> TableView:
    """What lost customers wrote about before they left, beside those who stayed. Raises UsageError."""
    room = _room(store, answer, "topics")
    rows = (
        (
            one.topic,
            one.customers,
            one.tickets,
            one.answers,
            *figure_values(one.share),
            *figure_values(one.kept),
            list(one.quarters),
        )
        for one in room.topics
    )
    return TableView("topics", answer.moment, list_of(rows, _TOPICS), (_quarters(room),))


def recurring(store: FactsStore, answer: Answer) -> TableView:
    """Topics that came again, and whether one rises. Raises UsageError where nothing is written."""
    room = _room(store, answer, "topics")
    rows = _by_name(room.recurring, _RECURRING)
    return TableView("recurring", answer.moment, list_of(rows, _RECURRING), (_quarters(room),))


def conduct(store: FactsStore, answer: Answer) -> TableView:
    """What is on file about the conduct of staff, by rep. Raises UsageError where nobody is assigned."""
    rows = _by_name(_room(store, answer, "reps").conduct, _CONDUCT)
    return TableView("conduct", answer.moment, list_of(rows, _CONDUCT), (FEW_HIDDEN,))


def to_win_back(store: FactsStore, answer: Answer) -> TableView:
    """Lost customers who may come back, those to call first; days and amounts as in `losses/winback.py`."""
    frame = with_ids(store, win_back(store.book, answer).rows, _WIN_BACK[1:])
    return TableView("win-back", answer.moment, frame.select(_WIN_BACK), (CHANCES,))


def _by_name(found: Iterable[object], columns: Mapping[str, Any], **named: str) -> Iterator[tuple[Any, ...]]:
    """A row of each, its values by the names of the columns, or by what a column is `named` there."""
    names = [named.get(name, name) for name in columns]
    for one in found:
        values = (getattr(one, name) for name in names)
        yield tuple(list(value) if isinstance(value, tuple) else value for value in values)


def _room(store: FactsStore, answer: Answer, part: str) -> LossesRoomView:
    room = losses_room(store, answer)
    if part in room.locked:
        raise UsageError(room.locked[part])
    return room


def _quarters(room: LossesRoomView) -> str:
    return QUARTERS.format(", ".join(room.quarters))
