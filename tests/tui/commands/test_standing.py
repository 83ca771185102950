"""Every figure is within reach: in a pane of a room, or by its name, which opens its rows."""

from __future__ import annotations

import pytest

from holdfast.engine import Engine
from holdfast.metrics.registry import FAMILIES, METRICS, family_of
from holdfast.query import Query
from holdfast.views.money.room import AFTER_A_LOOK_BACK
from holdfast.views.money.room import ROOM_FIGURES as OF_MONEY
from holdfast.views.pipeline.room import ROOM_FIGURES as OF_PIPELINE
from holdfast.views.reps.room import ROOM_FIGURES as OF_REPS
from holdfast.views.voice.room import ROOM_FIGURES as OF_VOICE
from holdfast_tui.commands.named import ROWS, place_of
from holdfast_tui.commands.standing import FIGURE_LISTS, SPOTS
from holdfast_tui.screens.rooms.numbered import ROOM_SCREENS

LISTED = {
    "rep-effects": OF_REPS,
    "pipeline-figures": OF_PIPELINE,
    "voice-figures": OF_VOICE,
    "money-figures": (*OF_MONEY, *AFTER_A_LOOK_BACK),
}


def test_every_metric_is_in_a_room_or_opened_by_its_name() -> None:
    for metric in METRICS:
        where = place_of(metric)
        assert where == ROWS if metric not in SPOTS else SPOTS[metric].words in where


def test_a_figure_stands_in_a_pane_that_its_room_has() -> None:
    assert set(SPOTS) <= set(METRICS)
    for spot in SPOTS.values():
        assert spot.pane in ROOM_SCREENS[spot.room.place].PLAN.order


@pytest.mark.parametrize("pane", LISTED)
def test_what_a_pane_lists_its_room_asks_for(pane: str) -> None:
    assert set(FIGURE_LISTS[pane]) <= set(LISTED[pane])


def test_every_metric_belongs_to_a_family() -> None:
    assert [metric for metric in METRICS if family_of(metric) == len(FAMILIES)] == []


@pytest.mark.thorough
def test_what_stands_in_no_pane_has_rows_to_open(sample_engine: Engine) -> None:
    for metric in METRICS.keys() - SPOTS.keys():
        assert sample_engine.rows_behind(Query(), metric).title == METRICS[metric].name
