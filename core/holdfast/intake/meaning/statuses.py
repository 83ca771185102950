"""Status words carried out: which rows count, what is taken off, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.meaning.words import (
    DOCUMENT,
    MARK,
    MEANINGS,
    ColumnWords,
    counted,
    is_of_something_else,
    may_name_places,
    question,
    told_apart,
    words_below_nothing,
    words_in,
)
from holdfast.schema.receipt import Finding, Question, StatusCount
from holdfast.schema.tables import MEANS
from holdfast.words.statuses import status_columns, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.intake.finish.draft import TableDraft
    from holdfast.intake.meaning.places import Places

_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "orders": {"status": "status", "payment_status": "status", "document_type": DOCUMENT, "voided": MARK},
    "invoices": {"status": "status", "document_type": DOCUMENT, "voided": MARK},
    "subscriptions": {"status": "status"},
    "tickets": {"status": "status"},
    "opportunities": {"stage": "stage"},
}
"""The columns of words of each table, and the list that says what their words mean."""

_ONLY_READ: Final = ("payment_status", "document_type", "cancelled_at", "voided")
_BOUGHT: Final = ("orders", "invoices")
_DECIDED: Final[Mapping[str, tuple[str, ...]]] = {
    "tickets": ("solved",),
    "invoices": ("balance", "paid_date"),
    "opportunities": ("is_closed", "is_won"),
}
"""Columns beside which nobody needs to know what an unlisted word means."""

_MARKED: Final = ("orders", "invoices", "tickets", "subscriptions")
_CANCELLED: Final = "no sale"
_NO_TICKET: Final = "no ticket"
_TAKES_OFF: Final = "takes off"
_CREDIT: Final = ("credit",)


@dataclass(frozen=True, eq=False)
class StatusesRead:
    """A draft whose status words are carried out, every word with its count, and what is asked and said."""

    draft: TableDraft
    counts: list[StatusCount] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_statuses(draft: TableDraft, places: Places) -> StatusesRead:
    """Read the words of a draft: rows that are no sale's document go, credits are taken off, MEANS is set.

    MEANS stays in orders, invoices and tickets; a mapping's words for stages set `is_closed` and `is_won`.
    """
    found: list[ColumnWords] = []
    read = StatusesRead(draft)
    for column, listed in _COLUMNS.get(draft.table, {}).items():
        if column not in draft.frame.columns:
            continue
        words = words_in(draft, column, listed)
        # Types of anything else (online, retail) are no kinds of documents, states of a country no status.
        another = listed == DOCUMENT or may_name_places(words, places)
        if another and (not any(words.means.values()) or (listed == DOCUMENT and _are_cards(words))):
            continue
        if is_of_something_else(words):
            read.findings.extend([told_apart(draft, words, places)] if words.means else [])
        else:
            found.append(words)
    for words in found:
        read.counts.extend(counted(draft.table, words, places))
        unlisted = _open_words(draft, words)
        if unlisted and not _is_decided(draft, words):
            read.questions.append(question(draft, words, unlisted, places))
    done = _carried_out(draft, found)
    return StatusesRead(done, read.counts, read.questions, read.findings)


def _are_cards(words: ColumnWords) -> bool:
    """Whether `credit` says how was paid: nothing else in its column is a kind of document."""
    listed = {words_of(word) for word, meaning in words.means.items() if meaning is not None}
    return listed == {_CREDIT}


def _carried_out(draft: TableDraft, found: list[ColumnWords]) -> TableDraft:
    draft = _marked(draft, [words for words in found if words.column in ("status", "payment_status")])
    for words in found:
        if words.column in ("document_type", "voided"):
            draft = _documents(draft, words)
        elif words.column == "stage":
            draft = _decided(draft, words)
    dropped = [name for name in _ONLY_READ if name in draft.frame.columns and draft.table in _BOUGHT]
    return draft.with_frame(draft.frame.drop(dropped))


def _open_words(draft: TableDraft, words: ColumnWords) -> dict[str, int]:
    """Unlisted words with their rows, but for those beside which every amount is negative.

    Whatever these are called, counted they take money off.
    """
    unlisted = words.unlisted
    if not unlisted or draft.table not in _BOUGHT or "amount" not in draft.frame.columns:
        return unlisted
    taking_off = words_below_nothing(draft, words.column)
    return {word: rows for word, rows in unlisted.items() if word not in taking_off}


def _is_decided(draft: TableDraft, words: ColumnWords) -> bool:
    """Whether other columns tell what the words would, or stages that are listed say how deals end."""
    beside = [name for name in _DECIDED.get(draft.table, ()) if name in draft.frame.columns]
    if draft.table == "opportunities":
        return bool(beside) or any(meaning in ("won", "lost") for meaning in words.means.values())
    return any(draft.frame[name].count() for name in beside)


def _marked(draft: TableDraft, statuses: list[ColumnWords]) -> TableDraft:
    """With MEANS: of several columns the one that says the worst decides; a day of cancelling is no sale."""
    means = [words.read() for words in statuses]
    if draft.table not in _MARKED:
        return draft
    if draft.table == "orders" and "cancelled_at" in draft.frame.columns:
        is_day = pl.col("cancelled_at").str.contains(r"[1-9]")
        means.append(pl.when(is_day).then(pl.lit(_CANCELLED, dtype=MEANINGS)))
    if not means and "status" not in draft.frame.columns:
        return draft
    # Without words that mean anything every row counts, and nobody need look again.
    means = means or [pl.lit(None, dtype=MEANINGS)]
    decided = means[0] if len(means) == 1 else _worst(means)
    draft = draft.with_frame(draft.frame.with_columns(decided.alias(MEANS)))
    if draft.table == "tickets":
        return draft.leave_out((pl.col(MEANS) == _NO_TICKET).fill_null(value=False))
    return _without_cancelled_lines(draft) if draft.mapping.grain == "line" else draft


def _worst(means: Sequence[pl.Expr]) -> pl.Expr:
    rank = pl.min_horizontal(one.to_physical() for one in means)
    return rank.replace_strict(dict(enumerate(MEANINGS.categories)), default=None, return_dtype=MEANINGS)


def _without_cancelled_lines(draft: TableDraft) -> TableDraft:
    """Lines that do not count leave an order of which others do."""
    counts = pl.col(MEANS).is_null() | pl.col(MEANS).is_in(status_columns()["orders", "status"].counted)
    if draft.frame.select(counts.all()).item():
        return draft
    return draft.leave_out(~counts & counts.any().over("order_id"))


def _documents(draft: TableDraft, words: ColumnWords) -> TableDraft:
    """Rows of payments, quotes and fees are left out; credits and returns are taken off."""
    column = pl.col(words.column)
    not_sold = [word for word in words.means if not words.counts(word)]
    taken_off = [word for word in words.means if words.meaning(word) == _TAKES_OFF]
    draft = draft.leave_out(column.is_in(not_sold).fill_null(value=False))
    if not taken_off:
        return draft
    off = pl.when(column.is_in(taken_off)).then(-pl.col("amount").abs()).otherwise(pl.col("amount"))
    return draft.with_frame(draft.frame.with_columns(off.alias("amount")))


def _decided(draft: TableDraft, words: ColumnWords) -> TableDraft:
    """Deals with what their stage says of being closed and won, where a mapping gives the words."""
    own = {words_of(word) for word in draft.mapping.statuses}
    stated = {word: words.meaning(word) for word in words.means if words_of(word) in own}
    if not stated:
        return draft
    told = {
        "is_closed": {word: meaning != "open" for word, meaning in stated.items()},
        "is_won": {word: meaning == "won" for word, meaning in stated.items()},
    }
    values = [
        pl.coalesce(
            pl.col(words.column).replace_strict(said, default=None, return_dtype=pl.Boolean),
            pl.col(name) if name in draft.frame.columns else pl.lit(None, dtype=pl.Boolean),
        ).alias(name)
        for name, said in told.items()
    ]
    return draft.with_frame(draft.frame.with_columns(values))
