"""Starting a play: the entry that says so, and a task for every step."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from holdfast.journal.entry import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.journal.entry import Entry, Subject, Value
    from holdfast.plays.play import Play


def start_of(
    play: Play,
    subject_id: str,
    as_of: date,
    *,
    flag: str = "",
    override: bool = False,
    stood: Mapping[str, Value] = MappingProxyType({}),
) -> Draft:
    """The entry that starts a play; `override`: although the customer is held out.

    `stood`: fields that say how the flags stood then: what the play achieves is compared among those alike.
    """
    fields: dict[str, Value] = {"play": play.id, **stood}
    if flag:
        fields["flag"] = flag
    if override:
        fields["override"] = True
    ref = f"flag:{flag}" if flag else ""
    return Draft("play_started", _subject(play), subject_id, as_of, play.title, fields, ref)


def tasks_of(play: Play, start: date, started: Entry, anchor: date | None = None) -> tuple[Draft, ...]:
    """A task for every step that is not left out, for the play whose `play_started` was written.

    `start`: the desk's day on which it starts; `anchor`: the day counted back from (anchors.py).
    """
    flag = started.fields.get("flag")
    return tuple(
        Draft(
            "task",
            started.subject,
            started.subject_id,
            started.as_of,
            planned.step.title,
            {
                "due": planned.due.isoformat(),
                "play": play.id,
                "step": planned.step.number,
                **({"flag": flag} if flag else {}),
            },
            f"play:{started.id}",
        )
        for planned in play.planned(start, anchor)
        if not planned.left_out
    )


def end_of(play_started: Entry, why: str, as_of: date, text: str = "") -> Draft:
    """The entry that ends a play under way; `why`: cleared, finished or stopped."""
    return Draft(
        "play_ended",
        play_started.subject,
        play_started.subject_id,
        as_of,
        text,
        {"play": play_started.fields.get("play"), "why": why},
        f"play:{play_started.id}",
    )


def _subject(play: Play) -> Subject:
    return "rep" if play.subject == "rep" else "customer"
