"""Whom an answer is about, and why it is nobody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore


def nobody(store: FactsStore, answer: Answer) -> str | None:
    """Why no customer is shown, with the nearest value the book has; None where somebody is."""
    moment = answer.moment
    if (why := moment.nobody) is None:
        return None
    from holdfast.answers.values import completions  # noqa: PLC0415 - most questions find somebody
    from holdfast.filters.nearest import nearest  # noqa: PLC0415

    hint = nearest(moment.where, partial(completions, store), store.book.fields) if moment.total else None
    return f"{why}." if hint is None else f"{why}. {hint}"


def kept(_store: FactsStore, answer: Answer) -> pl.Series:
    """Whom the filter keeps, Boolean by number of the customer."""
    return answer.mask
