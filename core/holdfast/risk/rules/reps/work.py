"""Rules on what a rep carries and does: a heavy book, less activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.states import IS_ACTIVE
from holdfast.figures import HIDDEN_BELOW
from holdfast.risk.flag import CLEAR, IS_AT_RISK, WATCH, Flag, limit
from holdfast.risk.scope.expressions import at_most
from holdfast.words.wording import change_words, number_words, plural_words, sentence

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_WEEK: Final = 7


@dataclass(frozen=True)
class HeavyBookLimits:
    """R3: how much more than the team's median is heavy, and the team it takes to have a median."""

    times_median: float = limit("opens above", "× the team's median")
    minimum_team: int = limit("not judged below", "reps of the team with customers")


def _evaluate_heavy_book(scope: RuleScope, limits: HeavyBookLimits) -> pl.DataFrame:
    """R3: more customers, or more revenue under high flags, than is usual in the team."""
    # What was lost with a renewal lately is no revenue that anybody carries.
    carried = IS_AT_RISK & IS_ACTIVE.fill_null(value=True)
    flagged = scope.team.of_holders(scope.facts, pl.col("revenue").filter(carried).sum().alias("flagged"))
    books = (
        scope.team.reps.lazy()
        .join(flagged.lazy(), on="rep_id", how="left", maintain_order="left")
        .select("rep_id", "team", "held", pl.col("flagged").fill_null(0))
    )
    teams = (
        books.filter((pl.col("held") > 0) & pl.col("team").is_not_null())
        .group_by("team")
        .agg(
            pl.len().alias("size"),
            pl.col("held").median().alias("usual_held"),
            pl.col("flagged").median().alias("usual_flagged"),
        )
    )
    numbers = books.join(teams, on="team", how="left").select(
        "rep_id", "held", "flagged", "size", "usual_held", "usual_flagged"
    )
    by_customers = pl.col("held") > limits.times_median * pl.col("usual_held")
    usual_flagged = pl.col("usual_flagged")
    by_revenue = (usual_flagged > 0) & (pl.col("flagged") > limits.times_median * usual_flagged)
    judged = pl.col("size") >= limits.minimum_team
    return scope.team.beside_reps(numbers).select(
        pl.when(judged)
        .then(pl.when(by_customers | by_revenue).then(WATCH).otherwise(CLEAR))
        .alias("severity"),
        pl.lit(None, dtype=pl.Date).alias("since"),
        pl.when(by_customers).then("held").alias("customers"),
        pl.when(by_revenue).then("flagged").alias("flagged"),
        pl.when(pl.col("size") >= HIDDEN_BELOW).then("usual_held").alias("usual_held"),
        pl.when(pl.col("size") >= HIDDEN_BELOW)
        .then(usual_flagged.round(0).cast(pl.Int64))
        .alias("usual_flagged"),
        pl.lit(limits.times_median).alias("times"),
    )


def _heavy_book() -> pl.Expr:
    over = sentence("over {}× the median of the team", number_words(pl.col("times")))
    times_held = sentence(
        "{}× the team's median of {}",
        number_words(pl.col("customers") / pl.col("usual_held")),
        number_words(pl.col("usual_held")),
    )
    times_flagged = sentence(
        "{}× the team's median of {}",
        number_words(pl.col("flagged") / pl.col("usual_flagged")),
        pl.col("usual_flagged_words"),
    )
    return pl.concat_str(
        sentence(
            "Holds {}, {}", plural_words(pl.col("customers"), "customer"), pl.coalesce(times_held, over)
        ),
        sentence("{} a year under high flags, {}", pl.col("flagged_words"), pl.coalesce(times_flagged, over)),
        separator="; ",
        ignore_nulls=True,
    )


def _customers_held(scope: RuleScope, _limits: HeavyBookLimits, rep: int) -> pl.DataFrame:
    """The assignments by which the rep holds customers today, with what each is worth and its `risk`."""
    own = scope.team.owned_by(scope.team.rep_id(rep))
    weight = scope.facts.select("customer", "revenue", "risk")
    rows = scope.day.visible("assignments")
    is_open = (pl.col("rep_id") == scope.team.rep_id(rep)) & pl.col("end").is_null()
    return (
        rows.filter(is_open)
        .filter(pl.col("customer").is_in(own.implode()))
        .unique("customer", keep="last", maintain_order=True)
        .join(weight, on="customer", how="left", maintain_order="left")
        .drop("customer")
        .sort(IS_AT_RISK, "revenue", descending=True, nulls_last=True, maintain_order=True)
    )


HEAVY_BOOK: Final = Flag(
    "R3",
    ("watch",),
    (("reps", "assignments"),),
    "holds more than {times_median} times the team's median of customers, or of revenue under a high flag",
    "a team of at least {minimum_team|rep|reps} who hold customers; the median of a team below 5 is not told",
    limits=HeavyBookLimits,
    numbers={
        "customers": pl.UInt32(),
        "flagged": pl.Int64(),
        "usual_held": pl.Float64(),
        "usual_flagged": pl.Int64(),
        "times": pl.Float64(),
    },
    evaluate=_evaluate_heavy_book,
    sentence=_heavy_book,
    behind=_customers_held,
)


@dataclass(frozen=True)
class ActivityLimits:
    """R4: the recent days, the weeks before them that are usual, and the share of usual that opens."""

    recent_days: int = limit("recent are", "days")
    usual_weeks: int = limit("usual is the mean of the", "weeks before")
    share_of_usual: float = limit("opens at this share of usual", share=True)
    minimum_contacts: int = limit("not judged below", "contacts in the weeks before")

    @property
    def usual_days(self) -> int:
        """Days before the recent ones."""
        return self.usual_weeks * _WEEK

    @property
    def days(self) -> int:
        """Days looked at in all."""
        return self.recent_days + self.usual_days


def _evaluate_activity(scope: RuleScope, limits: ActivityLimits) -> pl.DataFrame:
    """R4: the rep logs half as many contacts as usual, or fewer."""
    logged = _logged(scope)
    recent = pl.col("day") > scope.day.ago(limits.recent_days)
    counts = (
        logged.filter(pl.col("day") > scope.day.ago(limits.days))
        .group_by("rep_id")
        .agg(recent.sum().alias("recent"), (~recent).sum().alias("before"))
    )
    start = scope.day.ago(limits.days - 1)
    # The export alone tells how far the log reaches: a few calls of one rep's own say nothing of the others.
    begins, ends = (
        _of(scope.book.exported.visible("interactions", scope.as_of))
        .select(pl.col("day").min().alias("first"), pl.col("day").max().alias("last"))
        .row(0)
    )
    log_runs = begins is not None and begins <= start and ends > scope.day.ago(limits.recent_days)
    here = pl.col("hire_date").is_null() | (pl.col("hire_date") <= start)
    judged = here & (pl.col("before") >= limits.minimum_contacts) & pl.lit(log_runs)
    usual = pl.col("before") * limits.recent_days / limits.usual_days
    low = at_most(pl.col("recent"), limits.share_of_usual, usual)
    answer = scope.team.beside_reps(counts, "hire_date").select(
        "rep_id",
        pl.when(judged).then(pl.when(low).then(WATCH).otherwise(CLEAR)).alias("severity"),
        "recent",
        usual.alias("usual"),
        pl.lit(limits.recent_days).alias("days"),
    )
    opened = answer.filter(pl.col("severity") > 0).select("rep_id")
    return answer.join(
        _low_since(scope, limits, logged, opened), on="rep_id", how="left", maintain_order="left"
    )


def _logged(scope: RuleScope) -> pl.DataFrame:
    """Contacts logged up to the day: `rep_id`, `day`."""
    return _of(scope.day.visible("interactions"))


def _of(interactions: pl.DataFrame) -> pl.DataFrame:
    rows = interactions.lazy().filter(pl.col("rep_id").is_not_null())
    return rows.select("rep_id", pl.col("at").dt.date().alias("day")).collect(engine="in-memory")


def _low_since(
    scope: RuleScope, limits: ActivityLimits, logged: pl.DataFrame, opened: pl.DataFrame
) -> pl.DataFrame:
    """The first day of the unbroken spell of low activity, for some reps: `rep_id`, `since`."""
    first = logged.get_column("day").min()
    if opened.is_empty() or not isinstance(first, date):
        return pl.DataFrame(schema={"rep_id": pl.String, "since": pl.Date})
    calendar = pl.DataFrame({"day": pl.date_range(first, scope.as_of, eager=True)})
    anybody = _rolling(calendar.join(_per_day(logged), on="day", how="left"), limits).select(
        "day", pl.col("recent").alias("anybody")
    )
    own = logged.join(opened, on="rep_id", how="semi").group_by("rep_id", "day").agg(pl.len().alias("count"))
    days = (
        opened.join(calendar, how="cross")
        .join(own, on=["rep_id", "day"], how="left")
        .join(scope.team.reps.select("rep_id", "hire_date"), on="rep_id", how="left")
        .sort("rep_id", "day")
    )
    span = timedelta(days=limits.days - 1)
    reached = (pl.col("day") >= pl.lit(first + span)) & (
        pl.col("hire_date").is_null() | (pl.col("hire_date") + span <= pl.col("day"))
    )
    usual = pl.col("before") * limits.recent_days / limits.usual_days
    low = at_most(pl.col("recent"), limits.share_of_usual, usual)
    is_open = reached & (pl.col("before") >= limits.minimum_contacts) & (pl.col("anybody") > 0) & low
    return (
        _rolling(days, limits, over="rep_id")
        .join(anybody, on="day", how="left")
        .group_by("rep_id")
        .agg(pl.col("day").filter(~is_open.fill_null(value=False)).max().alias("last_clear"))
        .select("rep_id", (pl.col("last_clear") + timedelta(days=1)).alias("since"))
    )


def _per_day(logged: pl.DataFrame) -> pl.DataFrame:
    return logged.group_by("day").agg(pl.len().alias("count"))


def _rolling(days: pl.DataFrame, limits: ActivityLimits, over: str | None = None) -> pl.DataFrame:
    """`count` per day, days rising without gaps → `recent` and `before` as of each day."""
    total = pl.col("count").fill_null(0).cast(pl.Int64).cum_sum()
    recent_from, from_start = total.shift(limits.recent_days), total.shift(limits.days)
    recent = (total - recent_from.fill_null(0)).alias("recent")
    before = (recent_from.fill_null(0) - from_start.fill_null(0)).alias("before")
    ordered = days.sort(*([over] if over else []), "day")
    return ordered.with_columns(*((recent.over(over), before.over(over)) if over else (recent, before)))


def _activity() -> pl.Expr:
    recent = pl.col("recent").cast(pl.Float64)
    return sentence(
        "{} logged in {} d; usual {} ({})",
        plural_words(pl.col("recent"), "contact"),
        pl.col("days"),
        number_words(pl.col("usual")),
        change_words(recent, pl.col("usual")),
    )


def _contacts_logged(scope: RuleScope, limits: ActivityLimits, rep: int) -> pl.DataFrame:
    return scope.team.rows_of_rep("interactions", rep, since=scope.day.ago(limits.days - 1))


ACTIVITY_DROP: Final = Flag(
    "R4",
    ("watch",),
    (("reps", "interactions"),),
    "contacts the rep logged in the last {recent_days} days are at most {share_of_usual} of the mean of "
    "the {usual_weeks|week|weeks} before",
    "here for all {days} days, with at least {minimum_contacts|contact|contacts} in the "
    "{usual_weeks|week|weeks} before; somebody still logs contacts, so an empty log is not taken for an "
    "idle rep",
    limits=ActivityLimits,
    numbers={"recent": pl.UInt32(), "usual": pl.Float64(), "days": pl.Int32()},
    evaluate=_evaluate_activity,
    sentence=_activity,
    behind=_contacts_logged,
)
