"""Every reason to call a customer on a day, and which of them the journal keeps quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.contracts import SOON
from holdfast.facts.states import IS_ACTIVE
from holdfast.journal.acting.quiet import WHOLE
from holdfast.money import from_units, to_units
from holdfast.risk.catalog import FLAGS
from holdfast.risk.rules.buying.winback import WIN_BACK as WIN_BACK_FLAG
from holdfast.risk.rules.contract.renewals import RENEWAL_NO_TOUCH
from holdfast.views.losses.winback import FROM_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.journal.acting.quiet import Quiet
    from holdfast.journal.entry import Subject

DEADLINE: Final = "deadline"
RENEWAL: Final = "renewal"
WIN_BACK: Final = "win-back"
"""Reasons that are no open flag."""

REASONS: Final = pl.Schema(
    {
        "customer": pl.UInt32,
        "reason": pl.String,
        "severity": pl.Int8,
        "since": pl.Date,
        "stake": pl.Int64,
        "due": pl.Date,
        "place": pl.UInt32,
    }
)
"""`reason`: a flag by id, DEADLINE, RENEWAL or WIN_BACK. `stake` money: its own, else the revenue of the
customer; `due` the day of what ends; `place` in the catalog, or in the queue of losses."""


def reasons_of(store: FactsStore, answer: Answer, chosen: pl.Series) -> pl.DataFrame:
    """Every reason to call the customers of a mask but to win them back, in the columns of REASONS.

    Open flags but that of win-backs, then deadlines, and contracts that come up as soon as they would raise
    F21.
    """
    facts = answer.facts.customers.filter(chosen)
    parts = [open_flags(answer, chosen), _deadlines(facts), _renewals(store, answer, facts)]
    return _with_stakes(answer, pl.concat(parts))


def with_losses(answer: Answer, reasons: pl.DataFrame, queue: pl.DataFrame) -> pl.DataFrame:
    """Reasons with those to win back a customer; `queue`: `customer`, `lost_on`, `value`, in its order."""
    return pl.concat([reasons, _with_stakes(answer, _losses(queue))])


def _with_stakes(answer: Answer, reasons: pl.DataFrame) -> pl.DataFrame:
    revenue = answer.facts.customers.get_column("revenue").gather(reasons.get_column("customer"))
    return reasons.with_columns(pl.coalesce("stake", revenue.cast(pl.Int64)).alias("stake"))


def open_flags(answer: Answer, chosen: pl.Series) -> pl.DataFrame:
    """The open flags of the customers of a mask, but that of win-backs, in the columns of REASONS."""
    found = [
        seen.select(
            "customer",
            pl.lit(flag_id).alias("reason"),
            pl.col("severity").cast(pl.Int8),
            "since",
            (pl.col("money").cast(pl.Int64) if "money" in FLAGS[flag_id].numbers else _NO_MONEY).alias(
                "stake"
            ),
            pl.lit(None, dtype=pl.Date).alias("due"),
            pl.lit(place, dtype=pl.UInt32).alias("place"),
        )
        for place, (flag_id, seen) in enumerate(answer.facts.raised.items())
        if flag_id != WIN_BACK_FLAG.id
    ]
    everyone = pl.concat([pl.DataFrame(schema=REASONS), *found])
    return _with_stakes(answer, everyone.filter(chosen.gather(everyone.get_column("customer"))))


def _deadlines(facts: pl.DataFrame) -> pl.DataFrame:
    known = facts.filter(pl.col("deadline").is_not_null())
    return _told(known, DEADLINE, since=pl.col("deadline") - SOON, due=pl.col("deadline"))


def later_deadlines(answer: Answer, chosen: pl.Series, known: pl.DataFrame) -> pl.DataFrame:
    """Deadlines of the chosen active customers that are no reason yet, in the columns of REASONS.

    `known`: `customer` and `deadline`, further away than SOON; each is a reason from SOON before it on.
    """
    facts = answer.facts.customers.filter(
        chosen & IS_ACTIVE.fill_null(value=False) & pl.col("deadline").is_null()
    )
    rows = known.join(facts.select("customer"), on="customer", how="semi", maintain_order="left")
    ahead = _told(rows, DEADLINE, since=pl.col("deadline") - SOON, due=pl.col("deadline"))
    return _with_stakes(answer, ahead)


def _renewals(store: FactsStore, answer: Answer, facts: pl.DataFrame) -> pl.DataFrame:
    """Contracts of active customers that come up within the days of F21 and are no deadline yet."""
    as_of = answer.facts.as_of
    ahead = timedelta(days=store.thresholds.of(RENEWAL_NO_TOUCH).within_days)
    coming = pl.col("renewal").is_between(as_of, as_of + ahead) & pl.col("deadline").is_null()
    known = facts.filter(IS_ACTIVE & coming)
    return _told(known, RENEWAL, since=pl.col("renewal") - ahead, due=pl.col("renewal"))


def _losses(queue: pl.DataFrame) -> pl.DataFrame:
    since = pl.col("lost_on") + timedelta(days=FROM_DAYS)
    known = queue.with_row_index("place")
    return _told(known, WIN_BACK, since, pl.lit(None, dtype=pl.Date), from_units(pl.col("value")))


def _told(
    rows: pl.DataFrame, reason: str, since: pl.Expr, due: pl.Expr, stake: pl.Expr | None = None
) -> pl.DataFrame:
    place = pl.col("place") if "place" in rows.columns else pl.lit(0)
    return rows.select(
        "customer",
        pl.lit(reason).alias("reason"),
        pl.lit(0, dtype=pl.Int8).alias("severity"),
        since.alias("since"),
        (_NO_MONEY if stake is None else stake).cast(pl.Int64).alias("stake"),
        due.alias("due"),
        place.cast(pl.UInt32).alias("place"),
    )


_NO_MONEY: Final = pl.lit(None, dtype=pl.Int64)


def prompts_kept_quiet(prompts: pl.DataFrame, quiets: Iterable[Quiet], day: date) -> pl.DataFrame:
    """Which flags of reps are kept quiet on the desk's day, as `kept_quiet` has it, by `subject` and `flag`.

    `prompts`: flags of reps, with the columns of `summary.flag_rows`.
    """
    reps = prompts.select(pl.col("subject").alias("customer_id")).unique(maintain_order=True, keep="first")
    numbered = reps.with_row_index("customer")
    reasons = prompts.join(numbered, left_on="subject", right_on="customer_id", maintain_order="left").select(
        "customer",
        pl.col("flag").alias("reason"),
        pl.col("severity").to_physical().cast(pl.Int8),
        pl.col("first_seen").alias("since"),
        from_units(pl.col("money")).alias("stake"),
        pl.lit(None, dtype=pl.Date).alias("due"),
        pl.lit(0, dtype=pl.UInt32).alias("place"),
    )
    kept = kept_quiet(reasons, quiet_frame(quiets, numbered, "rep"), day)
    return kept.join(numbered, on="customer", maintain_order="left").select(
        pl.col("customer_id").alias("subject"), pl.col("reason").alias("flag"), "snoozed", "on", "until"
    )


def quiet_frame(quiets: Iterable[Quiet], known: pl.DataFrame, subject: Subject = "customer") -> pl.DataFrame:
    """What keeps alerts quiet as rows: the fields of `Quiet`, `written` its place, `customer` it is about.

    `known`: whoever counts, `customer` by `customer_id`, of reps too. Those about anybody else are left out.
    """
    rows = [
        (
            one.entry.subject_id, place, one.how == "snoozed", one.on, one.until, one.flag, one.severity,
            one.money, one.change, one.settled,
        )
        for place, one in enumerate(quiets)
        if one.entry.subject == subject
    ]  # fmt: skip
    told = pl.DataFrame(rows, schema=_QUIET, orient="row")
    return told.join(known.select("customer", "customer_id"), on="customer_id", maintain_order="left")


_QUIET: Final = pl.Schema(
    {
        "customer_id": pl.String,
        "written": pl.UInt32,
        "snoozed": pl.Boolean,
        "on": pl.Date,
        "until": pl.Date,
        "flag": pl.String,
        "then_severity": pl.Int8,
        "then_money": pl.Float64,
        "change": pl.Float64,
        "settled": pl.Boolean,
    }
)


def kept_quiet(reasons: pl.DataFrame, quiets: pl.DataFrame, day: date) -> pl.DataFrame:
    """Which reasons are kept quiet on the desk's day: `customer`, `reason`, `snoozed`, `on`, `until`.

    `reasons`: REASONS; `quiets` as in `quiet_frame`. `snoozed` and `on` are of what
    was written last; `until` is the last day of all, null where one of them ends with a change only. A flag
    that was not open when an entry was written, that has become worse since, or whose money has moved by the
    share that was named, is not kept quiet by it; nor is a deadline on its own day, unless the customer was
    kept or lost.
    """
    of_flag = ~pl.col("reason").is_in([DEADLINE, RENEWAL, WIN_BACK])
    was_open = pl.col("since").is_null() | (pl.col("since") <= pl.col("on"))
    meant = (
        pl.when(pl.col("flag").is_null())
        .then(was_open)
        .when(of_flag)
        # What is quiet until something changes is so for this spell of the flag, not for the next one.
        .then((pl.col("flag") == pl.col("reason")) & (was_open | pl.col("until").is_not_null()))
        .otherwise((pl.col("flag") == WHOLE) & was_open)
    )
    worse = (pl.col("severity") > pl.col("then_severity")).fill_null(value=False)
    too_late = (pl.col("reason") == DEADLINE) & ~pl.col("settled") & (pl.col("due") <= day)
    pairs = reasons.join(quiets, on="customer", maintain_order="right")
    return (
        pairs.filter(meant & ~worse & ~too_late & ~_moved())
        .group_by("customer", "reason", maintain_order=True)
        .agg(
            pl.col("snoozed").last(),
            pl.col("on").last(),
            pl.when(pl.col("until").is_not_null().all()).then(pl.col("until").max()).alias("until"),
        )
    )


_ROUNDED: Final = 0.5
"""Entries have money in whole units: half of one is no change."""

_NOISE: Final = 1e-6
"""What is left of a share by the arithmetic of floats."""


def _moved() -> pl.Expr:
    """Whether money has moved by the share that was named; from nothing, any money has."""
    then = pl.col("then_money")
    moved = (to_units(pl.col("stake")) - then).abs()
    enough = (moved >= pl.col("change") * then.abs() - _NOISE) & (moved > _ROUNDED)
    return enough.fill_null(value=False)
