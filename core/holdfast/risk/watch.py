"""Whoever waits for a long computation: is told how far it is, and may call it off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


class CancelledError(Exception):
    """Whoever asked wants no answer any more; what was finished until then is kept."""


@dataclass(frozen=True)
class Watch:
    """Who looks on while a computation goes through its steps.

    `progress(done, total)` is called before each step and after the last; `cancelled()` says whether to stop.
    """

    progress: Callable[[int, int], None] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False


UNWATCHED: Final = Watch()
