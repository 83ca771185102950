"""What the comings, goings and work of reps do to their books: departures, mix, attainment, recognition."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

import polars as pl

from holdfast.facts.team.holdings import holders
from holdfast.figures import FEW, HIDDEN_BELOW
from holdfast.metrics.computed import Computed, Measured
from holdfast.metrics.customers.kept import ACTIVITY, NO_START
from holdfast.metrics.definition import Metric
from holdfast.metrics.reps.standardised import BLANK_STRATUM, COMPARISON_NOTE, standardised
from holdfast.metrics.revenue.recurring import MEASURED_ON
from holdfast.metrics.scope import Scope
from holdfast.metrics.shares import HIDDEN_NOTE
from holdfast.metrics.sums import Share
from holdfast.money import MONEY_SCALE, to_units
from holdfast.timeline import ONE_DAY, add_months
from holdfast.words.numerals import rounded_amount_text
from holdfast.words.wording import plural

YEAR_MONTHS: Final = 12
NO_DEPARTURE: Final = "no rep left a book whose 12 months after ended inside the period"
NOBODY_STAYED: Final = "no rep stayed through those 12 months to compare with"
NO_QUOTA: Final = "no rep has a quota for a month of the period that has closed"
NO_SERVICE: Final = "nobody served in the period"


class Departure(NamedTuple):
    """A rep who left: `day` is the first day no longer here. Revenue in ten-thousandths."""

    rep_id: str
    name: str
    day: date
    customers: pl.Series
    before: int
    after: int
    stayed_before: int
    stayed_after: int


def departures(scope: Scope) -> list[Departure]:
    """Departures whose 12 months after ended inside the period, by day and rep.

    `before` and `after`: revenue of the customers the rep held on the last day, in the 12 months before and
    after; on the recurring basis their level at the departure and 12 months later. `stayed_*`: the same
    customers-held-that-day for reps who were here and still were 12 months later.
    """
    reps = scope.book.visible("reps", scope.as_of).filter(pl.col("hire_date").is_not_null())
    year_after = pl.col("end_date").dt.offset_by(f"{YEAR_MONTHS}mo")
    left = reps.filter(
        (pl.col("end_date") > pl.col("hire_date"))
        & (year_after > scope.period.start)
        & (year_after <= scope.period.end)
    ).sort("end_date", "rep_id")
    chosen = left.select("rep_id", pl.coalesce("name", "rep_id"), "end_date")
    return [_departure(scope, reps, *row) for row in chosen.iter_rows()]


def _departure(scope: Scope, reps: pl.DataFrame, rep_id: str, name: str, day: date) -> Departure:
    later = add_months(day, YEAR_MONTHS)
    stayed = reps.filter(
        (pl.col("hire_date") < day) & (pl.col("end_date").is_null() | (pl.col("end_date") >= later))
    )
    held = holders(scope.book, scope.as_of, day - ONE_DAY).join(
        scope.facts.select("customer"), on="customer", how="semi", maintain_order="left"
    )
    own = held.filter(pl.col("rep_id") == rep_id).get_column("customer")
    others = held.join(stayed, on="rep_id", how="semi").get_column("customer")
    return Departure(
        rep_id, name, day, own, *_before_and_after(scope, own, day), *_before_and_after(scope, others, day)
    )


def _before_and_after(scope: Scope, customers: pl.Series, day: date) -> tuple[int, int]:
    """Revenue of the customers around a day, in ten-thousandths."""
    sums = _revenue_around(scope, customers, day).select(pl.col("before", "after").sum())
    return int(sums.item(0, 0) or 0), int(sums.item(0, 1) or 0)


def _revenue_around(scope: Scope, customers: pl.Series, day: date) -> pl.DataFrame:
    """`customer`, and Int64 revenue `before` and `after` a day, of those with any."""
    earlier, later = add_months(day, -YEAR_MONTHS), add_months(day, YEAR_MONTHS)
    on = pl.col("day")
    if scope.on_recurring:
        moves = scope.changes.select("customer", "day", pl.col("delta").alias("amount"))
        before, after = on < day, on < later
    else:
        moves = scope.book.sales.filter(on <= scope.as_of)
        before = on.is_between(earlier, day, closed="left")
        after = on.is_between(day, later, closed="left")
    of_book = moves.filter(pl.col("customer").is_in(customers.implode()))
    sums = of_book.group_by("customer").agg(
        pl.when(part).then("amount").otherwise(0).sum().alias(name)
        for name, part in (("before", before), ("after", after))
    )
    return sums.sort("customer")


def _departure_revenue(scope: Scope) -> Measured:
    found = [one for one in departures(scope) if one.before > 0]
    if not found:
        return Measured(None, note=NO_DEPARTURE)
    compared = [one for one in found if one.stayed_before > 0]
    if not compared:
        return Measured(None, note=NOBODY_STAYED)
    before, after = sum(one.before for one in compared), sum(one.after for one in compared)
    # Every departure has its own year to be compared with; the larger book weighs more.
    stayed = sum(one.before * one.stayed_after / one.stayed_before for one in compared) / before
    customers = sum(one.customers.len() for one in compared)
    of = rounded_amount_text(before / MONEY_SCALE, scope.book.settings.currency)
    note = (
        f"books of {plural(len(compared), 'rep')} who left kept {after / before:.1%} of "
        f"{of}, those of reps who stayed {stayed:.1%}; accounts of leavers may differ"
    )
    return Measured(after / before - stayed, note=note, status="few" if customers < FEW else None)


def _departed_books(scope: Scope, _part: str) -> pl.DataFrame:
    """The customers of every book that is compared: revenue `before`, `after`, and `effect` on the figure."""
    compared = [one for one in departures(scope) if one.before > 0 and one.stayed_before > 0]
    before = sum(one.before for one in compared)
    books = [
        _revenue_around(scope, one.customers, one.day).select(
            "customer",
            pl.lit(one.name).alias("left_by"),
            pl.lit(one.day).alias("on"),
            to_units(pl.col("before")).alias("before"),
            to_units(pl.col("after")).alias("after"),
            ((pl.col("after") - pl.col("before") * one.stayed_after / one.stayed_before) / before).alias(
                "effect"
            ),
        )
        for one in compared
    ]
    nobody = (
        scope.facts.head(0)
        .select("customer")
        .with_columns(
            pl.lit(None, pl.String).alias("left_by"),
            pl.lit(None, pl.Date).alias("on"),
            *(pl.lit(None, pl.Float64).alias(name) for name in ("before", "after", "effect")),
        )
    )
    return pl.concat([nobody, *books]).sort("customer", "on")


def mix_cells(facts: pl.DataFrame) -> pl.DataFrame:
    """Customers active at start by segment: `stratum`, `size` and `kept` counts."""
    started = facts.filter("active_start")
    stratum = pl.col("segment").cast(pl.String).fill_null(BLANK_STRATUM).alias("stratum")
    return started.group_by(stratum).agg(
        pl.len().cast(pl.Int64).alias("size"), pl.col("active_end").sum().cast(pl.Int64).alias("kept")
    )


def _mix_adjusted(scope: Scope) -> Measured:
    cells = mix_cells(scope.facts)
    if cells.is_empty():
        return Measured(None, note=NO_START)
    group = standardised(cells.with_columns(pl.lit("").alias("group")), mix_cells(scope.whole))
    row = group.row(0, named=True)
    size, kept, adjusted = row["size"], row["kept"], row["kept_adjusted"]
    lost, expected = size - kept, size - row["kept_expected"]
    counts = f"kept {kept} of {size}; lost {lost} where its mix of segments gives {expected:.1f}"
    ratio = (
        f", {row['churn_oe']:.2f} times [{row['oe_low']:.2f}, {row['oe_high']:.2f}]"
        if row["churn_oe"] is not None
        else ""
    )
    note = f"{counts}{ratio}; {COMPARISON_NOTE}"
    # Where everybody like them left, nothing was to be kept, and there is no ratio.
    return Measured(adjusted, note=note, status="few" if size < FEW and adjusted is not None else None)


def _mix_rows(scope: Scope, part: str) -> pl.DataFrame:
    """Those kept, or all at start; `adjusted`: retention of all ÷ how many its mix would keep."""
    started = scope.facts.filter("active_start")
    if part == "denominator":
        return started.select("customer")
    if started.is_empty():
        return started.select("customer", pl.lit(None, pl.Float64).alias("adjusted"))
    cells = mix_cells(scope.facts).with_columns(pl.lit("").alias("group"))
    row = standardised(cells, mix_cells(scope.whole)).row(0, named=True)
    each = row["kept_adjusted"] / row["kept"] if row["kept"] and row["kept_adjusted"] is not None else None
    return started.filter("active_end").select("customer", pl.lit(each, pl.Float64).alias("adjusted"))


def _people(count: int) -> Measured | None:
    """The answer where so few people are counted that none may be given."""
    if 0 < count < HIDDEN_BELOW:
        return Measured(None, denominator=float(count), note=HIDDEN_NOTE, status="hidden")
    return None


_with_quota: Final = pl.col("quota") > 0
_served: Final = pl.col("at_start") | pl.col("hired")


def _attainment(scope: Scope) -> Measured:
    reps = scope.facts.filter(_with_quota)
    if (few := _people(reps.height)) is not None:
        return few
    quota, attained = (int(reps.get_column(name).sum()) for name in ("quota", "attained"))
    if not quota:
        return Measured(None, note=NO_QUOTA)
    return Measured(
        attained / quota,
        numerator=attained / MONEY_SCALE,
        denominator=quota / MONEY_SCALE,
        note=f"of {plural(reps.height, 'rep')} with a quota",
        status="few" if reps.height < FEW else None,
    )


def _quota_rows(scope: Scope, _part: str) -> pl.DataFrame:
    in_money = (to_units(pl.col(name)).alias(f"{name}_units") for name in ("quota", "attained"))
    return scope.facts.filter(_with_quota).with_columns(in_money)


def _recognition_age(scope: Scope) -> Measured:
    here = scope.facts.filter("active")
    if (few := _people(here.height)) is not None:
        return few
    days = here.get_column("unrecognised_days")
    never, middle = days.null_count(), days.median()
    note = f"{plural(never, 'rep')} of {here.height} never" if never else None
    if not isinstance(middle, int | float):
        return Measured(None, note="no rep who is here was ever recognised")
    return Measured(float(middle), denominator=float(days.len() - never), note=note)


def _recognised_once(scope: Scope, _part: str) -> pl.DataFrame:
    return scope.facts.filter(pl.col("active") & pl.col("unrecognised_days").is_not_null())


REP_EFFECT_METRICS: Final = (
    Metric(
        "retention.customers.by_rep",
        "Customer retention, adjusted for mix",
        "kept ÷ what the group's mix of segments would keep at everybody's rates × retention of all",
        "customers active at the start of the period, by the rep who held them 90 days before the loss "
        "or the end",
        "ratio",
        1,
        ACTIVITY,
        "none",
        "Indirect standardisation: Breslow & Day 1987, chapter 2; churn observed ÷ expected by exact Poisson",
        Computed(_mix_adjusted, _mix_rows, adds_up="adjusted"),
        nothing=NO_START,
        synonyms=("mix-adjusted retention", "standardised retention", "retention by rep"),
        note=COMPARISON_NOTE,
    ),
    Metric(
        "departure.revenue",
        "Effect of a departing rep on revenue",
        "revenue 12 months after ÷ before the departure of the books of reps who left − the same of reps "
        "who stayed",
        "customers held on the last day of reps whose 12 months after ended inside the period",
        "ratio",
        1,
        tuple((*activity, "assignments", "reps") for activity in ACTIVITY),
        "none",
        f"Difference in differences: Angrist & Pischke 2009, chapter 5; {MEASURED_ON}",
        Computed(
            _departure_revenue,
            _departed_books,
            (("left_by", "Left by"), ("on", "On"), ("before", "Before"), ("after", "After")),
            adds_up="effect",
            amount_title="Effect",
        ),
        on_basis=True,
        difference=True,
        nothing=NO_DEPARTURE,
        synonyms=("departure cost", "cost of losing a rep", "difference in differences"),
    ),
    Metric(
        "attainment.reps",
        "Quota attainment",
        "Σ attained ÷ Σ quota, over the closed months that begin inside the period",
        "reps with a quota in those months",
        "ratio",
        1,
        (("reps", "rep_periods"),),
        "none",
        "Quota attainment as sales compensation plans state it",
        Computed(
            _attainment,
            _quota_rows,
            adds_up="attained_units",
            below="quota_units",
            amounts="money",
            amount_title="Attained",
        ),
        subject="rep",
        about_people=True,
        nothing=NO_QUOTA,
        synonyms=("quota attainment", "target achievement"),
    ),
    Metric(
        "recognition.reps",
        "Reps recognised",
        "reps recognised inside the period ÷ reps who served in it",
        "reps here at the start of the period or hired inside it",
        "ratio",
        1,
        (("reps", "recognitions"),),
        "Wilson",
        "Recognition programmes as a means to keep reps",
        Share(_served & pl.col("recognised"), _served),
        subject="rep",
        about_people=True,
        nothing=NO_SERVICE,
        synonyms=("recognition", "praise"),
    ),
    Metric(
        "recognition.reps.days",
        "Days since recognition",
        "median days since the latest recognition",
        "reps here on the as-of date who were ever recognised",
        "days",
        -1,
        (("reps", "recognitions"),),
        "none",
        "Recognition programmes as a means to keep reps",
        Computed(_recognition_age, _recognised_once, adds_up="unrecognised_days", made="median"),
        subject="rep",
        about_people=True,
        over_period=False,
        nothing="no rep who is here was ever recognised",
    ),
)
"""Effects of reps on their books, and the work on record, most asked for first."""
