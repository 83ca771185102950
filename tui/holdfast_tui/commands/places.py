"""Where a key works: the rooms and what lies in all of them, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.interface.chosen import language

Place = Literal[
    "everywhere",
    "list",
    "doing",
    "panes",
    "desk",
    "customer",
    "figure",
    "filter",
    "risk",
    "retention",
    "reps",
    "pipeline",
    "today",
    "losses",
    "voice",
    "money",
    "data",
]


NumberedPlace = Literal["risk", "retention", "reps", "pipeline", "today", "losses", "voice", "money", "data"]


@dataclass(frozen=True)
class NumberedRoom:
    """A room reached by one key, mostly a number: declaring it makes its command and its help heading.

    Its screen is named in `screens/rooms/numbered.py`; `why` is one sentence for the help screen.
    """

    place: NumberedPlace
    key: str
    title: str
    why: str


NUMBERED_ROOMS: Final[tuple[NumberedRoom, ...]] = (
    NumberedRoom(
        "risk",
        "3",
        "Risk",
        "Go to the risk room: every flag, its customers, what it came to before, and what has changed.",
    ),
    NumberedRoom(
        "retention",
        "4",
        "Retention",
        "Go to the retention room: movements, cohorts, survival, segments, lifetime value.",
    ),
    NumberedRoom(
        "reps",
        "5",
        "Reps",
        "Go to the reps room: team by year, tenure, each rep raw and adjusted, orphans, cost of departures.",
    ),
    NumberedRoom(
        "pipeline",
        "6",
        "Pipeline",
        "Go to pipeline and contracts: funnel, win rates, renewals of the next 90 days, shortfalls.",
    ),
    NumberedRoom(
        "today",
        "7",
        "Today",
        "Go to today's list: whom to call and why, the load of the week, and what was done.",
    ),
    NumberedRoom(
        "losses",
        "8",
        "Losses",
        "Go to the losses room: reasons, silent or said, competitors, topics, conduct, whom to win back.",
    ),
    NumberedRoom(
        "voice",
        "9",
        "Voice",
        "Go to the room of voice: NPS by wave, satisfaction, comments, detractors answered, eNPS.",
    ),
    NumberedRoom(
        "money",
        "0",
        "Money",
        "Go to the room of money: new and repeat, cost of churn, yearly loss, prices, what if more stayed.",
    ),
    NumberedRoom(
        "data",
        "F",
        "Data",
        "Go to the files of the book: questions, what columns became, what was set aside, what is locked.",
    ),
)
"""The rooms beside the desk, in the order of their keys."""

PLACE_TITLES: Final[Mapping[Place, str]] = MappingProxyType(
    {
        "everywhere": "Everywhere",
        "list": "In a list",
        "doing": "On customers and reps",
        "panes": "In a room with panes",
        "desk": "On the desk",
        "customer": "On a customer's screen",
        "figure": "On the rows behind a figure",
        "filter": "In the filter bar",
        **{room.place: f"In the room {room.title.lower()}" for room in NUMBERED_ROOMS},
    }
)


def place_title(place: Place) -> str:
    """The title of a place in the language chosen."""
    room = next((room for room in NUMBERED_ROOMS if room.place == place), None)
    if room is None or language() == "en":
        return tr(PLACE_TITLES[place], "place")
    return phrase("In the room {room}", room=tr(room.title, "room"))


PANE_ROOMS: Final[tuple[Place, ...]] = ("desk", *(room.place for room in NUMBERED_ROOMS))
"""Rooms of several panes under one filter bar."""
LIST_ROOMS: Final[tuple[Place, ...]] = (*PANE_ROOMS, "customer", "figure")
WITHOUT_CUSTOMERS: Final[tuple[Place, ...]] = ("retention", "data")
"""Rooms that list neither customers nor reps: the keys that act on these have another meaning there."""


def places_from(place: Place) -> tuple[Place, ...]:
    """The places whose keys work in a place, the nearest first."""
    if place == "filter":
        return ("filter",)
    doing: tuple[Place, ...] = () if place in WITHOUT_CUSTOMERS else ("doing",)
    if place in PANE_ROOMS:
        return (place, "panes", *doing, "list", "everywhere")
    return (place, *doing, "list", "everywhere") if place in LIST_ROOMS else (place, "everywhere")
