"""Four marks of a loyal customer, each yes, no or unknown: regular, broad, immune, refers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.rules.buying.discounts import DISCOUNT_DEPENDENT
from holdfast.risk.rules.buying.orders import OVERDUE
from holdfast.risk.rules.voice.competitors import COMPETITOR, looked_at, mentions, place_words
from holdfast.risk.scope.expressions import SHARE_TOLERANCE
from holdfast.rows.numbered import beside
from holdfast.scores.marks import MARK, NO, UNKNOWN, YES
from holdfast.words.interface.catalogue import phrase
from holdfast.words.wording import day_words, number_words, plural_words, sentence, word

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds

DAYS: Final = 365
"""So far back categories, mentions and discounts are looked at."""

MINIMUM_ORDERS: Final = 3
MINIMUM_KINDS: Final = 2
"""One category is no breadth, whatever the others of the segment buy."""

TOP_QUANTILE: Final = 0.75
MINIMUM_PEERS: Final = 10
"""A segment with fewer active customers that bought anything is no measure: then the whole book is."""

PROMOTER: Final = 9.0


def loyalty(
    book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds, customer: int | None = None
) -> pl.DataFrame:
    """The marks of every customer, or of one: a MARK column each, and what `mark_evidence` is made of.

    `facts`: customer facts of all customers as of the same day, row i customer i; so are the rows of the
    answer. Rows dated after `as_of` have no influence. Rules: spec, end of the flags; where it is silent,
    a customer with fewer than 3 orders is not regular; one whose orders of the year are discounted as often
    as flag F24 asks of the last ones is not immune; a score of 9 or 10 stands in for a referral.
    """
    rows = facts if customer is None else facts.slice(customer, 1)
    parts = [
        _broad(book, as_of, facts),
        _competitors(book, as_of, thresholds, None if customer is None else rows.select("customer")),
        _discounts(book, as_of, facts.height),
        _referrals(book, as_of),
    ]
    numbers = pl.concat([beside(part, facts.height) for part in parts], how="horizontal")
    wide = rows.hstack(numbers if customer is None else numbers.slice(customer, 1))
    limits = thresholds.of(DISCOUNT_DEPENDENT)
    some_referral = not _referrals(book, as_of).is_empty()
    return wide.select(
        "customer",
        _regular(thresholds.of(OVERDUE).watch),
        _mark(pl.col("kinds") >= pl.col("kinds_needed")).alias("broad"),
        _immune(limits.recent_orders, limits.share_of_recent),
        _refers(some_referral=some_referral),
        *_EVIDENCE_COLUMNS,
    )


_EVIDENCE_COLUMNS: Final = (
    "orders", "days_since_order", "cadence", "overdue_ratio", "kinds", "kinds_needed", "in_segment",
    "named_on", "named_where", "could_name", "year_orders", "year_discounted", "referrals", "nps_latest",
)  # fmt: skip


def _mark(holds: pl.Expr) -> pl.Expr:
    """True yes, false no, null unknown."""
    return (
        pl.when(holds).then(pl.lit(YES)).when(~holds).then(pl.lit(NO)).otherwise(pl.lit(UNKNOWN)).cast(MARK)
    )


def _regular(watch: float) -> pl.Expr:
    few = pl.col("orders").is_between(1, MINIMUM_ORDERS - 1)
    in_time = pl.when(pl.col("orders") >= MINIMUM_ORDERS).then(pl.col("overdue_ratio") < watch)
    return _mark(pl.when(few).then(pl.lit(value=False)).otherwise(in_time)).alias("regular")


def _immune(minimum_orders: int, share: float) -> pl.Expr:
    judged = pl.col("year_orders") >= minimum_orders
    least = share * (1 - SHARE_TOLERANCE) * pl.col("year_orders")
    depends = (judged & (pl.col("year_discounted") >= least)).fill_null(value=False)
    named = pl.col("named_on").is_not_null()
    told = pl.col("could_name").fill_null(value=False) | judged.fill_null(value=False)
    return _mark(
        pl.when(named | depends).then(pl.lit(value=False)).when(told).then(pl.lit(value=True))
    ).alias("immune")


def _refers(*, some_referral: bool) -> pl.Expr:
    """Unknown without a score, unless the book says of anybody who sent them."""
    referred = pl.col("referrals") > 0
    promotes = pl.col("nps_latest") >= PROMOTER
    told = pl.col("nps_latest").is_not_null() | pl.lit(some_referral)
    yes = referred.fill_null(value=False) | promotes.fill_null(value=False)
    return _mark(pl.when(yes).then(pl.lit(value=True)).when(told).then(pl.lit(value=False))).alias("refers")


def _broad(book: Book, as_of: date, facts: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `kinds` bought within the year, `kinds_needed` to be broad, whether `in_segment`."""
    day, following = pl.col("day"), pl.col("next_day")
    last = (day <= as_of) & (day > as_of - timedelta(days=DAYS))
    bought = (
        book.order_details.kinds.filter(last & (following.is_null() | (following > as_of)))
        .group_by("customer")
        .agg(pl.len().cast(pl.Int64).alias("kinds"))
    )
    of_customers = facts.select("customer", "active", pl.col("segment").cast(pl.String))
    told = bought.join(of_customers, on="customer")
    peers = told.filter("active")
    quantile = pl.col("kinds").quantile(TOP_QUANTILE, "linear").ceil()
    by_segment = (
        peers.filter(pl.col("segment").is_not_null())
        .group_by("segment")
        .agg(quantile.alias("of_segment"), pl.len().alias("peers"))
        .filter(pl.col("peers") >= MINIMUM_PEERS)
    )
    of_all = peers.select(quantile).item() if peers.height >= MINIMUM_PEERS else None
    needed = pl.coalesce("of_segment", pl.lit(of_all, dtype=pl.Float64)).cast(pl.Int64)
    return told.join(by_segment, on="segment", how="left").select(
        "customer",
        "kinds",
        pl.when(needed.is_not_null())
        .then(pl.max_horizontal(needed, pl.lit(MINIMUM_KINDS)))
        .alias("kinds_needed"),
        pl.col("of_segment").is_not_null().alias("in_segment"),
    )


def _competitors(
    book: Book, as_of: date, thresholds: Thresholds, customers: pl.DataFrame | None
) -> pl.DataFrame:
    """`customer`, `named_on` and `named_where` of the last competitor named, and whether one `could_name`."""
    names, after = thresholds.of(COMPETITOR).names, as_of - timedelta(days=DAYS)
    named = (
        mentions(book, as_of, names, after, customers=customers)
        .sort("customer", "day", "place", descending=[False, True, False])
        .unique("customer", keep="first", maintain_order=True)
        .select("customer", pl.col("day").alias("named_on"), place_words().alias("named_where"))
    )
    could = looked_at(book, as_of, names, after, customers=customers).with_columns(
        pl.lit(value=True).alias("could_name")
    )
    return could.join(named, on="customer", how="left")


def _discounts(book: Book, as_of: date, height: int) -> pl.DataFrame:
    """`customer`, `year_orders`, `year_discounted`: orders within the year, where discounts are recorded."""
    recorded = book.order_details.discounted
    if not recorded.known_at(as_of):
        return pl.DataFrame(
            schema={"customer": pl.UInt32, "year_orders": pl.Int64, "year_discounted": pl.Int64}
        )
    running = recorded.running.alias("discounted")
    purchases = book.purchases.select("customer", "day", "number").with_columns(running)
    now = _last_by(purchases, as_of, height)
    before = _last_by(purchases, as_of - timedelta(days=DAYS), height)
    return pl.DataFrame(
        {
            "customer": pl.int_range(height, dtype=pl.UInt32, eager=True),
            "year_orders": now.get_column("number") - before.get_column("number").fill_null(0),
            "year_discounted": now.get_column("discounted") - before.get_column("discounted").fill_null(0),
        }
    )


def _last_by(purchases: pl.DataFrame, day: date, height: int) -> pl.DataFrame:
    """`number` and `discounted` of the last purchase up to a day, row i customer i."""
    seen = purchases.filter(pl.col("day") <= day)
    is_last = pl.col("customer").ne_missing(pl.col("customer").shift(-1))
    last = seen.filter(is_last).select("customer", pl.col("number").cast(pl.Int64), "discounted")
    return beside(last, height)


def _referrals(book: Book, as_of: date) -> pl.DataFrame:
    """`customer`, `referrals`: how many others it sent, of those known by then."""
    known = book.customers_as_known(as_of)
    sent = known.filter(
        (pl.col("known_from").is_null() | (pl.col("known_from") <= as_of))
        & pl.col("referred_by").is_not_null()
        & (pl.col("referred_by") != pl.col("customer_id"))
    )
    counts = sent.group_by("referred_by").agg(pl.len().cast(pl.Int64).alias("referrals"))
    ids = known.select("customer", "customer_id")
    return counts.join(ids, left_on="referred_by", right_on="customer_id").select("customer", "referrals")


def mark_evidence(marks: pl.DataFrame) -> pl.DataFrame:
    """One sentence per mark, over the rows of `loyalty`: String columns by the names of MARKS."""
    return marks.select(
        _regular_words().alias("regular"),
        _broad_words().alias("broad"),
        _immune_words().alias("immune"),
        _refers_words().alias("refers"),
    )


def _regular_words() -> pl.Expr:
    orders = plural_words(pl.col("orders"), "order")
    rhythm = sentence(
        " order {} d ago, usual every {} d ({})",
        pl.col("days_since_order"),
        number_words(pl.col("cadence")),
        orders,
    )
    late = sentence("{}× overdue: last{}", number_words(pl.col("overdue_ratio")), rhythm)
    return (
        pl.when(pl.col("orders").fill_null(0) == 0)
        .then(word("No order on file"))
        .when(pl.col("orders") < MINIMUM_ORDERS)
        .then(sentence("Only {} so far", orders))
        .when(pl.col("regular") == YES)
        .then(sentence("Last{}", rhythm))
        .when(pl.col("regular") == NO)
        .then(late)
        .otherwise(word("All orders on one day: no rhythm to tell"))
    )


def _broad_words() -> pl.Expr:
    kinds = plural_words(pl.col("kinds"), "category", "categories")
    whose = pl.when("in_segment").then(word("its segment")).otherwise(word("all customers"))
    return (
        pl.when(pl.col("kinds").is_null())
        .then(pl.lit(phrase("No category of an order on file within {n} d", n=DAYS)))
        .when(pl.col("kinds_needed").is_null())
        .then(sentence("Buys {}; too few others to compare with", kinds))
        .otherwise(
            sentence(
                "Buys {} in {} d; broad in {} is {} or more",
                kinds,
                pl.lit(DAYS),
                whose,
                pl.col("kinds_needed"),
            )
        )
    )


def _immune_words() -> pl.Expr:
    discounts = sentence(
        "{} of {} discounted", pl.col("year_discounted"), plural_words(pl.col("year_orders"), "order")
    )
    ordered = pl.when(pl.col("year_orders") > 0).then(discounts)
    named = sentence("Competitor named {} on {}", pl.col("named_where"), day_words(pl.col("named_on")))
    not_named = pl.when(pl.col("could_name")).then(word("No competitor named"))
    told = pl.concat_str([pl.coalesce(named, not_named), ordered], separator="; ", ignore_nulls=True)
    return (
        pl.when(pl.col("immune") == UNKNOWN)
        .then(pl.lit(phrase("Too few orders, and nothing written, within {n} d", n=DAYS)))
        .otherwise(sentence("{} within {} d", told, pl.lit(DAYS)))
    )


def _refers_words() -> pl.Expr:
    score = sentence("scored {}", number_words(pl.col("nps_latest")))
    none = (
        pl.when(pl.col("nps_latest") >= PROMOTER)
        .then(sentence("No referral on file; {}, which is weak evidence", score))
        .when(pl.col("nps_latest").is_not_null())
        .then(sentence("No referral on file; {}", score))
        .otherwise(word("No referral on file"))
    )
    unknown = pl.col("refers") == UNKNOWN
    return (
        pl.when(pl.col("referrals") > 0)
        .then(sentence("Referred {}", plural_words(pl.col("referrals"), "customer")))
        .when(unknown)
        .then(word("Neither referrals nor a score on file"))
        .otherwise(none)
    )
