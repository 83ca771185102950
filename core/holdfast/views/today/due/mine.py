"""Whose list it is: the customers of one rep, or everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore


@dataclass(frozen=True, eq=False)
class Narrowed:
    """Which customers are on the list: `chosen`, Boolean over all of them, by the filter and by the rep.

    `by_rep`: whether it is the list of one rep; `words`: whose it is, or why it is everybody's.
    """

    chosen: pl.Series
    by_rep: bool = False
    words: str | None = None


def narrowed(store: FactsStore, answer: Answer, mine: str | None) -> Narrowed:
    """The list of the rep of an id or exact name; everybody's where the book knows no such rep.

    A lost customer is with the rep who held it last.
    """
    if mine is None:
        return Narrowed(answer.mask)
    reps = _reps(store, answer, mine)
    if not reps:
        return Narrowed(
            answer.mask, words=f"No rep of this book is called {mine}: these are everybody's customers"
        )
    gone = pl.col("state").is_in(["lost", "closed"]) & pl.col("rep_id").is_null()
    with_rep = pl.when(gone).then("last_rep_id").otherwise("rep_id").is_in(list(reps))
    held = answer.facts.customers.select(with_rep.fill_null(value=False).alias("mine")).to_series()
    chosen = answer.mask & held
    whose = " and ".join(dict.fromkeys(reps.values()))
    return Narrowed(chosen, by_rep=True, words=f"{plural(int(chosen.sum()), 'customer')} of {whose}")


def knows_rep(store: FactsStore, answer: Answer, name: str) -> bool:
    """Whether the book has a rep of that id or exact name."""
    return bool(_reps(store, answer, name))


def _reps(store: FactsStore, answer: Answer, mine: str) -> Mapping[str, str]:
    """The reps of that id, or else of that name: name by id."""
    if not store.book.has("reps"):
        held = answer.facts.customers.get_column("rep_id")
        return {mine: mine} if bool((held == mine).any()) else {}
    reps = store.book.visible("reps", answer.facts.as_of).select("rep_id", pl.coalesce("name", "rep_id"))
    by_id = reps.filter(pl.col("rep_id") == mine)
    named = by_id if not by_id.is_empty() else reps.filter(pl.col("name") == mine)
    return dict(named.iter_rows())
