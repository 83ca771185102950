"""The panes of the room of voice as tables: what was written, detractors, scores, satisfaction by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.views.by_pane.made import list_of, with_ids
from holdfast.views.results import TableView
from holdfast.views.voice.room import voice_room

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.views.voice.results import VoiceRoomView

OPEN_LOOPS: Final = "days: until somebody came back on the answer, or so far"
ONE_EACH: Final = "a customer scores the median of each contact's latest answer of the period"

_COMMENTS: Final = {
    "answered": pl.Date, "name": pl.String, "score": pl.Float64, "counts_as": pl.String, "kind": pl.String,
    "comment": pl.String,
}  # fmt: skip
_DETRACTORS: Final = {
    "state": pl.String, "days": pl.Int64, "score": pl.Float64, "name": pl.String, "comment": pl.String,
    "answered": pl.Date, "loop_closed": pl.Date,
}  # fmt: skip
_SCORES: Final = {"score": pl.Float64, "counts_as": pl.String, "customers": pl.Int64}
_MONTHS: Final = {
    "month": pl.Date, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "content": pl.Int64,
    "answers": pl.Int64, "status": pl.String, "complete": pl.Boolean,
}  # fmt: skip
_MARKS: Final = {1: "promoter", 0: "passive", -1: "detractor"}


def comments(store: FactsStore, answer: Answer) -> TableView:
    """What customers wrote in the period, the newest first. Raises UsageError without surveys."""
    own = [{"counts_as": "said"}.get(name, name) for name in _COMMENTS]
    frame = with_ids(store, _room(store, answer, "waves").comments, own).rename({"said": "counts_as"})
    return TableView("comments", answer.moment, _typed(frame, _COMMENTS))


def detractors(store: FactsStore, answer: Answer) -> TableView:
    """Detractors of the period, those nobody came back on first. Raises UsageError without surveys."""
    frame = with_ids(store, _room(store, answer, "waves").detractors, list(_DETRACTORS))
    return TableView("detractors", answer.moment, _typed(frame, _DETRACTORS), (OPEN_LOOPS,))


def scores(store: FactsStore, answer: Answer) -> TableView:
    """How many customers came to each score in the period. Raises UsageError without surveys."""
    rows = ((one.score, _MARKS[one.mark], one.customers) for one in _room(store, answer, "waves").scores)
    return TableView("scores", answer.moment, list_of(rows, _SCORES), (ONE_EACH,))


def satisfaction(store: FactsStore, answer: Answer) -> TableView:
    """Satisfaction by month of the period. Raises UsageError without such answers."""
    rows = (
        (
            one.start,
            one.figure.value,
            one.figure.low,
            one.figure.high,
            one.figure.numerator,
            one.figure.denominator,
            one.figure.status,
            one.complete,
        )
        for one in _room(store, answer, "satisfaction").months
    )
    return TableView("satisfaction", answer.moment, list_of(rows, _MONTHS))


def _typed(frame: pl.DataFrame, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return frame.cast(schema)  # type: ignore[arg-type]


def _room(store: FactsStore, answer: Answer, part: str) -> VoiceRoomView:
    room = voice_room(store, answer)
    if part in room.locked:
        raise UsageError(room.locked[part])
    return room
