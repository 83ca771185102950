"""One currency for the book: amounts in others are converted with the fx table or quarantined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from holdfast.intake.finish.draft import TableDraft
from holdfast.intake.parse.currencies import SHARED_SIGNS, named_currency
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

_RATE = "__rate"


def named_currencies(drafts: Sequence[TableDraft], stated: str) -> tuple[list[TableDraft], list[Finding]]:
    """The drafts with codes for what their currencies are called, and what had to be taken for granted.

    A sign that several currencies share is the book's `stated` one, else the one of them that the book names
    elsewhere, else the most usual.
    """
    spelt = {id(draft): _words(draft) for draft in drafts if _has_amounts(draft)}
    codes = {word: named_currency(word) for words in spelt.values() for word in words}
    signs = {code for code in codes.values() if code in SHARED_SIGNS}
    meant = {sign: _meant(sign, stated, set(codes.values())) for sign in signs}
    named = {word: meant.get(code, code) for word, code in codes.items()}
    done, findings = [], []
    for draft in drafts:
        words = spelt.get(id(draft), [])
        if any(named[word] != word for word in words):
            code = pl.col("currency").replace_strict(named, default=None, return_dtype=pl.String)
            done.append(draft.with_frame(draft.frame.with_columns(code.alias("currency"))))
        else:
            done.append(draft)
        taken = {codes[word] for word in words if meant.get(codes[word], stated) != stated}
        findings += [_taken(draft, sign, meant[sign]) for sign in sorted(taken)]
        findings += _nameless(draft, sorted({named[word] for word in words}))
    return done, findings


def _words(draft: TableDraft) -> list[str]:
    return draft.frame["currency"].unique().drop_nulls().to_list()


def _meant(sign: str, stated: str, named: set[str]) -> str:
    choices = SHARED_SIGNS[sign]
    if stated in choices:
        return stated
    elsewhere = [code for code in choices if code in named]
    return elsewhere[0] if len(elsewhere) == 1 else choices[0]


def _taken(draft: TableDraft, sign: str, code: str) -> Finding:
    told = (
        f"{sign.lower()} is taken for {code}; where it is another, write currency with its code under [book]"
    )
    return Finding("info", draft.table, told)


def _nameless(draft: TableDraft, codes: Sequence[str]) -> list[Finding]:
    """What is to be said of amounts without a currency among several."""
    nameless = draft.frame["currency"].null_count() if len(codes) > 1 else 0
    if not nameless:
        return []
    told = (
        f"{count(nameless, 'amount')} without a currency among those in {listing(codes)}: "
        f"{'it is' if nameless == 1 else 'they are'} taken for the book's"
    )
    return [Finding("warning", draft.table, told)]


def book_currency(stated: str, drafts: Sequence[TableDraft]) -> str:
    """The stated currency, or the most frequent one of the tables with amounts; empty where none is named."""
    if stated:
        return stated
    named = [draft.frame["currency"] for draft in drafts if _has_amounts(draft)]
    if not named:
        return ""
    counts = (
        pl.concat(named)
        .drop_nulls()
        .value_counts(sort=True)
        .sort(["count", "currency"], descending=[True, False])
    )
    return str(counts["currency"][0]) if counts.height else ""


def to_book_currency(draft: TableDraft, currency: str, fx: pl.DataFrame | None) -> TableDraft:
    """Amounts in another currency × the latest rate on or before the row's day.

    Rows without a rate are quarantined.
    """
    if not currency or not _has_amounts(draft):
        return draft
    frame = draft.frame
    foreign = pl.col("currency").is_not_null() & (pl.col("currency") != currency)
    if not frame.select(foreign.any()).item():
        return draft
    day = TABLES[draft.table].known_on
    rates = _rates(fx) if fx is not None and day in frame.columns else None
    if rates is None:
        reason = f"is not {currency}, the currency of the book, and there is no fx table"
        return draft.with_frame(frame).quarantine(foreign, "currency", reason)
    ordered = frame.with_row_index("__order").sort(day, nulls_last=True)
    joined = ordered.join_asof(
        rates, left_on=day, right_on="__from", by="currency", strategy="backward", check_sortedness=False
    ).sort("__order")
    draft = draft.with_frame(joined.drop("__order")).quarantine(
        foreign & pl.col(_RATE).is_null(),
        "currency",
        f"has no rate to {currency} on or before this row's day",
    )
    money = [column.name for column in TABLES[draft.table].columns if column.type == "money"]
    converted = [
        pl.when(foreign)
        .then((pl.col(name) * pl.col(_RATE)).round().cast(pl.Int64))
        .otherwise(pl.col(name))
        .alias(name)
        for name in money
        if name in draft.frame.columns
    ]
    return draft.with_frame(
        draft.frame.with_columns(*converted).with_columns(pl.lit(currency).alias("currency")).drop(_RATE)
    )


def _has_amounts(draft: TableDraft) -> bool:
    money = any(column.type == "money" for column in TABLES[draft.table].columns)
    return money and "currency" in draft.frame.columns


def _rates(fx: pl.DataFrame) -> pl.DataFrame:
    return fx.select(
        pl.col("currency").str.to_uppercase(), pl.col("date").alias("__from"), pl.col("rate").alias(_RATE)
    ).sort("__from", maintain_order=True)
