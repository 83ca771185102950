"""What is wrong with a filter, and where in its text."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


class FilterError(UsageError):
    """A filter that cannot be understood or applied.

    `start` and `end` are the characters of the culprit in the text that was parsed, end exclusive.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


class UnknownFieldError(FilterError):
    """A filter that names no field: before a book is open, one of its own columns may be meant."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`: did you mean 'segment'?` for the nearest known word, or nothing."""
    nearest = get_close_matches(word.lower()[:40], tuple(known), n=1)
    return f": did you mean '{nearest[0]}'?" if nearest else ""
