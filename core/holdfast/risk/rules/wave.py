"""Segment wave: many more customers of a segment are lost than chance explains; one cause is likely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.lost.records import revenue_before
from holdfast.keeping import keeps
from holdfast.risk.flag import CLEAR, Flag, limit
from holdfast.rows.numbered import beside
from holdfast.rows.standing import standing
from holdfast.schema.fields import SEVERITIES
from holdfast.statistics.intervals.poisson import exceeds_quantile, poisson_quantile
from holdfast.timeline import ONE_DAY
from holdfast.words.wording import number_words, sentence

if TYPE_CHECKING:
    from holdfast.book.book import Book
    from holdfast.risk.scope.scope import RuleScope

BANNER: Final = len(SEVERITIES)
"""Its level: above every severity, because it is about many customers at once."""

BANNER_WORD: Final = "banner"

_MOST_DAYS_BACK: Final = 1830
"""So far back the beginning of a wave is looked for."""


@dataclass(frozen=True)
class SegmentWaveLimits:
    """F35: the windows that are compared, from when it is no chance, and how large a segment must be."""

    window_days: int = limit("a window lasts", "days")
    usual_windows: int = limit("the usual is the mean of", "windows before")
    chance: float = limit("opens above the losses that chance stays below with probability", share=True)
    minimum_losses: int = limit("and from", "losses")
    minimum_customers: int = limit("a segment is judged from", "active customers at the start of the window")

    @property
    def history_days(self) -> int:
        """Days of all windows together."""
        return self.window_days * (1 + self.usual_windows)


def segment_waves(book: Book, as_of: date, facts: pl.DataFrame, limits: SegmentWaveLimits) -> pl.DataFrame:
    """Losses of the last window by segment beside those of the windows before, one row per segment.

    `facts`: customer facts as of the same day, of all customers or of the chosen ones. A loss is the day on
    which a customer ceased to be active. Columns: `segment` String, rising; `customers` Int64 active at the
    start of the window, `losses` Int64, `usual` Float64 (mean of the windows before), `alarm` Int64 (it opens
    above), `raised` Boolean, null where the segment is too small or the book too young; of raised ones
    `first_seen` Date, the first day without interruption above the alarm (null: longer than 5 years),
    `money` Int64, the revenue lost (12 months before each loss), and `evidence`.
    """
    segments = _segments(facts)
    counted = _counted(segments, _moves(book, as_of, limits), limits)
    enough = (pl.col("customers") >= limits.minimum_customers) & _old_enough(book, as_of, limits)
    means = counted.get_column("usual").to_list()
    above = (pl.col("losses") > pl.col("alarm")) & (pl.col("losses") >= limits.minimum_losses)
    judged = counted.with_columns(
        pl.Series("alarm", [poisson_quantile(limits.chance, mean) for mean in means], dtype=pl.Int64)
    ).with_columns(pl.when(enough).then(above).alias("raised"))
    raised = judged.filter("raised").get_column("segment").to_list()
    # Most days raise none, and then nobody has to look at every step of every customer.
    of_customer = _of_customer(book, segments if raised else segments.clear())
    first_seen = _first_seen(book, as_of, _steps(book, as_of, of_customer), raised, limits) if raised else {}
    seen = pl.DataFrame(
        {"segment": list(first_seen), "first_seen": list(first_seen.values())},
        schema={"segment": pl.String, "first_seen": pl.Date},
    )
    return (
        judged.join(seen, on="segment", how="left")
        .join(_money(book, as_of, of_customer, raised, limits), on="segment", how="left")
        .with_columns(pl.when("raised").then(_sentence(pl.lit(limits.window_days))).alias("evidence"))
        .sort("segment")
    )


def _segments(facts: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `segment` Categorical of the customers that have one."""
    return facts.select("customer", pl.col("segment").cast(pl.Categorical)).drop_nulls()


def _of_customer(book: Book, segments: pl.DataFrame) -> pl.Series:
    """`segment` of every customer of the book, null where it is none of these."""
    return beside(segments, book.customers.height).get_column("segment")


def _steps(book: Book, as_of: date, of_customer: pl.Series) -> pl.DataFrame:
    """`customer`, `day`, `step`, `segment` of everybody who became active (+1) or ceased to be (−1)."""
    steps = _happened(book, as_of)
    return steps.with_columns(of_customer.gather(steps.get_column("customer"))).drop_nulls("segment")


@keeps(1)
def _happened(book: Book, as_of: date) -> pl.DataFrame:
    """The same of everybody, whatever the filter: `customer`, `day`, `step`."""
    happened = (pl.col("day") <= as_of) & (pl.col("step") != 0)
    changes = book.activity.changes.select("customer", "day", "step").filter(happened)
    return changes.with_columns(pl.col("step").cast(pl.Int64))


@keeps(2)
def _moves(book: Book, as_of: date, limits: SegmentWaveLimits) -> pl.DataFrame:
    """Row i customer i, whatever the filter: what each adds to the counts of its segment, Int64.

    `customers`: 1 for who was active at the start of the window; `losses` inside it, `before` in the others.
    """
    height, changes = book.customers.height, book.activity.changes
    begin = as_of - timedelta(days=limits.window_days)
    oldest = as_of - timedelta(days=limits.history_days)
    is_active = changes.get_column("is_active")
    active = standing(changes, begin + ONE_DAY).level(is_active, height, none=False)
    lost = (
        changes.lazy()
        .filter((pl.col("step") == -1) & pl.col("day").is_between(oldest, as_of, closed="right"))
        .group_by("customer")
        .agg((pl.col("day") > begin).sum().alias("losses"), (pl.col("day") <= begin).sum().alias("before"))
        .collect(engine="in-memory")
    )
    counts = beside(lost, height).select(pl.all().fill_null(0).cast(pl.Int64))
    return counts.select(active.cast(pl.Int64).alias("customers"), "losses", "before")


def _counted(segments: pl.DataFrame, moves: pl.DataFrame, limits: SegmentWaveLimits) -> pl.DataFrame:
    """`segment`, `customers`, `losses`, `usual` of every segment."""
    of_these = moves[segments.get_column("customer")].with_columns(segments.get_column("segment"))
    return (
        of_these.lazy()
        .group_by("segment")
        .agg(pl.col("customers", "losses", "before").sum())
        .select(
            pl.col("segment").cast(pl.String),
            "customers",
            "losses",
            (pl.col("before") / limits.usual_windows).alias("usual"),
        )
        .sort("segment")
        .collect(engine="in-memory")
    )


def _losses_from(book: Book) -> date | None:
    """The first day on which the book could have shown a loss.

    Who is active by orders is lost only when the active window has passed: before that, none is no calm.
    """
    first = book.activity.changes.get_column("day").min()
    if not isinstance(first, date):
        return None
    return first if book.has_recurring_revenue else book.settings.active_window.after(first)


def _old_enough(book: Book, as_of: date, limits: SegmentWaveLimits) -> bool:
    begin = _losses_from(book)
    return begin is not None and begin <= as_of - timedelta(days=limits.history_days - 1)


def _money(
    book: Book, as_of: date, of_customer: pl.Series, raised: list[str], limits: SegmentWaveLimits
) -> pl.DataFrame:
    """`segment`, `money`: what those lost in the window had brought, for segments above the alarm."""
    if not raised:
        return pl.DataFrame(schema={"segment": pl.String, "money": pl.Int64})
    lost = _lost_money(book, as_of, limits.window_days)
    return (
        lost.with_columns(of_customer.gather(lost.get_column("customer")).cast(pl.String))
        .filter(pl.col("segment").is_in(raised))
        .group_by("segment")
        .agg(pl.col("revenue_before").sum().alias("money"))
    )


@keeps(1)
def _lost_money(book: Book, as_of: date, days: int) -> pl.DataFrame:
    """`customer`, `revenue_before` of every loss of the last days, whatever the filter."""
    lost = _lost_within(_happened(book, as_of), as_of, days).select("customer", pl.col("day").alias("date"))
    known = lost.join(revenue_before(book, lost), on=["customer", "date"], how="left")
    return known.select("customer", "revenue_before")


def wave_losses(book: Book, as_of: date, facts: pl.DataFrame, limits: SegmentWaveLimits) -> pl.DataFrame:
    """`customer`, `segment`, `date` of the losses of the last window, of these customers; newest first."""
    steps = _steps(book, as_of, _of_customer(book, _segments(facts)))
    lost = _lost(as_of, steps, limits)
    return lost.sort("date", "customer", descending=[True, False])


def _lost(as_of: date, steps: pl.DataFrame, limits: SegmentWaveLimits) -> pl.DataFrame:
    lost = _lost_within(steps, as_of, limits.window_days)
    return lost.select("customer", pl.col("segment").cast(pl.String), pl.col("day").alias("date"))


def _lost_within(steps: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    return steps.filter((pl.col("step") == -1) & (pl.col("day") > as_of - timedelta(days=days)))


def _first_seen(
    book: Book, as_of: date, steps_of: pl.DataFrame, segments: list[str], limits: SegmentWaveLimits
) -> dict[str, date | None]:
    """The first day of the present run of days above the alarm, by segment."""
    if not segments:
        return {}
    span = _MOST_DAYS_BACK + limits.history_days
    days_ago = (pl.lit(as_of) - pl.col("day")).dt.total_days().clip(0, span)
    daily = (
        steps_of.filter(pl.col("segment").is_in(segments))
        .group_by("segment", days_ago.alias("ago"))
        .agg(pl.col("step").sum(), (pl.col("step") == -1).sum().cast(pl.Int64).alias("lost"))
    )
    of_segment: dict[str, list[tuple[int, int, int]]] = {segment: [] for segment in segments}
    for segment, ago, step, lost in daily.iter_rows():
        of_segment[segment].append((ago, step, lost))
    begin = _losses_from(book)
    longest = -1 if begin is None else (as_of - begin).days - limits.history_days + 1
    return {name: _run_begins(as_of, days, longest, limits) for name, days in of_segment.items()}


def _run_begins(
    as_of: date, daily: list[tuple[int, int, int]], longest: int, limits: SegmentWaveLimits
) -> date | None:
    """The same of one segment: of days ago, steps and losses; no run is longer than `longest`."""
    span = _MOST_DAYS_BACK + limits.history_days
    steps, losses = [0] * (span + 1), [0] * (span + 1)
    for ago, step, lost in daily:
        steps[ago], losses[ago] = step, lost
    # Everything up to the close of a day; what is older than the span counts for the customers only.
    losses[span] = 0
    active = list(accumulate(reversed(steps)))[::-1]
    lost_by = [*list(accumulate(reversed(losses)))[::-1], 0]

    def is_above(ago: int) -> bool:
        begin, oldest = ago + limits.window_days, ago + limits.history_days
        now, before = lost_by[ago] - lost_by[begin], lost_by[begin] - lost_by[oldest]
        return (
            active[begin] >= limits.minimum_customers
            and now >= limits.minimum_losses
            and exceeds_quantile(now, limits.chance, before / limits.usual_windows)
            and ago <= longest
        )

    run = sum(1 for _ in takewhile(is_above, range(_MOST_DAYS_BACK)))
    return as_of - timedelta(days=run) + ONE_DAY if 0 < run < _MOST_DAYS_BACK else None


def _sentence(window: pl.Expr) -> pl.Expr:
    return sentence(
        "{}: {} losses in {} d, usual {}, alarm above {}",
        pl.col("segment"),
        pl.col("losses"),
        window,
        number_words(pl.col("usual")),
        pl.col("alarm"),
    )


def _evaluate(scope: RuleScope, limits: SegmentWaveLimits) -> pl.DataFrame:
    """F35 over all customers: a row per segment."""
    waves = segment_waves(scope.book, scope.as_of, scope.facts, limits)
    severity = pl.when("raised").then(BANNER).when(~pl.col("raised")).then(CLEAR)
    return waves.with_columns(
        severity.cast(pl.Int8).alias("severity"),
        pl.col("first_seen").alias("since"),
        pl.lit(limits.window_days).alias("window"),
    )


def _behind(scope: RuleScope, limits: SegmentWaveLimits, segment: int) -> pl.DataFrame:
    """The customers lost in the window, of the segment at that place among all of them by name."""
    named = _segments(scope.facts)
    name = named.get_column("segment").unique().cast(pl.String).sort()[segment]
    lost = wave_losses(scope.book, scope.as_of, named.filter(pl.col("segment") == name), limits)
    ids = scope.facts.select("customer", "customer_id", "name")
    return lost.join(ids, on="customer", how="left", maintain_order="left").drop("customer")


SEGMENT_WAVE: Final = Flag(
    "F35",
    (BANNER_WORD,),
    (("orders",), ("subscriptions",), ("mrr_events",)),
    "customers of a segment lost in {window_days} days above the {chance} bound of a Poisson count with "
    "the mean of the {usual_windows|window|windows} of {window_days} days before as expectation, and at "
    "least {minimum_losses}",
    "at least {minimum_customers|active customer|active customers} of the segment when the window began, "
    "and a book in which losses could be seen in all these windows",
    limits=SegmentWaveLimits,
    numbers={
        "segment": pl.String(),
        "losses": pl.Int32(),
        "usual": pl.Float64(),
        "alarm": pl.Int32(),
        "customers": pl.Int32(),
        "window": pl.Int16(),
        "money": pl.Int64(),
    },
    evaluate=_evaluate,
    sentence=partial(_sentence, pl.col("window")),
    behind=_behind,
)
