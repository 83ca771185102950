"""What is wrong with a filter, and where in its text."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from holdfast.errors import FilterError, UnknownFieldError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FilterError", "UnknownFieldError", "did_you_mean"]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`: did you mean 'segment'?` for the nearest known word, or nothing."""
    nearest = get_close_matches(word.lower()[:40], tuple(known), n=1)
    return f": did you mean '{nearest[0]}'?" if nearest else ""
