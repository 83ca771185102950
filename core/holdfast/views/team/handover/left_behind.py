"""What a rep would leave behind: the customers to hand over, what hangs by one thread, and their counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.facts.states import IS_ACTIVE
from holdfast.filters.errors import did_you_mean
from holdfast.money import units
from holdfast.rows.bisect import rows_of_customers
from holdfast.views.team.handover.successors import TO_HOLD, is_at_risk
from holdfast.words.folding import fold

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book

SPOKEN_DAYS: Final = 180
"""Who has been spoken with in so many days knows somebody of ours."""

RENEWAL_DAYS: Final = 90

LOCKED: Final = "Who takes over from whom needs assignments.csv, or owners in customers.csv"


def rep_called(answer: Answer, word: str) -> str:
    """The id of the rep of this id or name, here or gone. Raises UsageError for none or several."""
    reps = answer.facts.reps.select("rep_id", "name")
    holders = answer.facts.customers.get_column("rep_id").drop_nulls().unique().sort()
    ids = dict.fromkeys([*reps.get_column("rep_id"), *holders])
    if word in ids:
        return word
    wanted = fold(word.strip())
    found = [rep_id for rep_id, name in reps.iter_rows() if wanted in (fold(name), fold(rep_id))]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise UsageError(f"several reps are called '{word}': name one by its id, {', '.join(found)}")
    names = [*ids, *reps.get_column("name")]
    hint = did_you_mean(word, names) or f": the reps are {', '.join(reps.get_column('name').sort())}"
    raise UsageError(f"there is no rep '{word}'{hint}")


def book_of(answer: Answer, rep_id: str) -> pl.DataFrame:
    """Facts of the chosen customers to hand over: held by the rep, or without one since the rep left.

    Neither lost nor closed; the most revenue first, then by id, so that no order of files decides.
    """
    held = (pl.col("rep_id") == rep_id) & TO_HOLD
    left = pl.col("orphaned") & (pl.col("last_rep_id") == rep_id) & TO_HOLD
    return answer.chosen.filter(pl.col("known") & (held | left).fill_null(value=False)).sort(
        "revenue", "customer_id", descending=[True, False]
    )


def hanging(store: FactsStore, answer: Answer, customers: pl.DataFrame, rep_id: str) -> pl.DataFrame:
    """What hangs by one thread, row by row beside the customers: Booleans, null where nobody can tell.

    `sponsor_gone` (F16), `one_contact` (F17), `one_rep`: every two-way contact of the last SPOKEN_DAYS days
    was with this rep.
    """
    flags = [
        (pl.col(f"flag_{flag}") > 0).alias(name)
        if f"flag_{flag}" in customers.columns
        else pl.lit(None, dtype=pl.Boolean).alias(name)
        for flag, name in (("F16", "sponsor_gone"), ("F17", "one_contact"))
    ]
    spoken = _spoken(store.book, answer.facts.as_of, customers.get_column("customer").sort())
    if spoken is None:
        return customers.select(*flags, pl.lit(None, dtype=pl.Boolean).alias("one_rep"))
    alone = spoken.group_by("customer").agg((pl.col("rep_id") == rep_id).all().alias("one_rep"))
    return customers.join(alone, on="customer", how="left", maintain_order="left").select(
        *flags, pl.col("one_rep").fill_null(value=False)
    )


def _spoken(book: Book, as_of: date, customers: pl.Series) -> pl.DataFrame | None:
    """`customer`, `rep_id` of the two-way contacts of the last days; None where no contact names a rep."""
    book = book.standing_on(as_of)
    if not book.has("interactions") or not book.tables["interactions"].get_column("rep_id").count():
        return None
    logged = rows_of_customers(book.logs.two_way, customers)
    recent = logged.filter(pl.col("day").is_between(as_of - timedelta(days=SPOKEN_DAYS), as_of))
    reps = book.tables["interactions"].get_column("rep_id").gather(recent.get_column("row"))
    return recent.select("customer").with_columns(reps.alias("rep_id")).drop_nulls()


def counts(answer: Answer, customers: pl.DataFrame, threads: pl.DataFrame) -> dict[str, float | int | None]:
    """What the drill counts of the customers to hand over, by the names of `FireDrill`."""
    as_of = answer.facts.as_of
    active = IS_ACTIVE.fill_null(value=False)
    at_risk = active & is_at_risk(customers)
    soon = pl.col("renewal").is_between(as_of, as_of + timedelta(days=RENEWAL_DAYS))
    row = customers.select(
        pl.len().alias("customers"),
        active.sum().alias("active"),
        pl.when(active).then("revenue").otherwise(0).sum().alias("revenue"),
        at_risk.sum().alias("flagged"),
        pl.when(at_risk).then("revenue").otherwise(0).sum().alias("flagged_revenue"),
        pl.col("deadline").count().alias("deadlines"),
        (active & soon.fill_null(value=False)).sum().alias("renewals"),
    ).row(0, named=True)
    everybody = answer.facts.customers.filter(IS_ACTIVE).get_column("revenue").sum()
    return {
        **row,
        "revenue": units(int(row["revenue"])),
        "flagged_revenue": units(int(row["flagged_revenue"])),
        "share": row["revenue"] / everybody if everybody else None,
        "one_contact": _how_many(threads.get_column("one_contact"), threads.get_column("sponsor_gone")),
        "one_rep": _how_many(threads.get_column("one_rep")),
    }


def _how_many(*told: pl.Series) -> int | None:
    """How many of the rows any of these says yes of; None where none of them says anything."""
    if all(column.null_count() == column.len() for column in told) and told[0].len():
        return None
    return int(pl.DataFrame(told).select(pl.any_horizontal(pl.all().fill_null(value=False)).sum()).item())
