"""What one respondent answered to one question, time after time: shared by the rules on scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.since.unbroken import open_while_active
from holdfast.rows.bisect import rows_of_customers

if TYPE_CHECKING:
    from holdfast.risk.scope.scope import RuleScope

_NAME_LENGTH: Final = 60


def answers_in_series(scope: RuleScope, *kinds: str, customers: pl.Series | None = None) -> pl.LazyFrame:
    """Valid answers with those around them by the same respondent, on the same question and scale.

    Rows of `SurveyLogs.series` with `before` Float64 and `before_day`, `next_day` Dates, null at the ends of
    a series. What a customer answered without naming a contact counts as one respondent's. `customers`: only
    theirs, rising.
    """
    series = scope.book.logs.surveys.series
    if customers is not None:
        series = rows_of_customers(series, customers)
    # Sorted by series and day, neighbouring rows are successive answers.
    follows = (pl.col("series") == pl.col("series").shift(1)).fill_null(value=False)
    return (
        series.lazy()
        .filter((pl.col("known") <= scope.as_of) & pl.col("kind").is_in(kinds))
        .with_columns(follows.alias("follows"))
        .with_columns(
            before_in_series(pl.col("score")).alias("before"),
            before_in_series(pl.col("answered")).alias("before_day"),
            pl.when(pl.col("follows").shift(-1)).then(pl.col("answered").shift(-1)).alias("next_day"),
        )
    )


def before_in_series(value: pl.Expr) -> pl.Expr:
    """The value of the answer before, null for the first of a series."""
    return pl.when("follows").then(value.shift(1))


def speaks(scope: RuleScope, within_days: int) -> pl.Expr:
    """Whether an answer is the last of its series, has one before it, and is not too old."""
    recent = scope.day.days_since("answered") <= within_days
    return pl.col("next_day").is_null() & pl.col("before").is_not_null() & recent


def open_through(scope: RuleScope, answers: pl.LazyFrame, within_days: int) -> pl.LazyFrame:
    """`customer`, `since`, where each answer keeps a flag open until the next one or until it is too old."""
    too_old = pl.col("answered") + pl.duration(days=within_days + 1)
    stop = pl.min_horizontal("next_day", too_old)
    spells = answers.select("customer", pl.col("answered").alias("start"), stop.alias("stop"))
    return open_while_active(scope, spells)


def with_names(scope: RuleScope, answers: pl.DataFrame) -> pl.LazyFrame:
    """Adds `who`: the name of the contact, the id where the book has no name, null without a contact."""
    ids = scope.book.tables["surveys"].get_column("contact_id").gather(answers.get_column("row"))
    if scope.book.has("contacts"):
        contacts = scope.day.visible("contacts").lazy().select("contact_id", "name")
        asked = contacts.filter(pl.col("contact_id").is_in(ids.implode()))
        names = asked.unique("contact_id", keep="last", maintain_order=True)
    else:
        names = pl.LazyFrame(schema={"contact_id": pl.String, "name": pl.String})
    who = pl.coalesce("name", "contact_id").str.slice(0, _NAME_LENGTH).alias("who")
    named = answers.lazy().with_columns(ids)
    return named.join(names, on="contact_id", how="left", maintain_order="left").with_columns(who)


def rows_of_series(scope: RuleScope, answers: pl.LazyFrame, customer: int) -> pl.DataFrame:
    """The rows of surveys that led to some answers: from their `from_day` on, by the same respondent.

    `answers`: rows of `answers_in_series` with Date `from_day`.
    """
    of_customer = answers.filter(pl.col("customer") == customer).collect(engine="in-memory")
    asked = scope.book.tables["surveys"][of_customer.get_column("row")]
    respondents = asked.select(pl.coalesce("contact_id", "customer_id").alias("respondent"))
    chosen = (
        of_customer.hstack(respondents)
        .lazy()
        .select(
            "respondent",
            pl.col("kind").cast(pl.String).alias("question"),
            "from_day",
            pl.col("answered").alias("to_day"),
        )
    )
    rows = scope.day.rows_of("surveys", customer)
    return (
        rows.lazy()
        .with_row_index("row")
        .with_columns(
            pl.coalesce("contact_id", "customer_id").alias("respondent"),
            pl.col("kind").str.strip_chars().str.to_lowercase().alias("question"),
        )
        .join(chosen, on=["respondent", "question"])
        .filter(pl.col("answered").is_between("from_day", "to_day"))
        .unique("row", keep="first", maintain_order=True)
        .sort("row")
        .select(rows.columns)
        .collect(engine="in-memory")
    )
