"""Contracts of the pipeline room: those that come due soon, and what attrition clauses come to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

from holdfast.metrics.revenue.contracts import HORIZON_DAYS, upcoming_renewals
from holdfast.money import to_units, units
from holdfast.timeline import ONE_DAY
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.rooms import RenewalWeek
from holdfast.words.wording import sentence, word

WEEK: Final = timedelta(days=7)


NO_CONTRACTS: Final = LinkedRows(pl.DataFrame(schema={"customer": pl.UInt32}))


def renewals(facts: pl.DataFrame, as_of: date) -> LinkedRows:
    """Running contracts that come due within 90 days, the next first.

    `facts` as `subject_facts` gives them for contracts. Columns: `due` Date, `days` until then,
    `contract_id`, `name`, `value` Float64 currency units, `notice_by` Date, `notice` in words, null where no
    notice is agreed.
    """
    due = upcoming_renewals(facts, as_of).sort("due", "contract_id")
    return LinkedRows(
        due.select(
            "customer",
            "due",
            (pl.col("due") - pl.lit(as_of)).dt.total_days().alias("days"),
            "contract_id",
            _name(),
            to_units(pl.col("value")).alias("value"),
            "notice_by",
            _notice(as_of),
        ),
        key="contract_id",
    )


def renewal_weeks(facts: pl.DataFrame, as_of: date) -> tuple[RenewalWeek, ...]:
    """The 90 days after `as_of` in weeks of seven days, the last one shorter, empty ones too."""
    first = as_of + ONE_DAY
    week = (pl.col("due") - pl.lit(first)).dt.total_days() // WEEK.days
    sums = {
        int(number): (int(count), units(int(value)))
        for number, count, value in upcoming_renewals(facts, as_of)
        .group_by(week.alias("week"))
        .agg(pl.len(), pl.col("value").sum())
        .iter_rows()
    }
    weeks = -(-HORIZON_DAYS // WEEK.days)
    return tuple(RenewalWeek(first + number * WEEK, *sums.get(number, (0, 0.0))) for number in range(weeks))


def clauses(facts: pl.DataFrame) -> LinkedRows:
    """Contracts with an attrition clause whose last night so far lies in the period, the dearest first.

    Columns: `contract_id`, `name`, `first_night`, `last_night` Date, `nights`; Float64 units `blocked`,
    `used`, `minimum`, `shortfall`, `charged`; `damages` Float64 currency units, null where rate or margin is
    not on file; `running` Boolean; `mode`.
    """
    inside = facts.filter(pl.col("clause_inside") & pl.col("minimum").is_not_null())
    return LinkedRows(
        inside.sort("damages", "shortfall", "contract_id", descending=[True, True, False], nulls_last=True)
        .select(
            "customer",
            "contract_id",
            _name(),
            "first_night",
            "last_night",
            "nights",
            "blocked",
            "used",
            "minimum",
            "shortfall",
            "charged",
            to_units(pl.col("damages")).alias("damages"),
            "running",
            "mode",
        ),
        key="contract_id",
    )  # fmt: skip


def _notice(as_of: date) -> pl.Expr:
    """How long notice can still be given; a contract that renews itself says so."""
    left = (pl.col("notice_by") - pl.lit(as_of)).dt.total_days()
    time_left = pl.when(left == 0).then(word("last day")).when(left > 0).then(sentence("{} d left", left))
    by_itself = (
        pl.when(left == 0)
        .then(word("auto today"))
        .when(left > 0)
        .then(sentence("auto {} d", left))
        .otherwise(word("auto"))
    )
    ends = time_left.when(left < 0).then(word("passed"))
    return pl.when("renews_itself").then(by_itself).otherwise(ends).alias("notice")


def _name() -> pl.Expr:
    return pl.coalesce("name", "customer_id").alias("name")
