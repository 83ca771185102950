"""What customers and reps answered: one row per answer, and one per customer who was asked.

Scales: `0-10` (promoter 9–10, passive 7–8, detractor 0–6), `1-5` (5, 4, 1–3) and `agree3` (3 agree,
2 neutral, 1 disagree). Where the export names none, satisfaction is read as 1-5 and the rest as 0-10.
Answers outside their scale are left out. Of two answers of one day, the later row of the export is the
latest.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.book.voice.scales import ASKED, HAS_ANSWER, KIND, SCALE, on_scale, survey_waves
from holdfast.timeline import Period

if TYPE_CHECKING:
    from holdfast.book.book import Book


_ANSWER_COLUMNS: Final = (
    "customer", "customer_id", "rep_id", "team", "contact_id", "response_id", "kind", "scale", "score",
    "invited", "answered", "loop_closed", "comment",
)  # fmt: skip


def survey_answers(book: Book, as_of: date, period: Period, kind: str | None = None) -> pl.DataFrame:
    """One row per answer or unanswered invitation visible on `as_of`, oldest first; of one kind if named.

    UInt32 `row` rises with the rows of the export. Text `kind` and `scale` (lower case), `respondent`
    (contact, rep or customer; who answers without any of these is somebody else each time), `response_id`,
    `customer_id`, `rep_id`, `team`, `contact_id`, `comment`; `customer` UInt32 or null; Dates `invited`,
    `answered` (null without an answer), `wave` (its first invitation), `loop_closed` (somebody came back on
    it); Boolean `tells_loops`: whether the export says so of any answer of the kind; Float64 `score`; Int8
    `mark` (+1 promoter, 0 passive, −1 detractor), Boolean `satisfied`, all null without a valid answer.
    Boolean `inside`: answered inside the period, `asked_inside`: invited inside it, null where no invitation
    of the kind is on file that nobody has answered: an export of answers alone does not say who was asked.
    Satisfaction that tickets carry (`tickets.csat`, 1 to 5) counts as an answer on the day of solving.
    """
    of_kind = pl.lit(value=True) if kind is None else pl.col("kind") == kind
    found = (_surveys(book, as_of, kind), _rated_tickets(book, as_of) if kind in (None, "csat") else None)
    rows = [frame.filter(of_kind) for frame in found if frame is not None]
    if not rows:
        rows = [pl.DataFrame(schema=_SCHEMA)]
    every = (
        pl.concat(rows)
        .with_row_index("row")
        .with_columns(ASKED.alias("asked"), pl.when(HAS_ANSWER).then("answered").alias("answered"))
    )
    unanswered = pl.col("asked").is_not_null() & pl.col("answered").is_null()
    knows_who_was_asked = unanswered.any().over("kind")
    return (
        every.lazy()
        .join(survey_waves(every).lazy(), on=["kind", "asked"], how="left", maintain_order="left")
        .with_columns(on_scale())
        .with_columns(
            pl.coalesce(
                "contact_id",
                "rep_id",
                "customer_id",
                "response_id",
                pl.int_range(pl.len()).cast(pl.String),
            ).alias("respondent"),
            (
                pl.col("mark").is_not_null()
                & pl.col("answered").is_between(period.start, period.end, closed="left")
            )
            .fill_null(value=False)
            .alias("inside"),
            pl.when(knows_who_was_asked)
            .then(pl.col("asked").is_between(period.start, period.end, closed="left").fill_null(value=False))
            .alias("asked_inside"),
            pl.col("loop_closed").is_not_null().any().over("kind").alias("tells_loops"),
        )
        .drop("asked")
        .sort("answered", "row", nulls_last=False)
        .collect()
    )


def surveyed_customers(book: Book, as_of: date, period: Period) -> pl.DataFrame:
    """One row per customer asked or answering inside the period, on the NPS question, sorted.

    `customer` UInt32 (null for an id nobody else mentions), `customer_id`; UInt32 `invitations` inside the
    period and how many were `returned` by `as_of` (null where the export does not say who was asked),
    `contacts` that answered inside it; Float64 `score`: the median of each contact's latest answer inside the
    period, null where nobody answered; Int8 `mark` as in `survey_answers`; Date `answered`, the latest.
    """
    every = survey_answers(book, as_of, period).lazy().filter(pl.col("kind") == "nps")
    every = every.with_columns(
        pl.coalesce("customer_id", "contact_id", "response_id", "respondent").alias("account")
    )
    asked = (
        every.filter("asked_inside")
        .group_by("account")
        .agg(
            pl.col("customer", "customer_id").first(),
            pl.len().alias("invitations"),
            pl.col("answered").count().alias("returned"),
        )
    )
    scored = account_scores(latest_of_each(every.filter("inside")), "customer", "customer_id")
    is_asked = every.select(pl.col("asked_inside").is_not_null().any()).collect().item()
    nobody = 0 if is_asked else None
    return (
        asked.join(scored, on="account", how="full", coalesce=True)
        .with_columns(
            pl.coalesce("customer", "customer_right").alias("customer"),
            pl.coalesce("customer_id", "customer_id_right").alias("customer_id"),
            pl.col("contacts").fill_null(0),
            pl.col("invitations", "returned").fill_null(pl.lit(nobody, dtype=pl.UInt32)),
        )
        .drop("customer_right", "customer_id_right")
        .sort("account")
        .collect()
    )


def latest_of_each(answers: pl.LazyFrame) -> pl.LazyFrame:
    """The latest answer of each respondent of each account, by account and day.

    `answers`: as `survey_answers`, with `account`.
    """
    ordered = answers.sort("account", "answered", "row")
    return ordered.unique(["account", "respondent"], keep="last", maintain_order=True)


def account_scores(latest: pl.LazyFrame, *kept: str) -> pl.LazyFrame:
    """The latest answers of each respondent, by account and day → one score per account, sorted.

    The median of the answers; where an account answered on several scales, on the scale of its last answer.
    Columns `account`, those of `kept` (of its first answer), `score`, `mark`, `contacts`, `answered`.
    """
    is_last = pl.col("account").ne_missing(pl.col("account").shift(-1))
    # The next row that is the last of an account is that of the same account.
    last_scale = pl.when(is_last).then("scale").backward_fill()
    return (
        latest.filter(pl.col("scale") == last_scale)
        .group_by("account", maintain_order=True)
        .agg(
            pl.col(*kept, "scale").first(),
            pl.col("score").median(),
            pl.len().alias("contacts"),
            pl.col("answered").max(),
        )
        .with_columns(on_scale())
        .drop("scale", "satisfied")
    )


_SCHEMA: Final = {
    "customer": pl.UInt32,
    **dict.fromkeys(_ANSWER_COLUMNS[1:8], pl.String),
    "score": pl.Float64,
    "invited": pl.Date,
    "answered": pl.Date,
    "loop_closed": pl.Date,
    "comment": pl.String,
}


def _surveys(book: Book, as_of: date, kind: str | None) -> pl.DataFrame | None:
    if not book.has("surveys"):
        return None
    wanted = None
    if kind is not None:
        # Surveys are of few kinds: each is read once.
        kinds = book.tables["surveys"].select(pl.col("kind").unique())
        wanted = pl.col("kind").is_in(kinds.filter(KIND.eq(kind)).get_column("kind").implode())
    return (
        book.visible("surveys", as_of, wanted)
        .with_columns(KIND.alias("kind"), SCALE.alias("scale"))
        .select(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items())
    )


def _rated_tickets(book: Book, as_of: date) -> pl.DataFrame | None:
    if not book.has("tickets"):
        return None
    rated = book.visible("tickets", as_of).filter(pl.col("csat").is_not_null())
    if rated.is_empty():
        return None
    day = pl.coalesce("solved", "created").dt.date()
    known = {
        "customer": pl.col("customer"),
        "customer_id": pl.col("customer_id"),
        "response_id": pl.col("ticket_id"),
        "kind": pl.lit("csat"),
        "scale": pl.lit("1-5"),
        "score": pl.col("csat"),
        "invited": day,
        "answered": day,
        "comment": pl.col("subject"),
    }
    return rated.select(
        known.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in _SCHEMA.items()
    )


def comments(surveys: pl.DataFrame) -> pl.DataFrame:
    """`customer`, `comment`: all that a customer wrote in visible surveys in one text, newest first.

    So a filter finds what was said in any of them.
    """
    return (
        surveys.filter(pl.col("customer").is_not_null() & pl.col("comment").is_not_null())
        .reverse()
        .sort("answered", descending=True, nulls_last=True, maintain_order=True)
        .group_by("customer", maintain_order=True)
        .agg(pl.col("comment").str.join(" · "))
    )
