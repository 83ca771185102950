"""Rules on the people at the customer: champion left, single thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, CRITICAL, HIGH, WATCH, Flag, limit
from holdfast.risk.since.standing import active_from
from holdfast.rows.bisect import rows_of_customers
from holdfast.words.interface.catalogue import tr
from holdfast.words.wording import day_words, plural_words, sentence, word

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class ChampionLeftLimits:
    """F16: for how long a departure counts, and the words in a role that make a sponsor."""

    within_days: int = limit("a departure counts for", "days")
    sponsor_roles: tuple[str, ...] = limit("a sponsor's role contains")


def is_sponsor(role: pl.Expr, limits: ChampionLeftLimits) -> pl.Expr:
    """Whether a role is a sponsor's; null where there is none."""
    words = "|".join(re.escape(word.strip()).replace(r"\ ", r"\s+") for word in limits.sponsor_roles)
    return role.str.contains(rf"(?i)\b({words})\b")


def _sponsors(scope: RuleScope, people: pl.DataFrame, limits: ChampionLeftLimits) -> pl.DataFrame:
    """Those of `EventLogs.people` whose role makes a sponsor, with `gone` as in `_gone`."""
    # People share few roles: each is read once.
    roles = scope.book.logs.people.get_column("role").unique().drop_nulls().cast(pl.String).to_frame()
    matching = roles.filter(is_sponsor(pl.col("role"), limits)).to_series()
    return people.filter(pl.col("role").is_in(matching.implode())).with_columns(_gone(scope).alias("gone"))


def _gone(scope: RuleScope) -> pl.Expr:
    """Whether a person has left by the day; null where nobody can tell.

    Who is inactive without a day of leaving has gone by the last day with data; before, nobody knew.
    """
    undated = pl.lit(value=True) if scope.day.knows_the_undated else pl.lit(None, dtype=pl.Boolean)
    left = (pl.col("left_on") <= scope.as_of).fill_null(value=False)
    return pl.when("undated").then(undated).otherwise(left)


def _evaluate_champion_left(scope: RuleScope, limits: ChampionLeftLimits) -> pl.DataFrame:
    """F16: every sponsor at an active customer has gone, the last of them lately."""
    people, gone = scope.book.logs.people, pl.col("gone")
    sponsors = (
        _sponsors(scope, people, limits)
        .group_by("customer", maintain_order=True)
        .agg(
            (~gone).any().alias("one_stays"),
            gone.is_null().any().alias("one_unknown"),
            # A sponsor without a day comes last: that nobody knows when is said before any day.
            pl.col("left_on", "row").last(),
        )
    )
    lately = pl.col("left_on").is_null() | (scope.day.days_since("left_on") <= limits.within_days)
    left = sponsors.filter(~pl.col("one_stays") & ~pl.col("one_unknown") & lately)
    numbers = (
        sponsors.lazy()
        .select("customer", "one_stays", "one_unknown")
        .join(_described(scope, left).lazy(), on="customer", how="left")
    )
    severity = (
        pl.when("one_stays")
        .then(CLEAR)
        .when("one_unknown")
        .then(None)
        .when(pl.col("all_left").is_null())
        .then(CLEAR)
        .when("nobody_left")
        .then(CRITICAL)
        .otherwise(HIGH)
    )
    return scope.beside_facts(numbers, "active").select(
        pl.when(pl.col("active") & pl.col("one_stays").is_not_null()).then(severity).alias("severity"),
        "left_on",
        scope.day.days_since("left_on").alias("days"),
        "person",
        "role",
        "nobody_left",
    )


def _opened(scope: RuleScope, _limits: object, raised: pl.DataFrame) -> pl.LazyFrame:
    """`customer`, `since`: the day the last sponsor left, or the customer was taken up again after that."""
    began = active_from(scope, raised)
    since = pl.when(pl.col("left_on").is_not_null()).then(pl.max_horizontal("left_on", "active_from"))
    left = raised.lazy().select("customer", "left_on").join(began, on="customer", how="left")
    return left.select("customer", since.alias("since"))


def _described(scope: RuleScope, left: pl.DataFrame) -> pl.DataFrame:
    """Customers whose sponsors have all gone: `all_left`, `left_on`, `person`, `role`, `nobody_left`."""
    everybody = rows_of_customers(scope.book.logs.people, left.get_column("customer"))
    stays = everybody.group_by("customer", maintain_order=True).agg(
        _gone(scope).all(ignore_nulls=False).alias("nobody_left")
    )
    last = scope.book.tables["contacts"].select(pl.coalesce("name", "contact_id").alias("person"), "role")
    named = left.select("customer", "left_on", pl.lit(value=True).alias("all_left")).hstack(
        last[left.get_column("row")]
    )
    return named.join(stays, on="customer", how="left")


def _champion_left() -> pl.Expr:
    departed = sentence("left on {}, {} d ago", day_words(pl.col("left_on")), pl.col("days"))
    others = (
        pl.when("nobody_left")
        .then(word("no active contact is left"))
        .otherwise(word("no other active sponsor on file"))
    )
    return sentence(
        "Sponsor {} ({}) {}; {}",
        pl.col("person"),
        pl.col("role"),
        departed.fill_null(tr("is inactive, no date on file", "vocabulary")),
        others,
    )


def _people_who_left(scope: RuleScope, limits: ChampionLeftLimits, customer: int) -> pl.DataFrame:
    """The sponsors who have gone; everybody where nobody is left."""
    people = scope.book.logs.people.filter(pl.col("customer") == customer)
    rows = scope.day.rows_of("contacts", customer)
    gone = people.filter(_gone(scope))
    shown = gone if gone.height == rows.height else _sponsors(scope, people, limits).filter("gone")
    ids = scope.book.tables["contacts"].get_column("contact_id").gather(shown.get_column("row"))
    return rows.filter(pl.col("contact_id").is_in(ids.implode()))


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
    details=_opened,
    sentence=_champion_left,
    behind=_people_who_left,
)


@dataclass(frozen=True)
class SingleThreadLimits:
    """F17: the window of contacts, how many it takes to judge, and the share of customers that matter."""

    window_days: int = limit("contacts of the last", "days")
    minimum_touches: int = limit("not judged below", "two-way contacts")
    top_share: float = limit("for this share of active customers, the largest by revenue", share=True)


def _evaluate_single_thread(scope: RuleScope, limits: SingleThreadLimits) -> pl.DataFrame:
    """F17: every conversation with a large customer is with the same person."""
    log = scope.book.logs.two_way
    now, then = (
        scope.day.at_close("two_way", log.get_column("number"), days).fill_null(0)
        for days in (0, limits.window_days)
    )
    active = pl.col("active")
    least = scope.active_revenue.quantile(1 - limits.top_share, "linear") or 0.0
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


def _persons(scope: RuleScope, customers: pl.Series, limits: SingleThreadLimits) -> pl.DataFrame:
    """With whom these customers (rising) spoke in the window: `customer`, `several`, `unnamed`, `contact_id`.

    `person`: the name of the contact, where there was only one.
    """
    inside = pl.col("day").is_between(scope.day.ago(limits.window_days - 1), scope.as_of)
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
        scope.day.visible("contacts")
        .lazy()
        .filter(who.is_in(named.implode()))
        .select("contact_id", pl.col("name").alias("person"))
        .unique("contact_id", keep="last", maintain_order=True)
        .collect(engine="in-memory")
    )
    return persons.join(names, on="contact_id", how="left")


def _single_thread() -> pl.Expr:
    return sentence(
        "All {} in {} d with one person, {}; {} in 12 months",
        plural_words(pl.col("touches"), "two-way contact"),
        pl.col("window"),
        pl.col("person"),
        pl.col("revenue_words"),
    )


def _contacts_in_window(scope: RuleScope, limits: SingleThreadLimits, customer: int) -> pl.DataFrame:
    rows = scope.day.rows_of("interactions", customer, since=scope.day.ago(limits.window_days - 1))
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
    sentence=_single_thread,
    behind=_contacts_in_window,
)
