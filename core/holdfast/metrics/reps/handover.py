"""Whether customers whose rep changed leave more often than those who kept theirs: spec §6."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

import polars as pl

from holdfast.facts.team.holdings import holdings
from holdfast.figures import FEW
from holdfast.keeping import keeps
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.definition import Metric
from holdfast.metrics.scope import Scope
from holdfast.statistics.exact import exact_sum
from holdfast.statistics.intervals.mantel_haenszel import pooled_difference
from holdfast.statistics.intervals.newcombe import Difference, newcombe
from holdfast.statistics.sequential.intervals import sequential_difference, widened
from holdfast.statistics.sequential.prospect import TOO_FEW, Knowable
from holdfast.statistics.sequential.waiting import when_measured, when_rates
from holdfast.words.wording import plural

FOLLOWED: Final = timedelta(days=180)
"""A loss within this time of a rep change counts as its possible effect."""

STEADY: Final = 0.1
"""Revenue that moved by no more than this share has no trend."""

NEEDS: Final = tuple((activity, "assignments") for activity in ("orders", "subscriptions", "mrr_events"))
NO_CHANGE: Final = "no active customer changed rep with 180 days to follow that ended inside the period"
NO_COMPARISON: Final = "no active customer kept one rep to compare with"
ASSUMED: Final = "the export names today's rep only: it does not say when reps changed"
NOT_RANDOM: Final = "reassignment is not random: accounts in trouble may be handed over first"

_SAME_CUSTOMER: Final = pl.col("customer") == pl.col("customer").shift(1)


class _Window(NamedTuple):
    """Days on which a change may fall so that its 180 days end inside the period."""

    first: date
    end: date


@keeps(1)
def compared(scope: Scope) -> pl.DataFrame:
    """The customers of the comparison, sorted by `customer`, each once.

    `day` Date: of the first rep change inside the window, or for the others the median of those days;
    `changed` Boolean; `lost` Boolean, not active 180 days later. All were active before `day` began. Left
    out: customers nobody held, and those whose rep left without a successor in the 180 days.
    """
    window = _window(scope)
    held = scope.own(_held)
    changes = held.filter(
        _SAME_CUSTOMER
        & (pl.col("rep_id") != pl.col("rep_id").shift(1))
        & pl.col("held_from").is_between(window.first, window.end + FOLLOWED, closed="left")
    ).select("customer", pl.col("held_from").alias("day"))
    first = changes.filter(pl.col("day") < window.end).group_by("customer").agg(pl.col("day").min())
    if first.is_empty():
        return _followed(scope, _members(first, changed=True))
    days = first.get_column("day").sort()
    middle = days[(days.len() - 1) // 2]
    kept = _kept(held, middle).join(changes, on="customer", how="anti")
    unchanged = kept.select("customer", pl.lit(middle).alias("day"))
    return _followed(scope, pl.concat([_members(first, changed=True), _members(unchanged, changed=False)]))


def _window(scope: Scope) -> _Window:
    return _Window(scope.period.start - FOLLOWED, scope.period.end - FOLLOWED)


def _held(scope: Scope) -> pl.DataFrame:
    """Holdings of the chosen customers that happened, by customer and start."""
    happened = (pl.col("held_from") < pl.col("held_to")).fill_null(value=True)
    return (
        holdings(scope.book, scope.as_of)
        .filter(happened)
        .join(scope.facts.select("customer"), on="customer", how="semi", maintain_order="left")
    )


def _kept(held: pl.DataFrame, day: date) -> pl.DataFrame:
    """Who was held on `day` by a rep that did not leave in the 180 days from then."""
    left = pl.col("held_to").is_not_null() & pl.col("end").ne_missing(pl.col("held_to"))
    covers = (pl.col("held_from").is_null() | (pl.col("held_from") <= day)) & (
        pl.col("held_to").is_null() | (pl.col("held_to") > day)
    )
    abandoned = left & (pl.col("held_to") <= day + FOLLOWED)
    return held.filter(covers & ~abandoned).select("customer").unique()


def _members(customers: pl.DataFrame, *, changed: bool) -> pl.DataFrame:
    return customers.select("customer", "day", pl.lit(changed).alias("changed"))


def _followed(scope: Scope, members: pl.DataFrame) -> pl.DataFrame:
    """The members who were active when their day began, and whether they still were 180 days later."""
    before = pl.col("on") < pl.col("day")
    until = pl.col("on") <= pl.col("day") + FOLLOWED
    steps = scope.changes.select("customer", pl.col("day").alias("on"), pl.col("step").cast(pl.Int32))
    return (
        members.join(steps, on="customer")
        .group_by("customer", "day", "changed")
        .agg(
            pl.when(before).then("step").otherwise(0).sum().alias("then"),
            pl.when(until).then("step").otherwise(0).sum().alias("later"),
        )
        .filter(pl.col("then") > 0)
        .select("customer", "day", "changed", (pl.col("later") <= 0).alias("lost"))
        .sort("customer")
    )


def _loss(scope: Scope) -> Measured:
    if scope.book.assumed_assignments:
        return Measured(None, note=ASSUMED)
    customers = compared(scope)
    if (reason := _incomparable(customers)) is not None:
        return Measured(None, note=reason)
    (lost1, n1), (lost0, n0) = _counts(customers, changed=True), _counts(customers, changed=False)
    level = scope.level
    counts = (lost1, n1, lost0, n0)
    found = newcombe(*counts) if level is None else sequential_difference(*counts, level)
    told = found is not None and found.is_distinguishable
    when = when_rates(*counts, scope.pace, told=told, level=level) if min(n1, n0) >= FEW else TOO_FEW
    return _measured(found, customers, _window_caution(scope), when, always_valid=scope.always_valid)


def _matched(scope: Scope) -> Measured:
    if scope.book.assumed_assignments:
        return Measured(None, note=ASSUMED)
    customers = compared(scope)
    if (reason := _incomparable(customers)) is not None:
        return Measured(None, note=reason)
    changed, lost = pl.col("changed"), pl.col("lost")
    strata = (
        _in_strata(scope, customers)
        .group_by("segment", "trend")
        .agg(
            (changed & lost).sum().alias("lost1"),
            changed.sum().alias("n1"),
            (~changed & lost).sum().alias("lost0"),
            (~changed).sum().alias("n0"),
        )
        .sort("segment", "trend")
    )
    alone = int(strata.filter(pl.col("n0") == 0).get_column("n1").sum())
    caution = f"{plural(alone, 'customer')} had nobody to be matched with" if alone else None
    found = pooled_difference(strata.drop("segment", "trend").iter_rows())
    if found is None:
        return Measured(None, note=NO_COMPARISON)
    events = max(1, int(customers.get_column("lost").sum()))
    level, half = scope.level, (found.high - found.low) / 2
    if level is not None:
        found = Difference(found.value, *widened(found.value, found.low, found.high, events, level))
    when = when_measured(
        found.value, half, events, scope.pace, told=found.is_distinguishable, level=level
    )  # fmt: skip
    return _measured(found, customers, caution, when, always_valid=scope.always_valid)


def _in_strata(scope: Scope, customers: pl.DataFrame) -> pl.DataFrame:
    """The customers with their `segment` and prior `trend`: like is compared with like inside of both."""
    segments = scope.facts.select("customer", "segment")
    with_segment = customers.join(segments, on="customer", how="inner", maintain_order="left")
    return with_segment.with_columns(_trend(scope, customers))


def _incomparable(customers: pl.DataFrame) -> str | None:
    changed = customers.get_column("changed")
    if not changed.any():
        return NO_CHANGE
    return NO_COMPARISON if changed.all() else None


def _counts(customers: pl.DataFrame, *, changed: bool) -> tuple[int, int]:
    group = customers.filter(pl.col("changed") == changed)
    return int(group.get_column("lost").sum()), group.height


def _measured(
    difference: Difference | None,
    customers: pl.DataFrame,
    caution: str | None,
    when: Knowable,
    *,
    always_valid: bool,
) -> Measured:
    if difference is None:
        return Measured(None, note=NO_COMPARISON)
    (lost1, n1), (lost0, n0) = _counts(customers, changed=True), _counts(customers, changed=False)
    counts = f"{lost1} of {n1} lost after a change, {lost0} of {n0} without"
    told = () if difference.is_distinguishable else ("not distinguishable from none",)
    return Measured(
        difference.value,
        difference.low,
        difference.high,
        note="; ".join((counts, *told, NOT_RANDOM, *((caution,) if caution else ()))),
        status="few" if min(n1, n0) < FEW else None,
        knowable=when if min(n1, n0) >= FEW else TOO_FEW,
        always_valid=always_valid,
    )


def _window_caution(scope: Scope) -> str | None:
    """Where orders decide, a loss shows only after the active window, and began before the change."""
    window = scope.book.settings.active_window
    if scope.book.has_recurring_revenue or window.approximate_days < FOLLOWED.days:
        return None
    return f"a customer counts as lost {window} after the last order, so these losses began before the change"


def _trend(scope: Scope, customers: pl.DataFrame) -> pl.Series:
    """−1, 0 or 1 per row of `customers`: revenue of the 180 days before `day` against the 180 earlier."""
    if scope.book.has_recurring_revenue:
        moves = scope.changes.select("customer", pl.col("day").alias("on"), pl.col("delta").alias("amount"))
        recent = pl.col("on") < pl.col("day")
        earlier = pl.col("on") < pl.col("day") - FOLLOWED
    else:
        # What customers bought before and after counts for nothing, and that is most of it.
        days = customers.get_column("day")
        begin, end = (pl.lit(day, dtype=pl.Date) for day in (days.min(), days.max()))
        on = pl.col("day")
        told = (on >= begin - 2 * FOLLOWED) & (on < end) & (on <= scope.as_of)
        sales = scope.book.sales.select("customer", "day", "amount").filter(told)
        moves = sales.select("customer", pl.col("day").alias("on"), "amount")
        first, middle = pl.col("day") - 2 * FOLLOWED, pl.col("day") - FOLLOWED
        recent = pl.col("on").is_between(middle, pl.col("day"), closed="left")
        earlier = pl.col("on").is_between(first, middle, closed="left")
    sums = (
        customers.select("customer", "day")
        .join(moves, on="customer", how="left")
        .group_by("customer")
        .agg(
            pl.when(recent).then("amount").otherwise(0).sum().alias("recent"),
            pl.when(earlier).then("amount").otherwise(0).sum().alias("earlier"),
        )
        .sort("customer")
    )
    change, band = pl.col("recent") - pl.col("earlier"), pl.col("earlier").abs() * STEADY
    trend = pl.when(change.abs() > band).then(change.sign()).otherwise(0)
    return sums.select(trend.cast(pl.Int8).alias("trend")).to_series()


def _rows(scope: Scope, part: str) -> pl.DataFrame:
    """The customers of the comparison, above the line those lost: `effect` is what each of them takes part.

    One lost after a change is a share of those with one, one lost without takes away a share of the others.
    """
    n1, n0 = pl.col("changed").sum(), (~pl.col("changed")).sum()
    customers = _compared_if_told(scope)
    return _listed(customers.with_columns((1 / n1).alias("up"), (1 / n0).alias("down")), part)


def _matched_rows(scope: Scope, part: str) -> pl.DataFrame:
    """The same inside each segment and trend, by the weights of Mantel and Haenszel."""
    strata = ["segment", "trend"]
    n1, n0 = pl.col("changed").sum().over(strata), (~pl.col("changed")).sum().over(strata)
    # Each stratum weighs n1·n0 ÷ (n1 + n0), which its customers share: 1 ÷ n1 for each of them is their part.
    weight = n1 * n0 / (n1 + n0)
    counted = _in_strata(scope, _compared_if_told(scope)).with_columns(
        (n0 / (n1 + n0)).alias("up"), (n1 / (n1 + n0)).alias("down"), (weight / n1).alias("of_changed")
    )
    whole = exact_sum(counted.filter("changed").get_column("of_changed"))
    comparable = (pl.col("up") > 0) & (pl.col("down") > 0)
    return _listed(
        counted.filter(comparable).with_columns(pl.col("up") / whole, pl.col("down") / whole), part
    )


def _compared_if_told(scope: Scope) -> pl.DataFrame:
    customers = compared(scope)
    told = not scope.book.assumed_assignments and _incomparable(customers) is None
    return customers if told else customers.clear()


def _listed(counted: pl.DataFrame, part: str) -> pl.DataFrame:
    effect = pl.when("changed").then(pl.col("up")).otherwise(-pl.col("down")).alias("effect")
    listed = counted.filter("lost") if part == "numerator" else counted
    return listed.select("customer", pl.col("changed"), pl.col("day").alias("followed_from"), effect)


def _difference(measure: Callable[[Scope], Measured], rows: Callable[[Scope, str], pl.DataFrame]) -> Computed:
    columns = (("changed", "Rep changed"), ("followed_from", "Followed from"))
    return Computed(measure, rows, columns, adds_up="effect", amount_title="Effect")


HANDOVER_METRICS: Final = (
    Metric(
        "handover.loss",
        "Handover effect on losses",
        "share lost within 180 days after a rep change − share lost in 180 days without a change",
        "customers active when their rep changed, and customers who kept one rep over the same time, whose "
        "180 days ended inside the period",
        "ratio",
        -1,
        NEEDS,
        "Newcombe",
        "Difference of two proportions: Newcombe 1998, method 10",
        _difference(_loss, _rows),
        difference=True,
        nothing=NO_CHANGE,
        synonyms=("handover effect", "transition churn", "rep change effect"),
        note=NOT_RANDOM,
    ),
    Metric(
        "handover.loss.matched",
        "Handover effect, like with like",
        "the same difference inside each segment and prior revenue trend (falling, steady, rising), pooled",
        "as handover.loss; segments and trends without both groups do not count",
        "ratio",
        -1,
        NEEDS,
        "Mantel–Haenszel",
        "Risk difference after Mantel–Haenszel: Greenland & Robins 1985",
        _difference(_matched, _matched_rows),
        difference=True,
        nothing=NO_CHANGE,
        synonyms=("matched handover effect",),
        note=NOT_RANDOM,
    ),
)
"""The handover effect, raw and matched."""
