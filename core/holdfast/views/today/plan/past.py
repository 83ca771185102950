"""What plans of the past had reached: a table of the orders, and the lost customers behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.money import to_units, units
from holdfast.risk.watch import UNWATCHED
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.results import FigureRows, RowsTotal, TableView
from holdfast.views.today.plan.regret import reached_words, regret, replay_of
from holdfast.words.interface.catalogue import tr

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.watch import Watch
    from holdfast.views.selection import PlanReached
    from holdfast.views.today.results import Asked

REGRET: Final = pl.Schema(
    {
        "order": pl.String,
        **dict.fromkeys(("share", "low", "high", "lead", "lead_low", "lead_high"), pl.Float64),
        "reached": pl.Float64,
        "lost": pl.Float64,
    }
)
"""Columns of `show regret`: an order of calls (replay.ORDERS), the share of lost revenue that it reached and
by how much the plan is ahead of it, each with its interval; the money of both (currency units)."""

_SHOWN: Final = (
    ("end", "Month-end"),
    ("name", "Customer"),
    ("lost_on", "Lost"),
    ("worth", "Revenue lost"),
    ("on_plan", "In the plan"),
    ("on_revenue", "By revenue"),
    ("on_recency", "By recency"),
)


def regret_table(
    store: FactsStore, answer: Answer, asked: Asked, length: int, watch: Watch = UNWATCHED
) -> TableView:
    """`show regret`: one row an order of calls, the plan first. Raises CancelledError."""
    told = regret(store, answer, asked, length, watch)
    _, lost = replay_of(store, answer, asked, length, watch)
    rows = []
    for one in told.shares:
        share, lead, money = one.share, one.lead, units(int(lost.get_column(one.order).sum()))
        ahead = (None, None, None) if lead is None else (lead.value, lead.low, lead.high)
        rows.append((one.order, share.value, share.low, share.high, *ahead, money, told.revenue))
    frame = pl.DataFrame(rows, schema=REGRET, orient="row")
    return TableView("regret", answer.moment, frame, (told.sentence,))


def reached_rows(store: FactsStore, answer: Answer, asked: PlanReached) -> FigureRows:
    """Every customer lost within the horizon of a month-end that was tried, with the days of its calls."""
    told = regret(store, answer, asked.asked, asked.length)
    _, lost = replay_of(store, answer, asked.asked, asked.length)
    names = answer.facts.customers.select("customer", "name")
    rows = (
        lost.join(names, on="customer", how="left", maintain_order="left")
        .with_columns(to_units(pl.col("worth")), to_units(pl.col("plan")).alias("amount"))
        .sort("end", "worth", "customer", descending=[True, True, False])
    )
    reached = units(int(lost.get_column("plan").sum()))
    return FigureRows(
        answer.moment,
        "regret",
        tr("What the plan had reached"),
        told.sentence if told.too_few else reached_words(told),
        "customer",
        _SHOWN,
        LinkedRows(rows.select("customer", *(name for name, _ in _SHOWN), "amount")),
        {"worth": "money", "end": "date"},
        RowsTotal(reached, "money", tr("Reached before the loss")),
    )
