"""Rules on the people who keep the customer: rep changed, orphaned, contact gap."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.rep_facts import holdings, orphans
from holdfast.risk.scope import CLEAR, CRITICAL, HIGH, WATCH, Scope

if TYPE_CHECKING:
    from holdfast.book import Book


def rep_changed(scope: Scope) -> pl.DataFrame:
    """F18: a new rep who has hardly spoken with the customer yet."""
    limits = scope.thresholds.f18
    changes = _last_changes(scope)
    contacts = (
        _two_way(scope.book, scope.as_of)
        .join(changes.lazy(), on="customer", how="inner", suffix="_holder")
        # A contact without a rep counts for whoever holds the customer.
        .filter(
            (pl.col("day") >= pl.col("start"))
            & pl.col("rep_id").fill_null(pl.col("holder")).eq(pl.col("holder"))
        )
        .group_by("customer")
        .agg(pl.len().alias("contacts"))
    )
    names = _rep_names(scope.book, scope.as_of)
    numbers = (
        changes.lazy()
        .join(contacts, on="customer", how="left")
        .join(names, left_on="holder", right_on="rep_id", how="left")
        .rename({"rep": "holder_name"})
        .join(names, left_on="before", right_on="rep_id", how="left")
        .with_columns(pl.col("contacts").fill_null(0))
    )
    fresh = pl.col("before").is_not_null() & (scope.days_since("start") <= limits.within_days)
    waiting = fresh & (pl.col("contacts") < limits.minimum_contacts)
    log_starts = _first_interaction(scope.book, scope.as_of)
    # Where the log of contacts begins after the change, missing contacts prove nothing.
    unknown = pl.lit(value=True) if log_starts is None else pl.col("start") < log_starts
    in_top_tier = (_tier() == _top_tier(scope)).fill_null(value=False)
    return scope.beside_facts(numbers, "tier").select(
        pl.when(pl.col("start").is_null())
        .then(None)
        .when(~waiting)
        .then(CLEAR)
        .when(waiting & ~unknown)
        .then(pl.when(in_top_tier).then(HIGH).otherwise(WATCH))
        .alias("severity"),
        pl.col("start").alias("since"),
        scope.days_since("start").alias("days"),
        pl.when(waiting).then(pl.coalesce("holder_name", "holder")).alias("rep"),
        pl.when(waiting).then(pl.coalesce("rep", "before")).alias("before"),
        "contacts",
    )


def orphaned(scope: Scope) -> pl.DataFrame:
    """F19: an active customer without an active rep; critical among the largest."""
    names = _rep_names(scope.book, scope.as_of)
    without_rep = (
        orphans(scope.book, scope.as_of)
        .lazy()
        .join(names, left_on="last_rep_id", right_on="rep_id", how="left")
    )
    active = pl.col("active")
    revenue = scope.facts.filter(active).get_column("revenue")
    limit = revenue.quantile(1 - scope.thresholds.f19.critical_share, "linear")
    large = (pl.col("revenue") > 0) & (pl.col("revenue") >= (limit or 0.0))
    is_orphan = pl.col("orphaned")
    return scope.beside_facts(without_rep, "active", "revenue").select(
        pl.when(active & is_orphan)
        .then(pl.when(large).then(CRITICAL).otherwise(HIGH))
        .when(active & ~is_orphan)
        .then(CLEAR)
        .alias("severity"),
        pl.col("orphaned_since").alias("since"),
        scope.days_since("orphaned_since").alias("days"),
        pl.when(is_orphan).then(pl.coalesce("rep", "last_rep_id")).alias("last_rep"),
        pl.when(is_orphan).then("rep_left").alias("rep_left"),
        "revenue",
    )


def contact_gap(scope: Scope) -> pl.DataFrame:
    """F29: an active customer nobody has spoken with for longer than its tier's cadence.

    Without any contact the days count from the first assignment, else from the customer's creation.
    """
    limits = scope.thresholds.f29
    last_contacts = (
        _two_way(scope.book, scope.as_of).group_by("customer").agg(pl.col("day").max().alias("last_contact"))
    )
    begin = _begin(scope).join(last_contacts, on="customer", how="full", coalesce=True)
    days_of = {tier.upper(): days for tier, days in limits.cadence_days.items()}
    default = limits.cadence_days[limits.default_tier]
    cadence = _tier().replace_strict(days_of, default=default, return_dtype=pl.Int32)
    gap = pl.col("days") > pl.col("cadence")
    log_starts = _first_interaction(scope.book, scope.as_of)
    log_days = -1 if log_starts is None else (scope.as_of - log_starts).days
    # Never contacted means something only where the log of contacts is older than the cadence.
    told = pl.col("last_contact").is_not_null() | (pl.col("cadence") < log_days + 1)
    counted_from = pl.coalesce("last_contact", "begin")
    return (
        scope.beside_facts(begin, "active", "tier")
        .with_columns(counted_from.alias("counted_from"), cadence.alias("cadence"), _tier().alias("tier"))
        .with_columns(scope.days_since("counted_from").alias("days"))
        .select(
            pl.when("active").then(pl.when(~gap).then(CLEAR).when(gap & told).then(WATCH)).alias("severity"),
            (pl.col("counted_from").cast(pl.Int32) + pl.col("cadence") + 1).cast(pl.Date).alias("since"),
            "last_contact",
            "counted_from",
            "days",
            "cadence",
            "tier",
        )
    )


def _last_changes(scope: Scope) -> pl.DataFrame:
    """Customers held on the day: `customer`, `holder`, `start` of the holder's unbroken run, `before`.

    `before` is the rep who held the customer before that run, null where nobody did.
    """
    held = holdings(scope.book, scope.as_of).lazy()
    is_open = pl.col("end").is_null() & (pl.col("start") <= scope.as_of)
    current = (
        held.filter(is_open)
        .group_by("customer", maintain_order=True)
        .agg(pl.col("rep_id").last().alias("holder"), pl.col("start").last().alias("current_start"))
    )
    same = pl.col("rep_id") == pl.col("holder")
    earlier_other = ~same & (pl.col("start") < pl.col("current_start"))
    return (
        held.join(current, on="customer", how="inner", maintain_order="left")
        .with_columns(
            pl.when(earlier_other).then("start").alias("other_start"),
            pl.when(earlier_other).then("rep_id").alias("other"),
            pl.when(same).then("start").alias("own_start"),
        )
        .with_columns(pl.col("other_start").max().over("customer").alias("other_last"))
        .with_columns(
            pl.when(pl.col("other_last").is_null() | (pl.col("own_start") >= pl.col("other_last")))
            .then("own_start")
            .alias("own_start")
        )
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("holder").first(),
            pl.col("own_start").min().alias("start"),
            pl.col("other").drop_nulls().last().alias("before"),
        )
        .collect(engine="in-memory")
    )


def _two_way(book: Book, as_of: date) -> pl.LazyFrame:
    """Two-way contacts up to `as_of`: `customer`, `day`, `rep_id`."""
    two_way = pl.col("direction").str.to_lowercase() == "two-way"
    return (
        book.visible("interactions", as_of)
        .lazy()
        .filter(pl.col("customer").is_not_null() & two_way)
        .select("customer", pl.col("at").dt.date().alias("day"), "rep_id")
    )


def _first_interaction(book: Book, as_of: date) -> date | None:
    """The day from which contacts are on file."""
    first = book.visible("interactions", as_of).get_column("at").dt.date().min()
    return first if isinstance(first, date) else None


def _begin(scope: Scope) -> pl.LazyFrame:
    """`customer`, `begin`: the day of the first recorded assignment, else of the customer's creation."""
    created = pl.when(pl.col("created") <= scope.as_of).then("created")
    customers = scope.book.customers.lazy().select("customer", created)
    if scope.book.assumed_assignments or not scope.book.has("assignments"):
        return customers.rename({"created": "begin"})
    first = (
        holdings(scope.book, scope.as_of)
        .lazy()
        .group_by("customer")
        .agg(pl.col("start").min().alias("first"))
    )
    begin = pl.coalesce("first", "created").alias("begin")
    return customers.join(first, on="customer", how="left").select("customer", begin)


def _rep_names(book: Book, as_of: date) -> pl.LazyFrame:
    """`rep_id`, `rep` (name, or the id), `rep_left` Date."""
    if not book.has("reps"):
        return pl.LazyFrame(schema={"rep_id": pl.String, "rep": pl.String, "rep_left": pl.Date})
    reps = book.visible("reps", as_of).lazy().unique("rep_id", keep="first", maintain_order=True)
    return reps.select(
        "rep_id", pl.coalesce("name", "rep_id").alias("rep"), pl.col("end_date").alias("rep_left")
    )


def _tier() -> pl.Expr:
    return pl.col("tier").cast(pl.String).str.strip_chars().str.to_uppercase()


def _top_tier(scope: Scope) -> str | None:
    """The tier whose customers matter most: the configured one, else the alphabetically first."""
    tiers = scope.facts.select(_tier().unique()).get_column("tier").drop_nulls().sort().to_list()
    top = scope.thresholds.f18.top_tier.upper()
    return top if top in tiers else next(iter(tiers), None)
