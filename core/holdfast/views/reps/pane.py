"""The rep pane: who stayed, who left, and what each rep holds or left behind, under any filter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.answers.store import FactsStore, dates_of
from holdfast.facts.team.holdings import answering, holders, holders_within, rep_ids, reps_in_scope
from holdfast.facts.team.reps import locked_reason, rep_facts
from holdfast.figures import FEW
from holdfast.keeping import Kept, keeps
from holdfast.metrics.compared import Counted, beside, share_bounds, when_expected
from holdfast.metrics.reps.standardised import standardised
from holdfast.metrics.shares import share_figure
from holdfast.money import units
from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.rows.numbered import marked, placed
from holdfast.schema.fields import SEVERITIES
from holdfast.statistics.sequential.looks import shared_level
from holdfast.statistics.sequential.prospect import TOO_FEW
from holdfast.statistics.sequential.waiting import Pace
from holdfast.timeline import ONE_DAY, Period
from holdfast.views.reps.prompts import with_prompts
from holdfast.views.reps.results import RepRow, RepsView
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book
    from holdfast.figures import BesideRest, Figure
    from holdfast.statistics.sequential.prospect import Knowable

KEPT_BY_REP: Final = "retention.customers.by_rep"
ADJUSTED: Final = ("kept_adjusted", "churn_oe", "oe_low", "oe_high")
ORIGINAL_TEAM: Final = "retention.reps.original"
NOTHING_HELD: Final = "answered for no active customer at start"
_FROM_THE_REP: Final = frozenset(flag.column for flag in CUSTOMER_FLAGS if flag.uses_reps)
"""Flags a customer has because of the rep: they say nothing more beside the rep."""
_BLANK_SEGMENT: Final = 2**32 - 1
ASSUMED_NOTE: Final = "by today's owner: the export does not say who held the customer before"


@dataclass(frozen=True, eq=False)
class RepsPrepared:
    """All that depends on the as-of date and the period, so that a filter only has to add up.

    `reps`: rep facts and `rep` UInt32 (row number), in order; holders who are not in the reps table come
    last. `customers`, row by row the facts it was made from: `customer`; `rep` who holds the customer
    or, where `left_behind`, held it last; `answerer` in retention for customers active at start (reps as
    row numbers, null: nobody), `stratum` UInt32 by segment of those, `kept`, money `revenue_held` and
    `revenue_left`, `flags` open, `worst` severity. `pairs`: `row` of customers and `rep` who held
    together in the period or hold now.
    """

    reps: pl.DataFrame
    customers: pl.DataFrame
    pairs: pl.DataFrame
    period: Period
    assumed: bool
    locked: str | None


def prepare_reps(
    book: Book, facts: pl.DataFrame, as_of: date, period: Period, *, at_loss: bool = False
) -> RepsPrepared:
    """Join reps and customers as of a date; `at_loss` as in `rep_facts.attributed`.

    `facts`: customer facts, row i customer i, with `customer` UInt32, `segment` categorical, `known`,
    `active`, `active_start`, `active_end`, `lost`, `orphaned` Boolean, `lost_on_period` Date, `last_rep_id`,
    `revenue` Int64 money and any `flag_*` Int8.
    """
    ids, height = rep_ids(book), book.customers.height
    held = holders(book, as_of, as_of, active_only=True)
    lost = facts.filter("lost").select("customer", pl.col("lost_on_period").alias("day"))
    answers = answering(book, as_of, lost, period.end, at_loss=at_loss)
    pairs = holders_within(book, as_of, period)
    reps = _numbered_reps(rep_facts(book, as_of, period), ids, held, answers, pairs)
    number = _number_of(reps)
    # Who holds a customer has a number already: a few hundred ids are looked up, not one of each customer.
    of_holder = ids.select(number("rep_id")).to_series()

    def rep_of(rows: pl.DataFrame) -> pl.Series:
        return placed(rows.get_column("customer"), of_holder.gather(rows.get_column("holder")), height)

    customers = (
        facts.lazy()
        .select(_customer_columns(facts))
        .with_columns(
            number("last_rep_id").alias("last_rep"),
            rep_of(held).alias("holder"),
            rep_of(answers).alias("answerer"),
        )
        .with_columns(pl.when("known").then(pl.col("holder", "last_rep", "answerer")))
        .select(
            "customer",
            pl.when("left_behind").then("last_rep").otherwise("holder").alias("rep"),
            "left_behind",
            pl.when("active_start").then("answerer").alias("answerer"),
            pl.when("active_start").then("stratum").alias("stratum"),
            pl.col("active_end").alias("kept"),
            pl.when(~pl.col("left_behind")).then("revenue").otherwise(0).alias("revenue_held"),
            pl.when("left_behind").then("revenue").otherwise(0).alias("revenue_left"),
            "flags",
            "worst",
        )
        .collect(engine="in-memory")
    )
    return RepsPrepared(
        reps=reps,
        customers=customers,
        pairs=pl.DataFrame(
            {"row": pairs.get_column("customer"), "rep": of_holder.gather(pairs.get_column("holder"))}
        ),
        period=period,
        assumed=book.assumed_assignments,
        locked=locked_reason(book),
    )


def reps_pane(store: FactsStore, answer: Answer, *, at_loss: bool = False) -> RepsView:
    """The rep pane over the chosen customers, with its figures and what open flags say of each rep."""
    view = _view(store, answer, {figure.id: figure for figure in _headline(store, answer)}, at_loss=at_loss)
    return with_prompts(view, answer.facts.rep_flags, answer.moment.currency)


def rep_rows(store: FactsStore, answer: Answer, *, at_loss: bool = False) -> tuple[RepRow, ...]:
    """The rows of the rep pane alone, without what flags say of them."""
    return _view(store, answer, {}, at_loss=at_loss).rows


def _view(store: FactsStore, answer: Answer, figures: Mapping[str, Figure], *, at_loss: bool) -> RepsView:
    prepared = _prepared(store, answer.facts.as_of, answer.facts.period, at_loss=at_loss)
    mask, always_valid = answer.mask if answer.filtered else None, answer.query.always_valid
    return reps_view(prepared, mask, figures, always_valid=always_valid)


def _headline(store: FactsStore, answer: Answer) -> tuple[Figure, ...]:
    """The figures of reps: most filters are about the same reps, whose figures are then the same."""
    # The table of reps has rows alone, and is printed before every metric could be imported.
    from holdfast.metrics.registry import METRICS  # noqa: PLC0415
    from holdfast.views.figures.figures import metric_figures  # noqa: PLC0415

    facts, about = answer.facts, None
    if answer.filtered:
        chosen, earlier = answer.chosen.get_column("customer"), facts.period.previous()
        dates = ((facts.as_of, facts.period), (earlier.last_day, earlier))
        about = tuple(tuple(reps_in_scope(store.book, *when, chosen)) for when in dates)
    key = (facts.as_of, facts.period, answer.basis.name, about, answer.query.always_valid)
    kept: Kept[object, tuple[Figure, ...]] = store.kept.of_words(_headline, 2 * dates_of(store))
    ids = [metric.id for metric in METRICS.values() if metric.subject == "rep"]
    return kept.get(key, lambda: metric_figures(store, answer, ids=ids))


@keeps(dates_of)
def _prepared(store: FactsStore, as_of: date, period: Period, *, at_loss: bool) -> RepsPrepared:
    return prepare_reps(store.book, store.at(as_of, period).customers, as_of, period, at_loss=at_loss)


def reps_view(
    prepared: RepsPrepared,
    mask: pl.Series | None,
    figures: Mapping[str, Figure],
    *,
    always_valid: bool = False,
) -> RepsView:
    """The rep pane over the chosen customers.

    `mask`: Boolean with a row per row of the facts, or None for all. With one the reps in scope are those
    who held any of its customers inside the period, hold one now, or left one behind. Rows: active reps by
    revenue held, then leavers of the period by revenue left behind; earlier leavers only where they left
    customers behind. `customers` counts every customer held, active or not; orphans are active. `figures`
    are passed on; where the original team is too small to show its figure, its names are not listed either.
    `always_valid`: intervals hold at every look, for all reps together.
    """
    totals, level = _totals(prepared.customers, mask, prepared.period.days if always_valid else None)
    reps = _in_scope(prepared, mask).join(totals, on="rep", how="left")
    shown = (
        reps.with_columns(
            pl.col("customers", "orphaned", "flags", "worst", "held_at_start", "kept").fill_null(0),
            pl.col("revenue_held", "revenue_left").fill_null(0),
        )
        .filter(pl.col("active") | (pl.col("end_date") >= prepared.period.start) | (pl.col("orphaned") > 0))
        .with_columns(pl.when("active").then("revenue_held").otherwise("revenue_left").alias("money"))
        .sort("active", "money", "name", "rep_id", descending=[True, True, False, False])
    )
    stayed, departed = _original_team(reps)
    original = figures.get(ORIGINAL_TEAM)
    if original is not None and original.status == "hidden":
        stayed, departed = (), ()
    note = ASSUMED_NOTE if prepared.assumed else None
    pace = Pace(prepared.period.start, prepared.period.last_day)
    everyone = totals.select(pl.col("kept", "held_at_start").sum()).row(0)
    return RepsView(
        figures=dict(figures),
        stayed=stayed,
        departed=departed,
        rows=tuple(_rows(shown, note, _Compared(pace, level, everyone))),
        locked=prepared.locked,
    )


def _customer_columns(facts: pl.DataFrame) -> list[pl.Expr]:
    own = [name for name in facts.columns if name.startswith("flag_") and name not in _FROM_THE_REP]
    flags = [pl.col(name).fill_null(0) for name in own]
    opened = [(flag > 0).cast(pl.UInt32) for flag in flags]
    none = pl.lit(0)
    return [
        pl.col("customer", "known", "active_start", "active_end", "revenue", "last_rep_id"),
        pl.col("segment").to_physical().cast(pl.UInt32).fill_null(_BLANK_SEGMENT).alias("stratum"),
        (pl.col("active") & pl.col("orphaned").fill_null(value=False)).alias("left_behind"),
        (pl.sum_horizontal(opened) if opened else none).cast(pl.UInt32).alias("flags"),
        (pl.max_horizontal(flags) if flags else none).cast(pl.Int8).alias("worst"),
    ]


def _numbered_reps(facts: pl.DataFrame, ids: pl.DataFrame, *holdings: pl.DataFrame) -> pl.DataFrame:
    """Rep facts, followed by holders who are not in the reps table: nobody knows that they are gone.

    `ids`: as `rep_ids`; `holdings` name reps by `holder`.
    """
    holding = marked(pl.concat([frame.get_column("holder") for frame in holdings]), ids.height)
    listed = ids.get_column("rep_id").is_in(facts.get_column("rep_id").implode())
    unlisted = ids.filter(holding & ~listed).select(
        "rep_id", pl.col("rep_id").alias("name"), pl.lit(value=True).alias("active")
    )
    return pl.concat(
        [
            facts.with_columns(pl.lit(value=True).alias("listed")),
            unlisted.with_columns(
                pl.lit(value=False).alias(name) for name in ("listed", "at_start", "at_end")
            ),
        ],
        how="diagonal",
    ).with_row_index("rep")


def _number_of(reps: pl.DataFrame) -> Callable[[str], pl.Expr]:
    """Column of ids → row number in `reps` as UInt32. Casting to an Enum is many times faster than a join."""
    numbered = pl.Enum(reps.get_column("rep_id"))
    return lambda column: pl.col(column).cast(numbered, strict=False).to_physical().cast(pl.UInt32)


def _in_scope(prepared: RepsPrepared, mask: pl.Series | None) -> pl.DataFrame:
    if mask is None:
        return prepared.reps
    customers, pairs = prepared.customers, prepared.pairs
    left = customers.get_column("rep").filter(mask & customers.get_column("left_behind")).drop_nulls()
    holding = pairs.get_column("rep").filter(mask.gather(pairs.get_column("row")))
    return prepared.reps.filter(marked(pl.concat([holding, left]), prepared.reps.height))


def _totals(
    customers: pl.DataFrame, mask: pl.Series | None, days: int | None
) -> tuple[pl.DataFrame, float | None]:
    """What the chosen customers add up to, per rep, and the level of intervals of a period of so many days.

    Where `days` is None, the intervals are those of one look.
    """
    chosen = customers.lazy() if mask is None else customers.filter(mask).lazy()
    held = (
        chosen.filter(pl.col("rep").is_not_null())
        .group_by("rep")
        .agg(
            (pl.len() - pl.col("left_behind").sum()).alias("customers"),
            pl.col("left_behind").sum().alias("orphaned"),
            pl.col("revenue_held", "revenue_left", "flags").sum(),
            pl.col("worst").max(),
        )
    )
    cells = (
        chosen.filter(pl.col("stratum").is_not_null())
        .group_by(pl.col("answerer").alias("group"), "stratum")
        .agg(pl.len().alias("size"), pl.col("kept").sum())
    )
    held_frame, cell_frame = pl.collect_all([held, cells], engine="in-memory")
    # Customers nobody answers for belong to the standard, but to no rep.
    of_reps = cell_frame.filter(pl.col("group").is_not_null())
    level = None if days is None else shared_level(of_reps.get_column("group").n_unique(), days)
    answered = standardised(of_reps, cell_frame, level).select(
        pl.col("group").alias("rep"), pl.col("size").alias("held_at_start"), "kept", *ADJUSTED
    )
    return held_frame.join(answered, on="rep", how="full", coalesce=True), level


def _original_team(reps: pl.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of who was here at start: those still here, and those gone with their last day."""
    team = reps.filter("at_start")
    stayed = team.filter("at_end").sort("name", "rep_id").get_column("name")
    departed = team.filter(~pl.col("at_end")).sort("end_date", "name", "rep_id").select("name", "end_date")
    return tuple(stayed), tuple(f"{name} ({day_text(end - ONE_DAY)})" for name, end in departed.iter_rows())


@dataclass(frozen=True, eq=False)
class _Compared:
    """What each rep is compared with: all others, at a level (None: one look).

    `pace`: the days on which customers were lost. `everyone`: how many customers all reps kept, of how many.
    """

    pace: Pace
    level: float | None
    everyone: tuple[int, int]

    def kept(self, kept: int, start: int, note: str | None, rep_id: str) -> Figure:
        """The share a rep kept."""
        figure = share_figure(KEPT_BY_REP, kept, start, nothing=NOTHING_HELD, note=note, group=rep_id)
        bounds = share_bounds(Counted(kept, start), self.level) if self.level is not None else None
        return figure if bounds is None else replace(figure, low=bounds[0], high=bounds[1], always_valid=True)

    def beside(self, row: RepRow) -> BesideRest | None:
        """The share a rep kept beside that of all other reps."""
        kept, start = row.kept.numerator or 0, row.held_at_start
        rest = Counted(self.everyone[0] - kept, self.everyone[1] - start)
        return beside(Counted(kept, start), rest, self.pace, self.level, lost=True)

    def knowable(self, row: RepRow) -> Knowable | None:
        """When what a rep lost can be told apart from what its mix gives."""
        start, ratio = row.held_at_start, row.churn_oe
        lost = start - int(row.kept.numerator or 0)
        expected = lost / ratio if ratio else None
        bounds = row.oe_low, row.oe_high
        if start < FEW:
            return TOO_FEW if expected is not None else None
        return when_expected(lost, expected, self.pace, bounds, self.level)


def _rows(shown: pl.DataFrame, note: str | None, compared: _Compared) -> Iterator[RepRow]:
    columns: dict[str, list[Any]] = {name: shown.get_column(name).to_list() for name in _ROW_COLUMNS}
    for values in zip(*columns.values(), strict=True):
        rep_id, name, team, hired, end, customers, revenue, start, kept, orphaned, left, flags, worst = (
            values[: -len(ADJUSTED)]
        )
        adjusted = dict(zip(ADJUSTED, values[-len(ADJUSTED) :], strict=True))
        yield RepRow(
            rep_id=rep_id,
            name=name,
            team=team,
            hired=hired,
            left=end - ONE_DAY if end else None,
            customers=customers,
            revenue=units(revenue),
            held_at_start=start,
            kept=compared.kept(kept, start, note, rep_id),
            orphaned=orphaned,
            orphaned_revenue=units(left),
            flags=flags,
            worst=SEVERITIES[worst],
            **adjusted,
            compared=compared,
        )


_ROW_COLUMNS: Final = (
    "rep_id", "name", "team", "hire_date", "end_date", "customers", "revenue_held", "held_at_start", "kept",
    "orphaned", "revenue_left", "flags", "worst", *ADJUSTED,
)  # fmt: skip
