"""Where the loss rate of one customer is from, in words: the terms of its model, or its flags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.risk.chance.features import features_at
from holdfast.risk.chance.flag_table import MOST_OTHERS
from holdfast.risk.chance.models import CadenceModel, LogisticModel
from holdfast.risk.past.backtest import HORIZON
from holdfast.words.wording import money_text, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.risk.chance.judged import Judged
    from holdfast.risk.chance.rates import LossRates

MOST_TERMS: Final = 4
"""So many terms are told, the weightiest first."""

SAYS_SOMETHING: Final = 0.1
"""A term that moves the log odds by less is not told."""

MODEL_NAMES: Final[Mapping[str, str]] = {"logistic": "logistic model", "cadence": "cadence model"}


@dataclass(frozen=True)
class FlagTerms:
    """The flag a rate is counted under, with how many were lost of how many; `others` open beside it.

    `pool_books`: of a rate that is drawn, how many books of a pool stand behind it.
    """

    worst: str | None
    others: int
    flagged: int | None
    lost: int | None
    pool_books: int = 0


def model_terms(book: Book, as_of: date, rates: LossRates, customer: int) -> str:
    """The terms of the model for one customer: `2.9× overdue (+), 14 orders (−)`; empty where none tells."""
    row = features_at(book, as_of, HORIZON).slice(customer, 1)
    told, model = row.row(0, named=True), rates.judged.model
    if isinstance(model, CadenceModel):
        return ", ".join(
            words
            for words in (_clock_words(told), _closing_words(told) if told["closing"] > 0 else "")
            if words
        )
    if not isinstance(model, LogisticModel):
        return ""
    fitted = model.fitted
    weights = [
        (slope * (float(told[name]) - mean), name)
        for name, slope, mean in zip(fitted.features, fitted.slopes, fitted.means, strict=True)
        if told[name] is not None
    ]
    weighty = sorted(weights, key=lambda term: (-abs(term[0]), term[1]))[:MOST_TERMS]
    said = ((_WORDS[name](told, book.settings.currency), weight) for weight, name in weighty)
    return ", ".join(
        f"{words} ({'+' if weight > 0 else '−'})"
        for words, weight in said
        if words and abs(weight) >= SAYS_SOMETHING
    )


def judged_words(judged: Judged) -> str:
    """How the model did on the book's own past, and what simpler orders did."""
    taken, ends = judged.taken, len(judged.ends)
    if not ends:
        return "no past month-end is left to judge a model of loss on"
    if taken is None:
        return f"no model of loss beats the rate of all at {plural(ends, 'past month-end')}"
    held = taken.top_expected if judged.by_expected_loss else taken.top
    return (
        f"judged on {plural(ends, 'past month-end')} it had not seen ({judged.losses:,} losses): its first "
        f"tenth holds {held:.0%} of the lost revenue, by revenue {judged.top_revenue:.0%}"
    )


def ordered_words(judged: Judged) -> str:
    """By what customers are ordered on this book, and why."""
    if judged.model is None:
        return f"Customers are ordered by the rates of their flags: {judged_words(judged)}."
    by = "expected loss" if judged.by_expected_loss else "priority"
    return f"Customers are ordered by {by} by the {MODEL_NAMES[judged.model.kind]}: {judged_words(judged)}."


def flag_terms(rates: LossRates, facts: pl.DataFrame, customer: int) -> FlagTerms:
    """The flag that the rate of a customer is counted under. `facts`: evaluated, row i customer i."""
    table = rates.table
    if table is None:
        return FlagTerms(None, 0, None, None)
    state = table.state_of_facts(facts.slice(customer, 1)).row(0, named=True)
    worst, drawn, others = state["worst"], state["drawn"], state["others"] or 0
    if worst is not None:
        cell = table.cells.row(worst * (MOST_OTHERS + 1) + others, named=True)
        counted = (cell["flagged"], cell["lost"]) if cell["own"] else (None, None)
        return FlagTerms(table.worst[worst], others, *counted)
    if drawn is not None:
        row = table.drawn.row(drawn, named=True)
        return FlagTerms(row["flag"], 0, row["flagged"], row["lost"], row.get("pool_books", 0))
    return FlagTerms(None, 0, None, None)


def flag_words(terms: FlagTerms, rate: str, days: int, *, shrunken: bool) -> str:
    """Whose rate it is: `50.0% of customers under Detractor were lost within 90 days (10 of 20)`."""
    if terms.worst is None:
        return ""
    name = FLAGS[terms.worst].name
    counted = "" if terms.flagged is None else f" ({terms.lost:,} of {terms.flagged:,})"
    if shrunken:
        books = terms.pool_books
        pool = f", and to the pool of {plural(books, 'book')}" if books else ""
        return (
            f"{rate} under {name}, of whom few were seen{counted}: drawn to the rate of all, as all flags of "
            f"the book suggest{pool}; lost within {days} days"
        )
    with_others = ("no other flag", "one other flag", "two or more other flags")[terms.others]
    whom = f"{name} with {with_others}" if counted else name
    return f"{rate} of customers under {whom} were lost within {days} days{counted}"


def _clock_words(told: Mapping[str, Any]) -> str:
    if told["overdue_ratio"] is not None:
        return f"last order {told['overdue_ratio']:.1f}× its usual gap ago"
    if told["days_since_order"] is not None:
        return f"one order, {told['days_since_order']} d ago"
    return "no order on file"


def _closing_words(told: Mapping[str, Any]) -> str:
    if told["closes_in"] is None:
        return ""
    if told["closing"] == 0:
        return "cannot lapse by the clock within the horizon"
    return f"counts as lost in {told['closes_in']} d without an order"


def _overdue_words(told: Mapping[str, Any]) -> str:
    return f"{told['overdue_ratio']:.1f}× its usual gap since the last order"


def _trend_words(told: Mapping[str, Any], currency: str) -> str:
    spent, before = (money_text(told[name] or 0, currency) for name in ("spent", "spent_before"))
    return f"{spent} in 90 d after {before}"


_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any], str], str]]] = {
    "closing": lambda told, _: _closing_words(told),
    "overdue": lambda told, _: _overdue_words(told),
    "recency": lambda told, _: f"last order {told['days_since_order']} d ago",
    "orders": lambda told, _: plural(told["number"], "order"),
    "tenure": lambda told, _: f"here for {_age(told['age'])}",
    "revenue_log": lambda told, currency: f"{money_text(told['revenue'], currency)} a year",
    "trend": _trend_words,
}


def _age(days: int | None) -> str:
    if days is None:
        return "an unknown time"
    return f"{days / 365.25:.1f} years" if days >= 365 else plural(days, "day")
