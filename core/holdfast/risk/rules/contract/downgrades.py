"""Rules on the level of recurring revenue: downgrade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR, WATCH, Flag, limit
from holdfast.risk.since.spells import open_since
from holdfast.rows.bisect import rows_of_customers
from holdfast.words.wording import change_words, day_words, sentence, word

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope


@dataclass(frozen=True)
class DowngradeLimits:
    """F28: for how long a contraction counts."""

    within_days: int = limit("a contraction counts for", "days")


def _contractions(scope: RuleScope) -> pl.DataFrame:
    """Contractions up to the day: `customer`, `day`, `level` after it and `before` it, sorted as changes."""
    changes = scope.book.activity.changes
    reduced = (changes.get_column("kind") == "contraction") & (changes.get_column("day") <= scope.as_of)
    before = (pl.col("level") - pl.col("delta")).alias("before")
    return changes.filter(reduced).select("customer", "day", "level", before)


def _evaluate_downgrade(scope: RuleScope, limits: DowngradeLimits) -> pl.DataFrame:
    """F28: recurring revenue was reduced lately and has not come back since."""
    contractions = _contractions(scope)
    recent = contractions.filter(pl.col("day") >= scope.day.ago(limits.within_days))
    # The highest level before a contraction is the one to come back to.
    highest = recent.sort("customer", "before", "day", descending=[False, True, False]).unique(
        "customer", keep="first", maintain_order=True
    )
    served = pl.col("active") & (pl.col("mrr") > 0)
    return scope.beside_facts(highest, "active", "mrr").select(
        pl.when(served)
        .then(pl.when(pl.col("mrr") < pl.col("before")).then(WATCH).otherwise(CLEAR))
        .alias("severity"),
        "before",
        pl.col("mrr").alias("now"),
        "day",
        (pl.col("level") == pl.col("mrr")).alias("at_once"),
        (12 * (pl.col("before") - pl.col("mrr"))).alias("money"),
    )


def _since(scope: RuleScope, limits: DowngradeLimits, raised: pl.DataFrame) -> pl.LazyFrame:
    """A contraction speaks for its days, or until the customer is back at the level before it or gone."""
    contractions = _contractions(scope).join(raised, on="customer", how="semi", maintain_order="left")
    changes = rows_of_customers(scope.book.activity.changes, raised.get_column("customer"))
    later = changes.lazy().filter(pl.col("day") <= scope.as_of)
    later = later.select("customer", pl.col("day").alias("later"), pl.col("level").alias("then"), "is_active")
    over = (pl.col("then") >= pl.col("before")) | ~pl.col("is_active")
    made_good = (
        contractions.lazy()
        .join(later, on="customer")
        .filter((pl.col("later") > pl.col("day")) & over)
        .group_by("customer", "day")
        .agg(pl.col("later").min().alias("ended"))
    )
    lasts = pl.col("day") + timedelta(days=limits.within_days + 1)
    spells = contractions.lazy().join(made_good, on=["customer", "day"], how="left")
    spells = spells.select(
        "customer", pl.col("day").alias("start"), pl.min_horizontal(lasts, "ended").alias("stop")
    )
    return open_since(spells, scope.as_of)


def _downgrade() -> pl.Expr:
    return sentence(
        "MRR {} → {} {} {} ({})",
        pl.col("before_words"),
        pl.col("now_words"),
        pl.when("at_once").then(word("on")).otherwise(word("since")),
        day_words(pl.col("day")),
        change_words(pl.col("now"), pl.col("before")),
    )


def _changes_behind(scope: RuleScope, limits: DowngradeLimits, customer: int) -> pl.DataFrame:
    """Subscriptions that ended or began on a day of contraction, or the levels from those days on."""
    recent = _contractions(scope).filter(
        (pl.col("customer") == customer) & (pl.col("day") >= scope.day.ago(limits.within_days))
    )
    days = recent.get_column("day")
    if scope.book.has("mrr_events"):
        return scope.day.rows_of("mrr_events", customer).filter(
            pl.col("effective_date").is_in(days.implode())
        )
    dated = ("start", "end", "cancel_requested", "trial_end")
    on_the_day = pl.any_horizontal(pl.col(name).is_in(days.implode()) for name in dated)
    return scope.day.rows_of("subscriptions", customer).filter(on_the_day)


DOWNGRADE: Final = Flag(
    "F28",
    ("watch",),
    (("subscriptions",), ("mrr_events",)),
    "recurring revenue was reduced in the last {within_days} days and is still below the level before",
    "an active customer with recurring revenue",
    limits=DowngradeLimits,
    numbers={
        "before": pl.Int64(),
        "now": pl.Int64(),
        "day": pl.Date(),
        "at_once": pl.Boolean(),
        "money": pl.Int64(),
    },
    evaluate=_evaluate_downgrade,
    details=_since,
    sentence=_downgrade,
    behind=_changes_behind,
)
