"""Rules on the people who keep the customer: rep changed, orphaned, contact gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.rep_facts import holdings, orphans
from holdfast.risk.scope import CLEAR, CRITICAL, HIGH, WATCH, Scope

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book import Book

_TIER: Final = pl.col("tier").cast(pl.String)


def rep_changed(scope: Scope) -> pl.DataFrame:
    """F18: a new rep who has hardly spoken with the customer yet."""
    limits = scope.thresholds.f18
    changes = _last_changes(scope)
    changed_lately = pl.col("before").is_not_null() & (pl.col("start") >= scope.ago(limits.within_days))
    recent = changes.lazy().filter(changed_lately)
    contacts = (
        scope.two_way_contacts.lazy()
        .join(recent, on="customer", how="inner")
        # A contact without a rep counts for whoever holds the customer.
        .filter(
            (pl.col("day") >= pl.col("start"))
            & pl.col("rep_id").fill_null(pl.col("holder")).eq(pl.col("holder"))
        )
        .group_by("customer")
        .agg(pl.len().alias("contacts"))
    )
    names = _rep_names(scope.book, scope.as_of)
    described = (
        recent.join(contacts, on="customer", how="left")
        .join(names, left_on="holder", right_on="rep_id", how="left")
        .rename({"rep": "holder_name"})
        .join(names, left_on="before", right_on="rep_id", how="left")
        .select(
            "customer",
            pl.col("contacts").fill_null(0),
            pl.coalesce("holder_name", "holder").alias("holder"),
            pl.coalesce("rep", "before").alias("before"),
        )
    )
    numbers = changes.lazy().select("customer", "start").join(described, on="customer", how="left")
    waiting = (pl.col("contacts") < limits.minimum_contacts).fill_null(value=False)
    log_starts = scope.contacts_known_from
    # Where the log of contacts begins after the change, missing contacts prove nothing.
    unknown = pl.lit(value=True) if log_starts is None else pl.col("start") < log_starts
    in_top_tier = _TIER.is_in(_top_tiers(scope)).fill_null(value=False)
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
        pl.col("holder").alias("rep"),
        "before",
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
        (scope.days_since("orphaned_since") + 1).alias("days"),
        pl.when(is_orphan).then(pl.coalesce("rep", "last_rep_id")).alias("last_rep"),
        pl.when(is_orphan).then("rep_left").alias("rep_left"),
        "revenue",
    )


def contact_gap(scope: Scope) -> pl.DataFrame:
    """F29: an active customer nobody has spoken with for longer than its tier's cadence.

    Without any contact the days count from the first assignment, else from the customer's creation.
    """
    limits = scope.thresholds.f29
    contacts = scope.two_way_contacts.lazy()
    last_contacts = contacts.group_by("customer").agg(pl.col("day").max().alias("last_contact"))
    begin = _begin(scope).join(last_contacts, on="customer", how="left")
    days_of = {tier.upper(): days for tier, days in limits.cadence_days.items()}
    default = limits.cadence_days[limits.default_tier]
    by_tier = {tier: days_of.get(_plain(tier), default) for tier in _tiers(scope)}
    cadence = _TIER.replace_strict(by_tier, default=default, return_dtype=pl.Int32)
    gap = pl.col("days") > pl.col("cadence")
    log_starts = scope.contacts_known_from
    log_days = -1 if log_starts is None else (scope.as_of - log_starts).days
    # Never contacted means something only where the log of contacts is older than the cadence.
    told = pl.col("last_contact").is_not_null() | (pl.col("cadence") < log_days + 1)
    counted_from = pl.coalesce("last_contact", "begin")
    return (
        scope.beside_facts(begin, "active", "tier")
        .with_columns(counted_from.alias("counted_from"), cadence.alias("cadence"), _TIER.alias("tier"))
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

    `before` is the rep who held the customer before that run, null where nobody did. Holdings are sorted by
    customer and start: a run begins where the rep differs from the row above.
    """
    held = holdings(scope.book, scope.as_of).select("customer", "rep_id", "start", "end")
    same_customer = (pl.col("customer") == pl.col("customer").shift(1)).fill_null(value=False)
    same_rep = (pl.col("rep_id") == pl.col("rep_id").shift(1)).fill_null(value=False)
    position = pl.int_range(pl.len(), dtype=pl.UInt32)
    runs = held.with_columns(
        pl.when(~(same_customer & same_rep)).then(position).forward_fill().alias("run"),
        pl.when(same_customer).then(pl.col("rep_id").shift(1)).alias("above"),
    )
    current = runs.filter(pl.col("end").is_null() & (pl.col("start") <= scope.as_of))
    current = current.filter((pl.col("customer") != pl.col("customer").shift(-1)).fill_null(value=True))
    run = current.get_column("run")
    return current.select(
        "customer",
        pl.col("rep_id").alias("holder"),
        runs.get_column("start").gather(run).alias("start"),
        runs.get_column("above").gather(run).alias("before"),
    )


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


def _tiers(scope: Scope) -> list[str]:
    """The tiers of the customers as the export spells them."""
    return scope.facts.select(_TIER.unique()).to_series().drop_nulls().to_list()


def _plain(tier: str) -> str:
    return tier.strip().upper()


def _top_tiers(scope: Scope) -> list[str]:
    """Spellings of the tier that matters most: the configured one, else the alphabetically first."""
    tiers = _tiers(scope)
    plain = {_plain(tier) for tier in tiers}
    configured = _plain(scope.thresholds.f18.top_tier)
    top = configured if configured in plain else min(plain, default=None)
    return [tier for tier in tiers if _plain(tier) == top]
