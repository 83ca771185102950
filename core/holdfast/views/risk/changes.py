"""What became of the flags since a day: in total, by flag, and every change as a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.errors import UsageError
from holdfast.risk.evaluate import SEVERITY
from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.past.time_travel import CHANGES, changed_lists, changed_rows, most_urgent_first
from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.customers.linked_rows import LinkedRows
from holdfast.views.reps.prompts import rep_flag_rows
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.answers.answer import Answer, Facts
    from holdfast.answers.moment import Moment
    from holdfast.answers.store import FactsStore


@dataclass(frozen=True, eq=False)
class FlagChanges:
    """Changes of flags of the chosen customers and of reps in scope, from one day's close to another's.

    The days are `since` and the as-of date.

    `rows` as in `time_travel.changed_rows`; `listed` the same for a list: `change`, `severity` (of then where
    it is cleared), `flag` by name, `name` of the customer, `money`, `evidence`. `counts` by flag and by
    change (CHANGES), flags without any left out; `totals` over all flags.
    """

    moment: Moment
    since: date
    rows: pl.DataFrame
    listed: LinkedRows
    counts: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, int]

    @property
    def sentence(self) -> str:
        """The day and the totals in words."""
        return phrase("Since {since}", since=self.told)

    @property
    def told(self) -> str:
        """The same without what it begins with: `31 May 2025: 82 opened`."""
        parts = [f"{self.totals[change]} {tr(change, 'state')}" for change in CHANGES if self.totals[change]]
        return f"{day_text(self.since)}: {', '.join(parts) or tr('no flag has changed')}"


def compared_day(answer: Answer) -> date:
    """The day flags are compared with: `since` of the query, else a month before. Raises UsageError.

    A month before the last day of a month is the last day of the month before.
    """
    as_of, since = answer.facts.as_of, answer.query.since
    if since is None:
        return add_months(as_of + ONE_DAY, -1) - ONE_DAY
    if since >= as_of:
        raise UsageError(f"flags are compared with an earlier day: {since} is not before {as_of}")
    return since


def raised_of_known(facts: Facts) -> Mapping[str, pl.DataFrame]:
    """What the open flags saw of customers who were known on the day.

    A row may name a customer before its own first day: no list showed its flags then.
    """
    known = facts.customers.get_column("known")
    return {
        name: seen.filter(known.gather(seen.get_column("customer"))) for name, seen in facts.raised.items()
    }


def flag_changes(store: FactsStore, answer: Answer) -> FlagChanges:
    """What became of the flags of the chosen customers. Raises UsageError for a day that is not earlier."""
    day = compared_day(answer)
    then = store.at(day)
    of_customers = changed_rows(
        answer.chosen,
        raised_of_known(then),
        answer.facts.raised,
        answer.moment.currency,
        store.thresholds.preset,
    )
    of_reps = changed_lists(rep_flag_rows(store, answer, then), rep_flag_rows(store, answer))
    rows = most_urgent_first(pl.concat([of_customers, of_reps]))
    counts: dict[str, dict[str, int]] = {}
    for flag_id, change, count in rows.group_by("flag", "change").len().sort("flag", "change").iter_rows():
        counts.setdefault(flag_id, dict.fromkeys(CHANGES, 0))[change] = count
    totals = {change: sum(of_flag[change] for of_flag in counts.values()) for change in CHANGES}
    return FlagChanges(answer.moment, day, rows, _listed(rows, answer), counts, totals)


def _listed(rows: pl.DataFrame, answer: Answer) -> LinkedRows:
    names = {flag.id: flag.shown for flag in FLAG_NAMES.values()}
    reps = answer.facts.rep_flags.levels.select(
        pl.col("rep_id").alias("subject"), pl.col("name").alias("rep")
    )
    named = rows.join(
        answer.chosen.select("customer", "name"), on="customer", how="left", maintain_order="left"
    ).join(reps, on="subject", how="left", maintain_order="left")
    of_rep = pl.when(pl.col("customer").is_null()).then("rep")
    worse = pl.max_horizontal(pl.col("severity", "severity_before").to_physical())
    return LinkedRows(
        named.select(
            "customer",
            pl.col("change").cast(pl.String),
            worse.cast(pl.UInt8).cat.to(SEVERITY).cast(pl.String).alias("severity"),
            pl.col("flag").replace_strict(names, return_dtype=pl.String),
            pl.coalesce("name", of_rep, "subject").alias("name"),
            "money",
            "evidence",
        )
    )
