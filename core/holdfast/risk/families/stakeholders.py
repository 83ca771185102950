"""Rules on the people at the customer: champion left, single thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, WATCH, Flag, limit
from holdfast.risk.openings import rows_of_customers
from holdfast.wording import day_words, plural_words

if TYPE_CHECKING:
    from holdfast.risk.scope import Scope


@dataclass(frozen=True)
class ChampionLeftLimits:
    """F16: for how long a departure counts, and the words in a role that make a sponsor."""

    within_days: int = limit("a departure counts for", "days")
    sponsor_roles: tuple[str, ...] = limit("a sponsor's role contains")


def _people(scope: Scope, limits: ChampionLeftLimits) -> pl.LazyFrame:
    """Contacts on file: `customer`, `contact_id`, `person`, `role`, `left_on`, `sponsor`, `gone`.

    Who is inactive without a day of leaving has gone by the last day with data; before, `gone` is null.
    """
    words = "|".join(re.escape(word.strip()).replace(r"\ ", r"\s+") for word in limits.sponsor_roles)
    left_on = pl.when(pl.col("left_on") <= scope.as_of).then("left_on")
    undated = pl.col("left_on").is_null() & ~pl.col("active").fill_null(value=True)
    gone = pl.lit(value=True) if scope.knows_the_undated else pl.lit(None, dtype=pl.Boolean)
    # Activity without a day is never visible: that it is unknown is all it says before the last day.
    return (
        scope.book.tables["contacts"]
        .lazy()
        .filter(pl.col("customer").is_not_null())
        .select(
            "customer",
            "contact_id",
            pl.coalesce("name", "contact_id").alias("person"),
            "role",
            left_on.alias("left_on"),
            pl.col("role").str.contains(rf"(?i)\b({words})\b").fill_null(value=False).alias("sponsor"),
            pl.when(undated).then(gone).otherwise(left_on.is_not_null()).alias("gone"),
        )
    )


def _evaluate_champion_left(scope: Scope, limits: ChampionLeftLimits) -> pl.DataFrame:
    """F16: every sponsor at an active customer has gone, the last of them lately."""
    sponsor, gone = pl.col("sponsor"), pl.col("gone")
    people = (
        _people(scope, limits)
        # A sponsor without a day comes last: that nobody knows when is said before any day.
        .sort("customer", "left_on", "contact_id", nulls_last=True)
        .group_by("customer", maintain_order=True)
        .agg(
            pl.len().alias("people"),
            sponsor.sum().alias("sponsors"),
            (sponsor & ~gone).any().alias("one_stays"),
            (sponsor & gone.is_null()).any().alias("one_unknown"),
            gone.all(ignore_nulls=False).alias("nobody_left"),
            pl.col("left_on", "person", "role").filter(sponsor).last(),
        )
    )
    lately = pl.col("left_on").is_null() | (scope.days_since("left_on") <= limits.within_days)
    left = (
        pl.when("one_stays")
        .then(CLEAR)
        .when("one_unknown")
        .then(None)
        .when(~lately)
        .then(CLEAR)
        .when("nobody_left")
        .then(CRITICAL)
        .otherwise(HIGH)
    )
    numbers = people.join(_active_since(scope), on="customer", how="left")
    return scope.beside_facts(numbers, "active").select(
        pl.when(pl.col("active") & (pl.col("sponsors") > 0)).then(left).alias("severity"),
        pl.when(pl.col("left_on").is_not_null()).then(pl.max_horizontal("left_on", "began")).alias("since"),
        "left_on",
        scope.days_since("left_on").alias("days"),
        "person",
        "role",
        "nobody_left",
    )


def _active_since(scope: Scope) -> pl.LazyFrame:
    """The day each customer last became active: `customer`, `began`."""
    changes = scope.book.activity.changes.lazy()
    began = changes.filter((pl.col("step") == 1) & (pl.col("day") <= scope.as_of))
    return began.group_by("customer").agg(pl.col("day").max().alias("began"))


def _champion_left() -> pl.Expr:
    departed = pl.format("left on {}, {} d ago", day_words(pl.col("left_on")), pl.col("days"))
    others = (
        pl.when("nobody_left")
        .then(pl.lit("no active contact is left"))
        .otherwise(pl.lit("no other active sponsor on file"))
    )
    return pl.format(
        "Sponsor {} ({}) {}; {}",
        pl.col("person"),
        pl.col("role"),
        departed.fill_null("is inactive, no date on file"),
        others,
    )


def _people_who_left(scope: Scope, limits: ChampionLeftLimits, customer: int) -> pl.DataFrame:
    """The sponsors who have gone; everybody where nobody is left."""
    people = _people(scope, limits).filter((pl.col("customer") == customer) & pl.col("gone")).collect()
    rows = scope.rows_of("contacts", customer)
    nobody_left = people.height == rows.height
    shown = people.filter(pl.lit(nobody_left) | pl.col("sponsor")).get_column("contact_id")
    return rows.filter(pl.col("contact_id").is_in(shown.implode()))


CHAMPION_LEFT: Final = Flag(
    "F16",
    ("high", "critical"),
    (("contacts",),),
    "the last active sponsor left at most {within_days} days ago, or is inactive without a date, and no "
    "other sponsor is active; critical where no active contact is left at all",
    "an active customer with a contact whose role is a sponsor's ({sponsor_roles}). Inactive without a "
    "date counts from the last day with data on: before, nobody could know",
    limits=ChampionLeftLimits,
    numbers={
        "left_on": pl.Date(),
        "days": pl.Int32(),
        "person": pl.String(),
        "role": pl.String(),
        "nobody_left": pl.Boolean(),
    },
    evaluate=_evaluate_champion_left,
    sentence=_champion_left(),
    behind=_people_who_left,
)


@dataclass(frozen=True)
class SingleThreadLimits:
    """F17: the window of contacts, how many it takes to judge, and the share of customers that matter."""

    window_days: int = limit("contacts of the last", "days")
    minimum_touches: int = limit("not judged below", "two-way contacts")
    top_share: float = limit("for this share of active customers, the largest by revenue", share=True)


def _evaluate_single_thread(scope: Scope, limits: SingleThreadLimits) -> pl.DataFrame:
    """F17: every conversation with a large customer is with the same person."""
    log = scope.book.logs.two_way
    now, then = (
        scope.at_close("two_way", log.get_column("number"), days).fill_null(0)
        for days in (0, limits.window_days)
    )
    active = pl.col("active")
    revenue = scope.facts.filter(active).get_column("revenue")
    least = revenue.quantile(1 - limits.top_share, "linear") or 0.0
    large = (pl.col("revenue") > 0) & (pl.col("revenue") >= least)
    customers = scope.facts.select("customer", "active", "revenue", (now - then).alias("touches"))
    judged = active & (pl.col("touches") >= limits.minimum_touches)
    persons = _persons(scope, customers.filter(judged & large).get_column("customer"), limits)
    severity = (
        pl.when(~judged.fill_null(value=False))
        .then(None)
        .when(~large | pl.col("several"))
        .then(CLEAR)
        # Conversations that name nobody may have been with anybody.
        .when(pl.col("unnamed") == 0)
        .then(WATCH)
    )
    return customers.hstack(scope.beside_facts(persons).drop("customer")).select(
        severity.alias("severity"),
        # It also depends on what other customers spend, which no row of this one tells.
        pl.lit(None, dtype=pl.Date).alias("since"),
        "touches",
        pl.coalesce("person", "contact_id").alias("person"),
        pl.lit(limits.window_days).alias("window"),
        "revenue",
    )


def _persons(scope: Scope, customers: pl.Series, limits: SingleThreadLimits) -> pl.DataFrame:
    """With whom these customers (rising) spoke in the window: `customer`, `several`, `unnamed`, `contact_id`.

    `person`: the name of the contact, where there was only one.
    """
    inside = pl.col("day").is_between(scope.ago(limits.window_days - 1), scope.as_of)
    touches = rows_of_customers(scope.book.logs.two_way, customers).filter(inside)
    contact = scope.book.tables["interactions"].get_column("contact_id").gather(touches.get_column("row"))
    who = pl.col("contact_id")
    persons = (
        touches.select("customer")
        .with_columns(contact)
        .group_by("customer", maintain_order=True)
        .agg(
            (who.min() != who.max()).alias("several"),
            who.null_count().alias("unnamed"),
            who.min().alias("contact_id"),
        )
    )
    named = persons.filter(~pl.col("several")).get_column("contact_id")
    names = (
        scope.visible("contacts")
        .lazy()
        .filter(who.is_in(named.implode()))
        .select("contact_id", pl.col("name").alias("person"))
        .unique("contact_id", keep="first", maintain_order=True)
        .collect(engine="in-memory")
    )
    return persons.join(names, on="contact_id", how="left")


def _single_thread() -> pl.Expr:
    return pl.format(
        "All {} in {} d with one person, {}; {} in 12 months",
        plural_words(pl.col("touches"), "two-way contact"),
        pl.col("window"),
        pl.col("person"),
        pl.col("revenue_words"),
    )


def _contacts_in_window(scope: Scope, limits: SingleThreadLimits, customer: int) -> pl.DataFrame:
    rows = scope.rows_of("interactions", customer, since=scope.ago(limits.window_days - 1))
    return rows.filter(pl.col("direction").str.to_lowercase() == "two-way")


SINGLE_THREAD: Final = Flag(
    "F17",
    ("watch",),
    (("contacts", "interactions"),),
    "all two-way contacts of the last {window_days} days were with one person, and revenue is in the top "
    "{top_share} of active customers",
    "an active customer with at least {minimum_touches|two-way contact|two-way contacts} in {window_days} "
    "days, all of which name the person",
    limits=SingleThreadLimits,
    numbers={
        "touches": pl.UInt32(),
        "person": pl.String(),
        "window": pl.Int32(),
        "revenue": pl.Int64(),
    },
    evaluate=_evaluate_single_thread,
    sentence=_single_thread(),
    behind=_contacts_in_window,
)
