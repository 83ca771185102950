"""What each customer is likely to buy from here on: fitted once for a book and day, when first asked for.

Orders by BG/NBD and Gamma–Gamma, subscriptions by the shifted beta-geometric model. Models serve totals;
for a single customer the simple cadence rule does as well (Wübben & von Wangenheim 2008) and comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.book.disk.newest import Frames, KeptForm, found_beside
from holdfast.keeping import keeps
from holdfast.money import to_units
from holdfast.statistics.models import bgnbd, gamma_gamma
from holdfast.statistics.models.bgnbd import Bgnbd
from holdfast.statistics.models.gamma_gamma import GammaGamma
from holdfast.statistics.survival import shifted_beta_geometric
from holdfast.statistics.survival.shifted_beta_geometric import ShiftedBetaGeometric
from holdfast.timeline import ONE_DAY
from holdfast.words.numerals import number_text

if TYPE_CHECKING:
    from holdfast.book.book import Book

HORIZON_MONTHS: Final = 36
"""Revenue further ahead than this is not counted."""

FEWEST_REPEAT: Final = 100
FEWEST_SUBSCRIBERS: Final = 100
FEWEST_LOST: Final = 20
LARGEST_CORRELATION: Final = 0.3
"""The spend model takes spend per order as independent of how often a customer orders."""

_WEEK: Final = 7.0
_MONTH_DAYS: Final = 365.25 / 12
_STEP_MONTHS: Final = 3
_STEPS: Final = HORIZON_MONTHS // _STEP_MONTHS
_STEPS_IN_YEAR: Final = 12 // _STEP_MONTHS


@dataclass(frozen=True, eq=False)
class Forecast:
    """Forecasts of all customers, and why some are missing.

    `customers`: row i is customer i; `bought` Boolean, whether it ever ordered or subscribed; `p_alive`
    Float64 (null without a repeat order, which says nothing); `expected_orders` Float64 within 12 months;
    `future_revenue` Float64 in currency units, discounted, over HORIZON_MONTHS. All are null where no model
    says anything. `orders`, `spend` and `contracts` say why a model is missing, or are None.
    """

    customers: pl.DataFrame
    order_model: Bgnbd | None = None
    spend_model: GammaGamma | None = None
    contract_model: ShiftedBetaGeometric | None = None
    orders: str | None = None
    spend: str | None = None
    contracts: str | None = None

    @property
    def missing(self) -> str | None:
        """Why there is no forecast of revenue for some customers."""
        return "; ".join(reason for reason in (self.orders, self.spend, self.contracts) if reason) or None


@keeps(4)
def forecast(book: Book, as_of: date) -> Forecast:
    """Forecasts at the close of `as_of` from what was visible then; rows dated later have no influence.

    Those of the first two days a sitting asks for, a date and the one it is compared with, stay on disk.
    """
    return found_beside(book, f"forecast {as_of}", _STORED, lambda: _fitted(book, as_of), most=2)


def _fitted(book: Book, as_of: date) -> Forecast:
    orders, order_model, spend_model, no_orders, no_spend = _order_forecast(book, as_of)
    contracts, contract_model, no_contracts = _contract_forecast(book, as_of)
    everyone = (
        book.customers.lazy()
        .select("customer")
        .join(orders.lazy(), on="customer", how="left", maintain_order="left")
        .join(contracts.lazy(), on="customer", how="left", maintain_order="left")
        .select(
            "customer",
            "p_alive",
            "expected_orders",
            (pl.col("ordered").is_not_null() | pl.col("mrr").is_not_null()).alias("bought"),
            # A running subscription says more about what is to come than the orders beside it.
            pl.when((pl.col("mrr") > 0) | pl.col("ordered").is_null())
            .then("contract_revenue")
            .otherwise("order_revenue")
            .alias("future_revenue"),
        )
        .collect()
    )
    return Forecast(everyone, order_model, spend_model, contract_model, no_orders, no_spend, no_contracts)


_MODELS: Final[Mapping[str, type[Bgnbd | GammaGamma | ShiftedBetaGeometric]]] = {
    "order_model": Bgnbd,
    "spend_model": GammaGamma,
    "contract_model": ShiftedBetaGeometric,
}
_REASONS: Final = ("orders", "spend", "contracts")


def _frames_of(found: Forecast) -> tuple[Frames, dict[str, Any]]:
    models = {name: getattr(found, name) for name in _MODELS}
    told = {name: model and asdict(model) for name, model in models.items()}
    return {"customers": found.customers}, told | {name: getattr(found, name) for name in _REASONS}


def _read(frames: Frames, told: Mapping[str, Any]) -> Forecast:
    models: dict[str, Any] = {name: told[name] and model(**told[name]) for name, model in _MODELS.items()}
    return Forecast(frames["customers"], **models, **{name: told[name] for name in _REASONS})


_STORED: Final = KeptForm(_frames_of, _read)


def purchase_history(book: Book, as_of: date) -> pl.DataFrame:
    """One row per customer with an order: `x` repeat order days, `t_x` and `T` in weeks, `mean_spend`.

    The first day is not counted in `x`, orders of one day are one; `mean_spend` Float64 in currency units a
    repeat day, null without any.
    """
    repeat = pl.col("day") > pl.col("first_day")
    return (
        book.purchases.lazy()
        .filter(pl.col("day") <= as_of)
        .select(
            "customer",
            "day",
            "first_day",
            (pl.col("gap") > 0).fill_null(value=False).cast(pl.Int64).alias("x"),
            pl.when(repeat).then("amount").otherwise(0).alias("spent"),
        )
        .group_by("customer")
        .agg(pl.col("x").sum(), pl.col("day").max(), pl.col("first_day").min(), pl.col("spent").sum())
        .select(
            "customer",
            "x",
            ((pl.col("day") - pl.col("first_day")).dt.total_days() / _WEEK).alias("t_x"),
            ((pl.lit(as_of) - pl.col("first_day")).dt.total_days() / _WEEK).alias("T"),
            pl.when(pl.col("x") > 0).then(to_units(pl.col("spent")) / pl.col("x")).alias("mean_spend"),
        )
        .sort("customer")
        .collect()
    )


_NO_ORDERS: Final = pl.DataFrame(
    schema={
        "customer": pl.UInt32,
        "p_alive": pl.Float64,
        "expected_orders": pl.Float64,
        "order_revenue": pl.Float64,
        "ordered": pl.Boolean,
    }
)
_NO_CONTRACTS: Final = pl.DataFrame(
    schema={"customer": pl.UInt32, "mrr": pl.Float64, "contract_revenue": pl.Float64}
)


def _order_forecast(
    book: Book, as_of: date
) -> tuple[pl.DataFrame, Bgnbd | None, GammaGamma | None, str | None, str | None]:
    if not book.has("orders"):
        return _NO_ORDERS, None, None, None, None
    history = purchase_history(book, as_of)
    nothing = history.select("customer", pl.lit(value=True).alias("ordered"))
    nothing = pl.concat([_NO_ORDERS, nothing], how="diagonal")
    models = order_models(history)
    if isinstance(models, str):
        return nothing, None, None, models, None
    model, spend_model, no_spend = models
    ahead = _expected_if_alive(model, history, book.settings.discount_rate)
    alive = model.p_alive()
    spend = (
        pl.lit(None, dtype=pl.Float64)
        if spend_model is None
        else spend_model.expected_spend(pl.col("x"), pl.col("mean_spend"))
    )
    forecasts = history.join(ahead, on=["x", "T"], how="left", maintain_order="left").select(
        "customer",
        pl.when(pl.col("x") > 0).then(alive).alias("p_alive"),
        (alive * pl.col("in_a_year")).alias("expected_orders"),
        (alive * pl.col("discounted") * spend).alias("order_revenue"),
        pl.lit(value=True).alias("ordered"),
    )
    return forecasts, model, spend_model, None, no_spend


def order_models(
    history: pl.DataFrame, *, at_edge: bool = False
) -> tuple[Bgnbd, GammaGamma | None, str | None] | str:
    """The models of orders and of spend per order of a `purchase_history`, or why there is none.

    The last says why there is no model of spend. `at_edge`: a fit in which customers hardly differ in how
    they leave is good enough, as it is for sums, where nobody's own chance is asked for.
    """
    repeat = history.filter(pl.col("x") > 0).rechunk()
    if repeat.height < FEWEST_REPEAT:
        return (
            f"the order model needs {FEWEST_REPEAT} customers with a second order; there are {repeat.height}"
        )
    model = bgnbd.fit(history)
    if not (model.converged or (at_edge and model.is_told)):
        return "the order model finds no best fit to these customers"
    return model, *_spend_model(repeat)


def _spend_model(repeat: pl.DataFrame) -> tuple[GammaGamma | None, str | None]:
    """The model of spend per order, or why there is none."""
    correlation = repeat.select(pl.corr("x", "mean_spend")).item()
    # Undefined where all spend alike or order equally often, and then there is nothing to fear.
    if abs(correlation or 0.0) >= LARGEST_CORRELATION:
        told = number_text(correlation, 2)
        return None, f"spend per order goes with the number of orders (correlation {told})"
    model = gamma_gamma.fit(repeat)
    if not model.converged or model.q <= 1:
        return None, "the spend model finds no average to these customers"
    return model, None


def _expected_if_alive(model: Bgnbd, history: pl.DataFrame, rate: float) -> pl.DataFrame:
    """Per distinct `x` and `T`: orders `in_a_year`, and `discounted` over the horizon, if still there.

    Orders are expected by quarters and discounted from the middle of each.
    """
    pairs = history.select("x", "T").unique().sort("x", "T")
    reached = pl.repeat(0.0, pairs.height, dtype=pl.Float64, eager=True)
    discounted, in_a_year = reached, reached
    for step in range(1, _STEPS + 1):
        until = model.expected_if_alive(pairs, step * _STEP_MONTHS * _MONTH_DAYS / _WEEK)
        discounted = discounted + (until - reached) / (1 + rate) ** ((step - 0.5) / _STEPS_IN_YEAR)
        reached = until
        if step == _STEPS_IN_YEAR:
            in_a_year = until
    return pairs.with_columns(discounted.alias("discounted"), in_a_year.alias("in_a_year"))


def _contract_forecast(
    book: Book, as_of: date
) -> tuple[pl.DataFrame, ShiftedBetaGeometric | None, str | None]:
    if not book.has_recurring_revenue:
        return _NO_CONTRACTS, None, None
    served = subscriber_months(book, as_of)
    found = contract_model(served)
    model, reason = (None, found) if isinstance(found, str) else (found, None)
    if model is None:
        nothing = pl.when(pl.col("mrr") <= 0).then(0.0).alias("contract_revenue")
        return served.select("customer", "mrr", nothing), None, reason
    monthly = (1 + book.settings.discount_rate) ** (1 / 12) - 1
    ages = sorted(served.filter(pl.col("mrr") > 0).get_column("age").unique())
    payments = [
        model.expected_periods(monthly, renewed=age, horizon=HORIZON_MONTHS, first_now=False) for age in ages
    ]
    ahead = pl.DataFrame(
        {"age": ages, "payments": payments}, schema={"age": pl.Int64, "payments": pl.Float64}
    )
    revenue = pl.when(pl.col("mrr") > 0).then(pl.col("mrr") * pl.col("payments")).otherwise(0.0)
    priced = served.join(ahead, on="age", how="left", maintain_order="left")
    return priced.select("customer", "mrr", revenue.alias("contract_revenue")), model, None


def contract_model(served: pl.DataFrame) -> ShiftedBetaGeometric | str:
    """How long the subscribers of `subscriber_months` stay, or why that cannot be told."""
    lost = int(served.get_column("lost").sum())
    if served.height < FEWEST_SUBSCRIBERS or lost < FEWEST_LOST:
        return (
            f"the contract model needs {FEWEST_SUBSCRIBERS} subscribers and {FEWEST_LOST} losses; "
            f"there are {served.height} and {lost}"
        )
    model = shifted_beta_geometric.fit(*_risk_sets(served))
    return model if model.converged else "the contract model finds no best fit to these subscribers"


def subscriber_months(book: Book, as_of: date) -> pl.DataFrame:
    """One row per customer who ever paid a subscription, in months of 30.4 days.

    `customer`; `mrr` Float64 now, in currency units; `lost` Boolean, first loss visible; `months` Int64 to
    it or so far; `entry` Int64 months already served when the data begin, where `created` tells; `age`
    Int64 whole months of the running subscription.
    """
    day, level = pl.col("day"), pl.col("level")
    began = (level > 0) & (pl.col("before") <= 0)
    paid = (
        book.activity.changes.lazy()
        .filter((day <= as_of) & (pl.col("delta") != 0))
        .with_columns(pl.col("delta").cum_sum().over("customer").alias("level"))
        .with_columns((level - pl.col("delta")).alias("before"))
        .group_by("customer")
        .agg(
            day.filter(began).min().alias("begin"),
            day.filter(began).max().alias("running"),
            day.filter(level <= 0).min().alias("ended"),
            pl.col("delta").sum().alias("mrr"),
        )
        .join(book.customers_as_known(as_of).lazy().select("customer", "created"), on="customer")
        .collect()
    )
    already = pl.col("begin") == pl.lit(paid.get_column("begin").min(), dtype=pl.Date)
    aged = already & (pl.col("created") < pl.col("begin")).fill_null(value=False)
    origin = pl.when(aged).then("created").otherwise("begin")
    lasted = _months(pl.coalesce("ended", pl.lit(as_of + ONE_DAY)) - origin)
    ended = pl.col("ended").is_not_null()
    # A month of service is 28 to 31 days long: a loss belongs to the renewal it is nearest to.
    at_renewal = pl.max_horizontal(lasted.round(0), pl.lit(1.0))
    return paid.sort("customer").select(
        "customer",
        to_units(pl.col("mrr")).alias("mrr"),
        ended.alias("lost"),
        pl.when(ended).then(at_renewal).otherwise(lasted.floor()).cast(pl.Int64).alias("months"),
        pl.when(aged)
        .then(_months(pl.col("begin") - origin).floor())
        .otherwise(0.0)
        .cast(pl.Int64)
        .alias("entry"),
        _months(pl.lit(as_of + ONE_DAY) - pl.when(ended).then("running").otherwise(origin))
        .floor()
        .cast(pl.Int64)
        .alias("age"),
    )


def _months(length: pl.Expr) -> pl.Expr:
    return length.dt.total_days() / _MONTH_DAYS


def _risk_sets(served: pl.DataFrame) -> tuple[list[float], list[float]]:
    """Subscribers at risk in every month of service, and lost at its end, month 0 first."""
    length = int(served.get_column("months").max() or 0) + 1  # type: ignore[arg-type]  # an integer column
    change, lost = [0.0] * (length + 1), [0.0] * length
    seen = served.filter(pl.col("months") > pl.col("entry"))
    for entry, months, gone, count in seen.group_by("entry", "months", "lost").agg(pl.len()).iter_rows():
        change[entry] += count
        change[months] -= count
        if gone:
            lost[months - 1] += count
    return list(accumulate(change))[:length], lost
