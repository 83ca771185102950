"""Rules on use of the product: usage drop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, Flag, limit
from holdfast.risk.scope.expressions import at_most
from holdfast.risk.since.standing import active_from
from holdfast.statistics.exact import summable
from holdfast.timeline import ONE_DAY
from holdfast.words.wording import change_words, number_words, sentence, word

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_WEEK: Final = 7


@dataclass(frozen=True)
class UsageDropLimits:
    """F07: the window, the weeks that make the usual, and what a metric must have to be compared."""

    window_days: int = limit("a window lasts", "days")
    usual_weeks: int = limit("the usual is the mean of", "weeks before")
    minimum_weeks: int = limit("a metric is compared when it was used in at least", "of these weeks")
    share_of_usual: float = limit("opens at or below this share of the usual", share=True)
    silent_days: int = limit("not judged when nobody at all has usage for", "days")

    RISING: ClassVar = (("minimum_weeks", "usual_weeks"),)

    @property
    def usual_days(self) -> int:
        """Length of the time before the window that makes the usual."""
        return self.usual_weeks * _WEEK

    @property
    def history_days(self) -> int:
        """Days of usage a customer must have behind it."""
        return self.window_days + self.usual_days


def _evaluate_usage_drop(scope: RuleScope, limits: UsageDropLimits) -> pl.DataFrame:
    """F07: usage of the last weeks against the weeks before, each metric beside itself.

    Metrics have units of their own and cannot be added: the one that fell most speaks. What is used now and
    then falls to nothing by chance, so only metrics used in most weeks are compared.
    """
    usage = _usage(scope)
    metrics = _compared(usage, scope.as_of, limits)
    nothing_used = (pl.col("now") <= 0).all().alias("nothing_used")
    fell_most = (
        metrics.sort("customer", "share", "metric")
        .group_by("customer", maintain_order=True)
        .agg(pl.col("metric", "now", "usual", "share").first(), nothing_used)
    )
    fallen = at_most(pl.col("now"), limits.share_of_usual, pl.col("usual"))
    return scope.beside_facts(fell_most, "active").with_columns(
        pl.when(pl.col("active") & pl.col("share").is_not_null() & _heard(usage, scope.as_of, limits))
        .then(pl.when(~fallen).then(CLEAR).when("nothing_used").then(CRITICAL).otherwise(HIGH))
        .alias("severity"),
        pl.lit(limits.window_days).alias("window"),
    )


def _usage(scope: RuleScope) -> pl.DataFrame:
    return scope.day.visible("usage").filter(pl.col("customer").is_not_null())


def _compared(usage: pl.DataFrame, as_of: date, limits: UsageDropLimits) -> pl.LazyFrame:
    """`customer`, `metric`, `now`, `usual` and `share` of the metrics a customer can be judged by."""
    recent = as_of - timedelta(days=limits.window_days)
    begin = as_of - timedelta(days=limits.history_days)
    day, value = pl.col("date"), pl.col("value")
    week = (pl.lit(recent) - day).dt.total_days() // _WEEK
    is_now = day > recent
    long_known = usage.lazy().filter(day <= begin + ONE_DAY).select("customer").unique()
    rows, total = summable(
        usage.filter(day > begin).select(
            "customer",
            pl.col("metric").cast(pl.Categorical),
            pl.when(is_now).then(value).otherwise(0.0).alias("now"),
            pl.when(~is_now).then(value).otherwise(0.0).alias("before"),
            # Weeks of use as the bits of one number: counting different ones by group takes far longer.
            pl.when(~is_now & (value > 0)).then(pl.lit(2) ** week).otherwise(0).cast(pl.Int64).alias("weeks"),
        ),
        "now",
        "before",
    )
    return (
        rows.lazy()
        .group_by("customer", "metric")
        .agg(total["now"], total["before"], pl.col("weeks").bitwise_or())
        .filter((pl.col("weeks").bitwise_count_ones() >= limits.minimum_weeks) & (pl.col("before") > 0))
        .join(long_known, on="customer", how="semi")
        .with_columns((pl.col("before") * (limits.window_days / limits.usual_days)).alias("usual"))
        .select(
            "customer",
            pl.col("metric").cast(pl.String),
            "now",
            "usual",
            (pl.col("now") / pl.col("usual")).alias("share"),
        )
    )


def _heard(usage: pl.DataFrame, as_of: date, limits: UsageDropLimits) -> bool:
    """Whether usage still arrives: an export that ended proves nothing about anybody."""
    last = usage.get_column("date").max()
    return isinstance(last, date) and last > as_of - timedelta(days=limits.silent_days)


def _since(scope: RuleScope, limits: UsageDropLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: the rule on each of the days before, for the customers that have the flag.

    Looks back as many days as the rule does; null where it has been open on all of them.
    """
    usage, raised = _usage(scope), raised.select("customer")
    days = pl.date_range(scope.day.ago(2 * limits.history_days), scope.as_of, eager=True).alias("date")
    rows, total = summable(
        usage.join(raised, on="customer", how="semi").filter(pl.col("date") >= days[0]), "value"
    )
    daily = rows.group_by("customer", "metric", "date").agg(
        total["value"], (pl.col("value") > 0).any().alias("used")
    )
    pairs = daily.select("customer", "metric").unique().sort("customer", "metric")
    grid = (
        pairs.lazy()
        .join(days.to_frame().lazy(), how="cross", maintain_order="left_right")
        .join(daily.lazy(), on=["customer", "metric", "date"], how="left", maintain_order="left")
        .with_columns(
            pl.col("value").fill_null(0.0).cum_sum(), pl.col("used").fill_null(value=False).cum_sum()
        )
    )
    # No difference reaches over the rows of another pair: only days with all of the history are kept.
    value, used = pl.col("value"), pl.col("used")
    now = value - value.shift(limits.window_days)
    usual = (value.shift(limits.window_days) - value.shift(limits.history_days)) * (
        limits.window_days / limits.usual_days
    )
    edges = range(limits.window_days, limits.history_days, _WEEK)
    weeks = pl.sum_horizontal((used.shift(edge) > used.shift(edge + _WEEK)).cast(pl.Int32) for edge in edges)
    fallen = (weeks >= limits.minimum_weeks) & (usual > 0) & at_most(now, limits.share_of_usual, usual)
    return (
        grid.with_columns(fallen.fill_null(value=False).alias("fallen"))
        .filter(pl.col("date") > scope.day.ago(limits.history_days))
        .group_by("customer", "date")
        .agg(pl.col("fallen").any())
        .join(_judged_from(scope, usage, raised, limits), on="customer", how="left")
        .join(_unheard(usage, days, limits).lazy(), on="date", how="left")
        .filter(~pl.col("fallen") | (pl.col("date") < pl.col("judged_from")) | pl.col("unheard"))
        .group_by("customer")
        .agg((pl.col("date").max() + ONE_DAY).alias("since"))
    )


def _judged_from(
    scope: RuleScope, usage: pl.DataFrame, raised: pl.DataFrame, limits: UsageDropLimits
) -> pl.LazyFrame:
    """`customer`, `judged_from`: when its history was long enough and it was active without a break since."""
    wanted = raised.lazy()
    first = (
        usage.lazy().join(wanted, on="customer", how="semi").group_by("customer").agg(pl.col("date").min())
    )
    known = pl.col("date") + timedelta(days=limits.history_days - 1)
    return first.join(active_from(scope, raised), on="customer", how="left").select(
        "customer", pl.max_horizontal(known, "active_from").alias("judged_from")
    )


def _unheard(usage: pl.DataFrame, days: pl.Series, limits: UsageDropLimits) -> pl.DataFrame:
    """`date`, `unheard`: whether usage of nobody had arrived for too long on each of these days."""
    heard = usage.select(pl.col("date").unique().sort()).with_columns(pl.col("date").alias("last"))
    ago = (pl.col("date") - pl.col("last")).dt.total_days()
    return (
        days.to_frame()
        .join_asof(heard, on="date", strategy="backward")
        .select("date", (ago >= limits.silent_days).fill_null(value=True).alias("unheard"))
    )


def _usage_drop() -> pl.Expr:
    point = (
        pl.when(pl.col("now") <= 0)
        .then(word("Not used any more"))
        .otherwise(sentence("Usage {}", change_words(pl.col("now"), pl.col("usual"))))
    )
    return sentence(
        "{}: {} {} in {} d, usual {}",
        point,
        pl.col("metric"),
        number_words(pl.col("now")),
        pl.col("window"),
        number_words(pl.col("usual")),
    )


def _usage_behind(scope: RuleScope, limits: UsageDropLimits, customer: int) -> pl.DataFrame:
    """The rows of the metric that fell most, of both windows."""
    everything = scope.day.visible("usage").filter(pl.col("customer") == customer)
    fell_most = (
        _compared(everything, scope.as_of, limits).sort("share", "metric").select("metric").head(1).collect()
    )
    rows = scope.day.rows_of("usage", customer, since=scope.day.ago(limits.history_days - 1))
    return rows.join(fell_most, on="metric", how="semi", maintain_order="left")


USAGE_DROP: Final = Flag(
    "F07",
    ("high", "critical"),
    (("usage",),),
    "usage of the last {window_days} days at most {share_of_usual} of the mean of the "
    "{usual_weeks|week|weeks} before. Each metric is compared with itself, and the one that fell most "
    "speaks; critical where none of them is used any more",
    "an active customer with {usual_weeks|week|weeks} of usage before; a metric used in at least "
    "{minimum_weeks} of them; usage of anybody within {silent_days|day|days}",
    limits=UsageDropLimits,
    numbers={
        "metric": pl.String(),
        "now": pl.Float64(),
        "usual": pl.Float64(),
        "window": pl.Int16(),
    },
    evaluate=_evaluate_usage_drop,
    details=_since,
    sentence=_usage_drop,
    behind=_usage_behind,
)
