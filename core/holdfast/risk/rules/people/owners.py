"""Rules on the rep who keeps the customer: rep changed, orphaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.team.holdings import holdings
from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, WATCH, Flag, limit
from holdfast.risk.since.spells import open_since
from holdfast.risk.since.standing import active_from
from holdfast.risk.since.tiers import TIER, plain, tiers
from holdfast.rows.bisect import rows_of_customers
from holdfast.words.wording import day_words, plural_words, sentence, word

if TYPE_CHECKING:
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class RepChangedLimits:
    """F18: how long a change counts as fresh, the contacts expected meanwhile, the tier that matters most."""

    within_days: int = limit("a change counts for", "days")
    minimum_contacts: int = limit("closes with", "two-way contacts of the new rep")
    top_tier: str = limit("high in tier")


def _evaluate_rep_changed(scope: RuleScope, limits: RepChangedLimits) -> pl.DataFrame:
    """F18: a new rep who has hardly spoken with the customer yet."""
    changes = _last_changes(scope)
    changed_lately = pl.col("before").is_not_null() & (pl.col("start") >= scope.day.ago(limits.within_days))
    lately = changes.filter(changed_lately)
    contacts, recent = _contacts_since(scope, lately), lately.lazy()
    names = rep_names(scope.book, scope.as_of)
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
    log_starts = scope.day.contacts_known_from
    # Where the log of contacts begins after the change, missing contacts prove nothing.
    unknown = pl.lit(value=True) if log_starts is None else pl.col("start") < log_starts
    in_top_tier = TIER.is_in(_top_tiers(scope, limits)).fill_null(value=False)
    # A prospect without a deal has nothing yet that a change of rep could cost.
    idle = (pl.col("state") == "prospect") & ~pl.col("customer").is_in(_with_open_deals(scope).implode())
    return scope.beside_facts(numbers, "tier", "state").select(
        pl.when(pl.col("start").is_null() | idle)
        .then(None)
        .when(~waiting)
        .then(CLEAR)
        .when(waiting & ~unknown)
        .then(pl.when(in_top_tier).then(HIGH).otherwise(WATCH))
        .alias("severity"),
        "start",
        scope.day.days_since("start").alias("days"),
        pl.col("holder").alias("rep"),
        "before",
        "contacts",
    )


def _since_rep_changed(scope: RuleScope, _limits: RepChangedLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: the change, but not before there was a deal or the customer was active."""
    standing = open_since(pl.concat([_active_spells(scope, raised), _deal_spells(scope)]), scope.as_of)
    changed = raised.lazy().select("customer", "start")
    return changed.join(standing, on="customer", how="left").select(
        "customer", pl.max_horizontal("start", "since").alias("since")
    )


def _active_spells(scope: RuleScope, customers: pl.DataFrame) -> pl.LazyFrame:
    is_active = scope.facts.get_column("active").gather(customers.get_column("customer"))
    began = active_from(scope, customers.filter(is_active)).rename({"active_from": "start"})
    return began.with_columns(pl.lit(None, dtype=pl.Date).alias("stop"))


def _deal_spells(scope: RuleScope) -> pl.LazyFrame:
    """From the creation of each deal of who never was lost to its close."""
    if not scope.book.has("opportunities"):
        return pl.LazyFrame(schema={"customer": pl.UInt32, "start": pl.Date, "stop": pl.Date})
    deals = scope.day.deals.filter(pl.col("customer").is_not_null() & pl.col("created").is_not_null())
    came_back = scope.facts.get_column("has_returned").gather(deals.get_column("customer"))
    return (
        deals.filter(~came_back)
        .lazy()
        .select("customer", pl.col("created").alias("start"), pl.col("closed_on").alias("stop"))
    )


def _with_open_deals(scope: RuleScope) -> pl.Series:
    """Customers with a deal on its way."""
    if not scope.book.has("opportunities"):
        return pl.Series(dtype=pl.UInt32)
    return scope.day.deals.filter("open").get_column("customer").drop_nulls()


def _contacts_since(scope: RuleScope, changes: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `contacts`: two-way contacts of the new rep since the change."""
    logged = rows_of_customers(scope.book.logs.two_way, changes.get_column("customer"))
    logged = logged.filter(pl.col("day") <= scope.as_of)
    spoke = scope.book.tables["interactions"].get_column("rep_id").gather(logged.get_column("row"))
    return (
        logged.lazy()
        .select("customer", "day")
        .with_columns(spoke)
        .join(changes.lazy(), on="customer", how="inner")
        # A contact without a rep counts for whoever holds the customer.
        .filter(
            (pl.col("day") >= pl.col("start"))
            & pl.col("rep_id").fill_null(pl.col("holder")).eq(pl.col("holder"))
        )
        .group_by("customer")
        .agg(pl.len().alias("contacts"))
    )


def _last_changes(scope: RuleScope) -> pl.DataFrame:
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


def rep_names(book: Book, as_of: date) -> pl.LazyFrame:
    """Reps visible on a day: `rep_id`, `rep` (name, or the id), `rep_left` Date."""
    if not book.has("reps"):
        return pl.LazyFrame(schema={"rep_id": pl.String, "rep": pl.String, "rep_left": pl.Date})
    reps = book.visible("reps", as_of).lazy().unique("rep_id", keep="last", maintain_order=True)
    return reps.select(
        "rep_id", pl.coalesce("name", "rep_id").alias("rep"), pl.col("end_date").alias("rep_left")
    )


def _top_tiers(scope: RuleScope, limits: RepChangedLimits) -> list[str]:
    """Spellings of the tier that matters most: the configured one, else the alphabetically first."""
    spelled = tiers(scope)
    known = {plain(tier) for tier in spelled}
    configured = plain(limits.top_tier)
    top = configured if configured in known else min(known, default=None)
    return [tier for tier in spelled if plain(tier) == top]


def _rep_changed() -> pl.Expr:
    contacts = pl.col("contacts")
    so_far = (
        pl.when(contacts == 0)
        .then(word("no two-way contact yet"))
        .otherwise(sentence("only {}", plural_words(contacts, "two-way contact")))
    )
    return sentence(
        "New rep {} since {} ({} d), {}; before: {}",
        pl.col("rep"),
        day_words(pl.col("start")),
        pl.col("days"),
        so_far,
        pl.col("before"),
    )


def _contacts_and_holders(scope: RuleScope, limits: RepChangedLimits, customer: int) -> pl.DataFrame:
    """The assignments that began or ended with the change, then what was said since the window began."""
    window = scope.day.ago(limits.within_days)
    is_part = pl.col("end").is_null() | (pl.col("end") >= window)
    held = scope.day.rows_of("assignments", customer).filter(is_part)
    return pl.concat(
        [held, scope.day.rows_of("interactions", customer, since=window)], how="diagonal_relaxed"
    )


REP_CHANGED: Final = Flag(
    "F18",
    ("watch", "high"),
    (("assignments", "interactions"),),
    "the rep changed at most {within_days} days ago and the new rep has had fewer than "
    "{minimum_contacts|two-way contact|two-way contacts}; high in tier {top_tier}",
    "a recorded open assignment, of a prospect also an open deal, and a log of contacts that reaches back to "
    "the change",
    limits=RepChangedLimits,
    numbers={
        "start": pl.Date(),
        "days": pl.Int32(),
        "rep": pl.String(),
        "before": pl.String(),
        "contacts": pl.UInt32(),
    },
    evaluate=_evaluate_rep_changed,
    sentence=_rep_changed,
    behind=_contacts_and_holders,
    details=_since_rep_changed,
    states=("active", "prospect"),
)


@dataclass(frozen=True)
class OrphanedLimits:
    """F19: the largest share of active customers, by revenue, for which it is critical."""

    critical_share: float = limit("critical for this share of active customers, the largest", share=True)


def _evaluate_orphaned(scope: RuleScope, limits: OrphanedLimits) -> pl.DataFrame:
    """F19: an active customer without an active rep; critical among the largest."""
    names = rep_names(scope.book, scope.as_of)
    active, is_orphan = pl.col("active"), pl.col("orphaned")
    last_reps = (
        scope.facts.lazy()
        .filter(is_orphan)
        .select("customer", "last_rep_id")
        .join(names, left_on="last_rep_id", right_on="rep_id", how="left")
        .select("customer", pl.coalesce("rep", "last_rep_id").alias("last_rep"), "rep_left")
    )
    limit = scope.active_revenue.quantile(1 - limits.critical_share, "linear")
    large = (pl.col("revenue") > 0) & (pl.col("revenue") >= (limit or 0.0))
    return scope.beside_facts(last_reps, "active", "revenue", "orphaned", "orphaned_since").select(
        pl.when(active & is_orphan)
        .then(pl.when(large).then(CRITICAL).otherwise(HIGH))
        .when(active & ~is_orphan)
        .then(CLEAR)
        .alias("severity"),
        pl.col("orphaned_since").alias("since"),
        "orphaned_since",
        (scope.day.days_since("orphaned_since") + 1).alias("days"),
        "last_rep",
        "rep_left",
        "revenue",
    )


def _orphaned() -> pl.Expr:
    since, days, rep = pl.col("orphaned_since"), pl.col("days"), pl.col("last_rep")
    last_day = since - pl.duration(days=1)
    left = sentence("No active rep since {} left on {} ({} d)", rep, day_words(last_day), days)
    ended = sentence("No active rep since {} ({} d), before: {}", day_words(since), days, rep)
    what = (
        pl.when(since.is_null() | rep.is_null())
        .then(word("No rep has ever been assigned"))
        .when(pl.col("rep_left") == since)
        .then(left)
        .otherwise(ended)
    )
    return sentence("{}; {} in 12 months", what, pl.col("revenue_words"))


def _assignments_of(scope: RuleScope, _limits: OrphanedLimits, customer: int) -> pl.DataFrame:
    """Every assignment; the row of the customer where there never was one."""
    rows = scope.day.rows_of("assignments", customer)
    return scope.day.row_of_customer(customer) if rows.is_empty() else rows


ORPHANED: Final = Flag(
    "F19",
    ("high", "critical"),
    (("reps", "assignments"),),
    "an active customer with no open assignment to an active rep; critical in the top {critical_share} by "
    "revenue",
    "an active customer",
    limits=OrphanedLimits,
    numbers={
        "orphaned_since": pl.Date(),
        "days": pl.Int32(),
        "last_rep": pl.String(),
        "rep_left": pl.Date(),
        "revenue": pl.Int64(),
    },
    evaluate=_evaluate_orphaned,
    sentence=_orphaned,
    behind=_assignments_of,
)
