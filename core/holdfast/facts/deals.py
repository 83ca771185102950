"""One row per deal: open, won or lost on a day, and how far it came through the stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from holdfast.timeline import Period
from holdfast.words.statuses import status_columns

if TYPE_CHECKING:
    from holdfast.book.book import Book


def deal_facts(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """Facts of every opportunity visible on `as_of`, sorted by id.

    `customer`, `customer_id`, `opportunity_id`, `rep_id`, `stage` (null where the export only knows how the
    deal ended later), `amount` Int64, `type`, `lost_reason`, `competitor`; Dates `created`, `closed_on`;
    Booleans, never null: `closed`, `won`, `lost` by `as_of`, `open` otherwise, `closed_inside` the period,
    `in_play` (created before the period ended, and open or closed since it began); `days` Int32 from
    creation to closing, or to `as_of`.
    """
    visible = book.visible("opportunities", as_of)
    stage = pl.col("stage").str.strip_chars()
    says_won, says_lost = (_says(meaning, visible.get_column("stage")) for meaning in ("won", "lost"))
    # A stage that tells the end of a deal is only known once the deal has closed.
    later = (pl.col("close_date") > as_of).fill_null(value=False)
    closed = pl.coalesce("is_closed", says_won | says_lost) & ~later
    won = closed & pl.coalesce("is_won", says_won)
    return (
        visible.select(
            "customer", "customer_id", "opportunity_id", "rep_id", "amount", "type", "lost_reason",
            "competitor", "created",
            pl.when(~(later & (says_won | says_lost))).then(stage).alias("stage"),
            pl.when(closed).then("close_date").alias("closed_on"),
            closed.alias("closed"),
            won.alias("won"),
        )
        .with_columns(
            (pl.col("closed") & ~pl.col("won")).alias("lost"),
            (~pl.col("closed")).alias("open"),
            pl.col("closed_on").is_between(period.start, period.end, closed="left").fill_null(value=False)
            .alias("closed_inside"),
            (pl.coalesce("closed_on", pl.lit(as_of)) - pl.col("created")).dt.total_days().cast(pl.Int32)
            .alias("days"),
        )
        .with_columns(
            (
                (pl.col("created").is_null() | (pl.col("created") < period.end))
                & (pl.col("open") | (pl.col("closed_on") >= period.start).fill_null(value=True))
            ).alias("in_play")
        )
        .sort("opportunity_id")
    )  # fmt: skip


def _says(meaning: str, stages: pl.Series) -> pl.Expr:
    """Whether a stage means `won` or `lost`, which decides where `is_closed` and `is_won` do not."""
    # Deals share few stages: each is read once.
    known = status_columns()["opportunities", "stage"]
    saying = [stage for stage in stages.unique().drop_nulls() if known.meaning_of(stage) == meaning]
    return pl.col("stage").is_in(saying).fill_null(value=False)


@dataclass(frozen=True, eq=False)
class Progress:
    """How far deals came: `stages` in order; `deals` with `furthest` Int32, the index of the last reached.

    A won deal passed every stage (`furthest` = number of stages). Null: lost without any stage on file.
    """

    stages: tuple[str, ...]
    deals: pl.DataFrame


def stage_progress(book: Book, as_of: date, deals: pl.DataFrame) -> Progress:
    """The furthest stage of each deal of `deal_facts`; without a history, that of its present stage.

    Stages that name an end (won, lost, closed) are no stages. A stage stands before another when more deals
    entered it first; who wins more of these comparisons comes earlier, and what ties goes by name.
    """
    entries = _entries(book, as_of, deals)
    stages = _in_order(entries)
    place = pl.DataFrame(
        {"stage": stages, "place": range(len(stages))}, schema={"stage": pl.String, "place": pl.Int32}
    )
    reached = (
        entries.join(place, on="stage")
        .group_by("opportunity_id")
        .agg(pl.col("place").max().alias("furthest"))
    )
    return Progress(
        stages,
        deals.join(reached, on="opportunity_id", how="left", maintain_order="left").with_columns(
            pl.when("won").then(len(stages)).otherwise("furthest").cast(pl.Int32).alias("furthest")
        ),
    )


def _entries(book: Book, as_of: date, deals: pl.DataFrame) -> pl.DataFrame:
    """`opportunity_id`, `stage`, `entered`: the first entry of each deal into each stage."""
    present = deals.select(
        "opportunity_id", "stage", pl.col("created").cast(pl.Datetime("us")).alias("entered")
    )
    if book.has("opportunity_stages"):
        told = (
            book.visible("opportunity_stages", as_of)
            .select("opportunity_id", pl.col("stage").str.strip_chars(), "entered")
            .join(deals, on="opportunity_id", how="semi")
        )
        untold = present.join(told, on="opportunity_id", how="anti")
        present = pl.concat([told, untold])
    return (
        present.filter(pl.col("stage").is_not_null() & ~_names_an_end(present.get_column("stage")))
        .group_by("opportunity_id", "stage")
        .agg(pl.col("entered").min())
    )


def stage_visits(book: Book, as_of: date, deals: pl.DataFrame) -> pl.DataFrame:
    """Every time a deal of `deal_facts` stood in a stage: `opportunity_id`, `stage`, Dates `entered`, `left`.

    It leaves with the entry into another stage, or by closing; `left` is null where it stands there still.
    Needs opportunity_stages: a deal without a history there has no visits. Stages that name an end are none.
    """
    visible = book.visible("opportunity_stages", as_of)
    names_an_end = _names_an_end(visible.get_column("stage").str.strip_chars())
    entries = (
        visible.lazy()
        .select(
            "opportunity_id", pl.col("stage").str.strip_chars(), pl.col("entered").dt.date(), at="entered"
        )
        .join(
            deals.lazy().select("opportunity_id", "closed", "closed_on"),
            on="opportunity_id",
            maintain_order="left",
        )
        .sort("opportunity_id", "at", maintain_order=True)
    )
    same_deal = pl.col("opportunity_id") == pl.col("opportunity_id").shift(1)
    # An export that repeats the present stage day by day says no more than its first row.
    repeats = (same_deal & (pl.col("stage") == pl.col("stage").shift(1))).fill_null(value=False)
    following = pl.when(pl.col("opportunity_id") == pl.col("opportunity_id").shift(-1)).then(
        pl.col("entered").shift(-1)
    )
    return (
        entries.filter(~repeats)
        .with_columns(pl.coalesce(following, pl.when("closed").then("closed_on")).alias("left"))
        .filter(pl.col("stage").is_not_null() & ~names_an_end)
        .select("opportunity_id", "stage", "entered", "left")
        .collect(engine="in-memory")
    )


def _names_an_end(stages: pl.Series) -> pl.Expr:
    """Whether one of these stages says how the deal ended: no stage a deal stands in."""
    closed = pl.col("stage").str.to_lowercase().str.starts_with("closed")
    return _says("won", stages) | _says("lost", stages) | closed


def _in_order(entries: pl.DataFrame) -> tuple[str, ...]:
    pairs = entries.join(entries, on="opportunity_id", suffix="_other").filter(
        pl.col("stage") != pl.col("stage_other")
    )
    ahead = (
        pairs.group_by("stage", "stage_other")
        .agg(
            (pl.col("entered") < pl.col("entered_other")).sum().cast(pl.Int64).alias("before"),
            (pl.col("entered") > pl.col("entered_other")).sum().cast(pl.Int64).alias("after"),
        )
        .group_by("stage")
        .agg((pl.col("before") - pl.col("after")).sign().sum().alias("comes_early"))
    )
    ranked = (
        entries.select("stage")
        .unique()
        .join(ahead, on="stage", how="left")
        .sort(pl.col("comes_early").fill_null(0), "stage", descending=[True, False])
    )
    return tuple(ranked.get_column("stage"))
