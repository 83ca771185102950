"""Who reads a play: the rep who does its steps, or whoever leads reps and may name, move and call them in."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from holdfast.errors import UsageError
from holdfast.own.user import configured, user_config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.plays.play import Play

Reader = Literal["rep", "lead"]


def reader(environ: Mapping[str, str] = os.environ) -> Reader:
    """`rep` where the settings say which rep sits here (`[me] rep`), else `lead`."""
    try:
        found = user_config(environ).stat()
        mark: tuple[int, ...] = (found.st_ino, found.st_size, found.st_mtime_ns)
    except OSError:
        mark = ()
    return _reader(mark, frozenset(environ.items()))


@lru_cache(maxsize=1)  # every list of today asks for it, and a filter makes one with every key
def _reader(_mark: tuple[int, ...], environ: frozenset[tuple[str, str]]) -> Reader:
    try:
        return "rep" if configured(dict(environ)).settings.rep else "lead"
    except UsageError:  # told where the settings are read for themselves
        return "lead"


def spoken_to(play: Play, whom: Reader) -> Play:
    """The play in the words for a reader; those of a step that has none for reps are for both."""
    if whom == "lead" or not any(step.as_rep for step in play.steps):
        return play
    steps = (
        replace(step, title=step.as_rep[0], do=step.as_rep[1]) if step.as_rep else step for step in play.steps
    )
    return replace(play, steps=tuple(steps))
