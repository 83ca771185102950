"""How engaged each customer is: a weighted mean of what can be told, with its coverage. Spec §5."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl
import tomli

from holdfast.risk.rules.people.contact import CONTACT_GAP, ContactGapLimits
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.rows.added import added
from holdfast.statistics.exact import summable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.book.book import Book
    from holdfast.risk.thresholds.thresholds import Thresholds

PARTS: Final = ("recency", "frequency", "breadth", "contact", "usage")
"""The parts of the score, in the order in which they are shown."""

FILE: Final = Path(__file__).with_name("engagement.toml")


@cache
def settings() -> Mapping[str, Mapping[str, float]]:
    """Weights and windows, as `engagement.toml` has them."""
    return MappingProxyType(tomli.loads(FILE.read_text(encoding="utf-8")))


def score(parts: Mapping[str, float | None]) -> tuple[float, float] | None:
    """Score and coverage of the parts of one customer, Σ w·s ÷ Σ w over those that are not None.

    Both from 0 to 1; coverage is the weight of what could be told. None where nothing could.
    """
    weights = settings()["weights"]
    told = [(weights[name], value) for name, value in parts.items() if value is not None]
    weight = sum(share for share, _ in told)
    if not weight:
        return None
    return sum(share * value for share, value in told) / weight, weight / sum(weights.values())


def engagement(
    book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds | None = None
) -> pl.DataFrame:
    """Engagement of the customers of a facts frame, row by row, under the defaults unless told otherwise.

    Float64 `engagement` and `engagement_coverage`, null where no part can be told, and one Float64 column
    per part, from 0 to 1, null where it cannot be told. Rows dated after `as_of` have no influence.
    """
    rows = facts.lazy().select("customer", "overdue_ratio", "first_order", "last_contact", "tier")
    for part in (_frequency(book, as_of), _breadth(book, as_of), _usage(book, as_of)):
        if part is not None:
            rows = rows.join(part, on="customer", how="left", maintain_order="left")
    present = rows.collect_schema().names()
    absent = pl.lit(None, dtype=pl.Float64)
    gaps = (thresholds or default_thresholds()).of(CONTACT_GAP)
    parts = rows.select(
        _falling(pl.col("overdue_ratio"), "recency").alias("recency"),
        *(pl.col(name) if name in present else absent.alias(name) for name in ("frequency", "breadth")),
        (_contact(as_of, gaps) if book.exported.has("interactions") else absent).alias("contact"),
        pl.col("usage") if "usage" in present else absent.alias("usage"),
    )
    weights = settings()["weights"]
    told = added(pl.when(pl.col(name).is_not_null()).then(weights[name]) for name in PARTS)
    weighed = added(pl.col(name) * weights[name] for name in PARTS)
    return parts.select(
        pl.when(told > 0).then(weighed / told).alias("engagement"),
        pl.when(told > 0).then(told / sum(weights.values())).alias("engagement_coverage"),
        *PARTS,
    ).collect()


def _falling(ratio: pl.Expr, part: str) -> pl.Expr:
    """1 up to a ratio of `full`, then falling evenly to 0 at `none`."""
    full, none = settings()[part]["full"], settings()[part]["none"]
    return ((none - ratio) / (none - full)).clip(0.0, 1.0).cast(pl.Float64)


def _contact(as_of: date, gaps: ContactGapLimits) -> pl.Expr:
    usual = pl.col("tier").cast(pl.String).replace_strict(
        dict(gaps.cadence_days), default=gaps.cadence_days[gaps.default_tier], return_dtype=pl.Float64
    )  # fmt: skip
    since = (pl.lit(as_of) - pl.col("last_contact")).dt.total_days()
    return _falling(since / usual, "contact")


def _frequency(book: Book, as_of: date) -> pl.LazyFrame:
    """Orders against as many days before, for customers whose first order is older than both windows."""
    days = int(settings()["frequency"]["days"])
    recent, begin = as_of - timedelta(days=days), as_of - timedelta(days=2 * days)
    day = pl.col("day")
    return (
        book.purchases.lazy()
        .filter((day <= as_of) & (day > begin) & (pl.col("first_day") <= begin))
        .group_by("customer")
        .agg((day > recent).sum().alias("now"), (day <= recent).sum().alias("before"))
        .filter(pl.col("before") > 0)
        .select("customer", _share("now", "before").alias("frequency"))
    )


def _breadth(book: Book, as_of: date) -> pl.LazyFrame | None:
    """Categories bought (products where the export has none) against as many days before."""
    if not book.has("orders", "order_lines"):
        return None
    days = int(settings()["breadth"]["days"])
    recent, begin = as_of - timedelta(days=days), as_of - timedelta(days=2 * days)
    day = pl.col("order_date")
    orders = (
        book.tables["orders"]
        .select("order_id", "customer", "order_date")
        .lazy()
        .filter((day <= as_of) & (day > begin) & pl.col("customer").is_not_null())
    )
    lines = book.tables["order_lines"].select("order_id", pl.coalesce("category", "product").alias("kind"))
    return (
        orders.select("order_id", "customer", (day > recent).alias("is_now"))
        .join(lines.lazy(), on="order_id")
        .select("customer", "is_now", "kind")
        .unique()
        .group_by("customer")
        .agg(pl.col("is_now").sum().alias("now"), (~pl.col("is_now")).sum().alias("before"))
        .filter(pl.col("before") > 0)
        .select("customer", _share("now", "before").alias("breadth"))
    )


def _usage(book: Book, as_of: date) -> pl.LazyFrame | None:
    """Usage against the weeks before, for customers used to it for the whole of them."""
    if not book.has("usage"):
        return None
    days, before_days = (int(settings()["usage"][name]) for name in ("days", "before_days"))
    recent = as_of - timedelta(days=days)
    begin = recent - timedelta(days=before_days)
    day, value = pl.col("date"), pl.col("value")
    rows, total = summable(
        book.tables["usage"]
        .filter((day <= as_of) & pl.col("customer").is_not_null())
        .select(
            "customer",
            "date",
            pl.when(day > recent).then(value).alias("now"),
            pl.when((day <= recent) & (day > begin)).then(value).alias("before"),
        ),
        "now",
        "before",
    )
    return (
        rows.lazy()
        .group_by("customer")
        .agg(total["now"], total["before"] * days / before_days, day.min().alias("since"))
        .filter((pl.col("since") <= begin) & (pl.col("before") > 0))
        .select("customer", _share("now", "before").alias("usage"))
    )  # fmt: skip


def _share(now: str, before: str) -> pl.Expr:
    return (pl.col(now) / pl.col(before)).clip(0.0, 1.0).cast(pl.Float64)
