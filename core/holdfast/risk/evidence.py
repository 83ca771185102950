"""One plain sentence per raised flag, with the numbers, days and money that raised it.

The point comes first: a list shows only the beginning of the sentence.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.risk.scope import EVIDENCE_COLUMNS
from holdfast.wording import change_words, day_words, money_words, number_words, plural_words, quote_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMMENT_LENGTH: Final = 60
"""Characters of a survey comment that are quoted."""


def evidence(flag_id: str, rows: pl.DataFrame, currency: str) -> pl.Series:
    """The sentence of one flag for rows of evaluated facts: String, null where the flag is not raised.

    `rows` has the columns of `rules.evaluate`. Names, ids and comments inside are untrusted text.
    """
    raised = pl.col(FLAGS[flag_id].column) > 0
    sentence = pl.when(raised).then(_SENTENCES[flag_id]).alias("evidence")
    return _with_words(rows, [flag_id], currency).select(sentence).to_series()


def why(rows: pl.DataFrame, currency: str) -> pl.Series:
    """The sentence of the worst open flag of each row: String, null where none is open."""
    present = rows.get_column("worst_flag").drop_nulls().unique().to_list()
    if not present:
        return pl.repeat(None, rows.height, dtype=pl.String, eager=True).alias("why")
    worst = pl.col("worst_flag").cast(pl.String)
    sentences = [pl.when(worst == flag_id).then(_SENTENCES[flag_id]) for flag_id in present]
    return _with_words(rows, present, currency).select(pl.coalesce(sentences).alias("why")).to_series()


def _with_words(rows: pl.DataFrame, flag_ids: Sequence[str], currency: str) -> pl.DataFrame:
    """Rows with `<column>_words` beside the evidence columns of these flags that hold money or free text.

    Money columns are the Int64 ones. On the few rows of a screen every call costs more than its rows, so
    all amounts are written at once, and shared terms are computed once rather than inside expressions.
    """
    columns = [
        f"ev_{flag_id}_{name}"
        for flag_id in flag_ids
        for name, dtype in EVIDENCE_COLUMNS[flag_id].items()
        if dtype == pl.Int64
    ]
    words = []
    if columns:
        written = money_words(pl.concat([rows.get_column(column) for column in columns]), currency)
        words = [
            written.slice(position * rows.height, rows.height).alias(f"{column}_words")
            for position, column in enumerate(columns)
        ]
    if "F12" in flag_ids:
        comment = rows.get_column("ev_F12_comment")
        words.append(quote_words(comment, COMMENT_LENGTH).alias("ev_F12_comment_words"))
    return rows.with_columns(words)


def _overdue() -> pl.Expr:
    return pl.format(
        "{}× overdue: last order {}, {} d ago; usual every {} d ({})",
        number_words(pl.col("ev_F01_ratio")),
        day_words(pl.col("ev_F01_last_order")),
        pl.col("ev_F01_days"),
        number_words(pl.col("ev_F01_cadence")),
        plural_words(pl.col("ev_F01_gaps"), "gap"),
    )


def _one_timer() -> pl.Expr:
    percent = pl.col("ev_F03_from_percent")
    share = pl.when(percent == 50).then(pl.lit("half")).otherwise(pl.format("{} %", percent))
    usual = pl.format("{} of those who return do so by day {}", share, pl.col("ev_F03_from_day"))
    guessed = pl.format(
        "a second order is due between day {} and {} (only {} returned so far)",
        pl.col("ev_F03_from_day"),
        pl.col("ev_F03_to_day"),
        plural_words(pl.col("ev_F03_converters"), "customer"),
    )
    return pl.format(
        "First order {}, {} d ago; {}",
        day_words(pl.col("ev_F03_first_order")),
        pl.col("ev_F03_days"),
        pl.when(percent.is_not_null()).then(usual).otherwise(guessed),
    )


def _spend_drop() -> pl.Expr:
    window = pl.col("ev_F04_window")
    return pl.format(
        "{} in {} d, usually {} ({}); {} in the same {} d last year",
        pl.col("ev_F04_revenue_words"),
        window,
        pl.col("ev_F04_usual_words"),
        change_words(pl.col("ev_F04_revenue"), pl.col("ev_F04_usual")),
        pl.col("ev_F04_last_year_words"),
        window,
    )


def _order_size() -> pl.Expr:
    return pl.format(
        "Median of the last {} orders {}, before {} ({})",
        pl.col("ev_F05_recent_orders"),
        pl.col("ev_F05_recent_words"),
        pl.col("ev_F05_earlier_words"),
        change_words(pl.col("ev_F05_recent"), pl.col("ev_F05_earlier")),
    )


def _detractor() -> pl.Expr:
    quoted = pl.format(" ({})", pl.col("ev_F12_comment_words"))
    return pl.format(
        "Scored {} on {}{}; nobody has replied",
        number_words(pl.col("ev_F12_score")),
        day_words(pl.col("since_F12")),
        quoted.fill_null(""),
    )


def _rep_changed() -> pl.Expr:
    contacts = pl.col("ev_F18_contacts")
    so_far = (
        pl.when(contacts == 0)
        .then(pl.lit("no two-way contact yet"))
        .otherwise(pl.format("only {}", plural_words(contacts, "two-way contact")))
    )
    return pl.format(
        "New rep {} since {} ({} d), {}; before: {}",
        pl.col("ev_F18_rep"),
        day_words(pl.col("since_F18")),
        pl.col("ev_F18_days"),
        so_far,
        pl.col("ev_F18_before"),
    )


def _orphaned() -> pl.Expr:
    since, days, rep = pl.col("since_F19"), pl.col("ev_F19_days"), pl.col("ev_F19_last_rep")
    last_day = since - pl.duration(days=1)
    left = pl.format("No active rep since {} left on {} ({} d)", rep, day_words(last_day), days)
    ended = pl.format("No active rep since {} ({} d), before: {}", day_words(since), days, rep)
    what = (
        pl.when(since.is_null() | rep.is_null())
        .then(pl.lit("No rep has ever been assigned"))
        .when(pl.col("ev_F19_rep_left") == since)
        .then(left)
        .otherwise(ended)
    )
    return pl.format("{}; {} in 12 months", what, pl.col("ev_F19_revenue_words"))


def _renewal_lapsed() -> pl.Expr:
    is_contract = pl.col("ev_F22_kind") == "contract"
    noun = pl.when(is_contract).then(pl.lit("Contract")).otherwise(pl.lit("Subscription"))
    days = pl.col("ev_F22_days")
    ago = pl.when(days == 0).then(pl.lit("today")).otherwise(pl.format("{} d ago", days))
    before = pl.when(is_contract).then(pl.lit("; worth ")).otherwise(pl.lit("; "))
    after = pl.when(is_contract).then(pl.lit("")).otherwise(pl.lit(" a month"))
    worth = pl.format("{}{}{}", before, pl.col("ev_F22_value_words"), after)
    return pl.format(
        "{}{} ended on {}, {}; no successor on file{}",
        noun,
        pl.format(" {}", pl.col("ev_F22_id")).fill_null(""),
        day_words(pl.col("since_F22")),
        ago,
        worth.fill_null(""),
    )


def _contact_gap() -> pl.Expr:
    day, days = day_words(pl.col("ev_F29_counted_from")), pl.col("ev_F29_days")
    what = (
        pl.when(pl.col("ev_F29_last_contact").is_not_null())
        .then(pl.format("Last two-way contact {}, {} d ago", day, days))
        .otherwise(pl.format("No two-way contact on file since {} ({} d)", day, days))
    )
    cadence = pl.format("at least every {} d expected", pl.col("ev_F29_cadence"))
    tier = pl.format(" in tier {}", pl.col("ev_F29_tier")).fill_null("")
    return pl.format("{}; {}{}", what, cadence, tier)


_SENTENCES: Final[Mapping[str, pl.Expr]] = MappingProxyType(
    {
        "F01": _overdue(),
        "F03": _one_timer(),
        "F04": _spend_drop(),
        "F05": _order_size(),
        "F12": _detractor(),
        "F18": _rep_changed(),
        "F19": _orphaned(),
        "F22": _renewal_lapsed(),
        "F29": _contact_gap(),
    }
)
