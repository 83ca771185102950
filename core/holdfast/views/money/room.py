"""The room of money: new and repeat side by side, what losses cost, what keeping more would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book import locked as locks
from holdfast.errors import UsageError
from holdfast.metrics.customers.kept import ACTIVITY
from holdfast.metrics.revenue.cost_of_churn import assumed, retention_what_if
from holdfast.metrics.revenue.mix import ORDERS
from holdfast.risk.past.backtest import backtest_of, too_few_losses
from holdfast.risk.watch import UNWATCHED
from holdfast.views.figures.figures import metric_figures
from holdfast.views.figures.scopes import scope_of
from holdfast.views.money.results import BenefitCase, ExpectedLoss, MoneyRoomView
from holdfast.views.money.sides import revenue_months, side_rows
from holdfast.views.money.years import loss_years
from holdfast.views.results import TableView
from holdfast.views.retention.what_if import WhatIfInputs, what_if_of
from holdfast.words.numerals import percent_text, rounded_amount_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.metrics.scope import Scope
    from holdfast.risk.watch import Watch

ROOM_FIGURES: Final = (
    "revenue.period",
    "revenue.new_share",
    "revenue.repeat_share",
    "revenue.stability",
    "revenue.without_new",
    "revenue.dependence",
    "churn.customers.yearly",
    "churn.cost",
    "churn.customer_value",
    "churn.word_of_mouth",
    "price.full_share",
    "price.discount_depth",
    "price.kept_after_rise",
    "clv.what_if",
)
"""Figures of the room in the order in which they are read."""

AFTER_A_LOOK_BACK: Final = ("risk.revenue.flagged", "risk.revenue.expected")
"""Figures that the room asks for once it is painted."""

NEEDS: Final = {"orders": ORDERS, "activity": ACTIVITY}
"""What the parts of the room cannot do without."""

SIDE_COLUMNS: Final = ("measure", "aspect", "unit", "new", "earlier", "note")


def money_room(store: FactsStore, answer: Answer) -> MoneyRoomView:
    """The room over the chosen customers."""
    scope = scope_of(store.book, answer, answer.facts)
    locked = _locked(store)
    factors = assumed(store.book)
    benefits, told = benefit_cases(scope)
    return MoneyRoomView(
        moment=answer.moment,
        figures={figure.id: figure for figure in metric_figures(store, answer, ids=ROOM_FIGURES)},
        sides=() if "orders" in locked else side_rows(scope),
        months=() if "orders" in locked else revenue_months(scope),
        years=() if "activity" in locked else tuple(loss_years(store, answer)),
        band=(factors.yearly_loss_low, factors.yearly_loss_high),
        benefits=benefits,
        assumed=told,
        locked=locked,
    )


def expected_loss(store: FactsStore, answer: Answer, watch: Watch = UNWATCHED) -> ExpectedLoss:
    """Revenue with a flag, and what of it is likely lost, after a look at the past.

    Raises CancelledError.
    """
    book, as_of = store.book, answer.facts.as_of
    if too_few_losses(book, as_of) is None:
        backtest_of(book, as_of, store.thresholds, watch)
    found = metric_figures(store, answer, ids=AFTER_A_LOOK_BACK)
    return ExpectedLoss(answer.moment, {figure.id: figure for figure in found})


def _locked(store: FactsStore) -> Mapping[str, str]:
    lacking = {part: locks.missing(needs, store.book) for part, needs in NEEDS.items()}
    return {part: locks.sentence(tables) for part, tables in lacking.items() if tables}


def benefit_cases(scope: Scope) -> tuple[tuple[BenefitCase, ...], str]:
    """Today and each raised retention, and what they rest on; no case, and why, where nothing tells it."""
    measured = retention_what_if(scope, 0.0)
    if isinstance(measured, str):
        return (), measured
    active = int(scope.facts.get_column("active").sum())
    rows = what_if_of(scope, WhatIfInputs())
    today = rows.row(0, named=True)
    cases = tuple(
        BenefitCase(
            points=row["retention"] - today["retention"],
            retention=row["retention"],
            value=row["customer_value"],
            kept=active * (row["retention"] - today["retention"]),
            everybody=row["all_customers"],
            gain=row["all_customers"] - today["all_customers"],
        )
        for row in rows.iter_rows(named=True)
    )
    margin = rounded_amount_text(measured.margin, scope.book.settings.currency)
    return cases, (
        f"a mean margin of {margin} a year for each customer at start, discount "
        f"{percent_text(scope.book.settings.discount_rate)}, {active:,} active customers"
    )


def money_sides(store: FactsStore, answer: Answer) -> TableView:
    """New and earlier customers side by side as one table. Raises UsageError without orders."""
    if (lacking := _locked(store).get("orders")) is not None:
        raise UsageError(lacking)
    rows = side_rows(scope_of(store.book, answer, answer.facts))
    frame = pl.DataFrame(
        [
            (row.measure.strip(), row.aspect, row.unit, row.new, row.earlier, row.lacking or row.told)
            for row in rows
        ],
        schema=dict(zip(SIDE_COLUMNS, (*[pl.String] * 3, *[pl.Float64] * 2, pl.String), strict=True)),
        orient="row",
    )
    return TableView("money", answer.moment, frame, ("new customers placed their first order in the period",))
