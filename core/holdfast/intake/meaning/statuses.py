"""Status words carried out: what each means, whether its rows count, and the question where nobody knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE
from holdfast.intake.parse.cells import is_blank
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import Finding, Question, StatusCount
from holdfast.schema.tables import MEANS
from holdfast.toml_files import basic_string
from holdfast.words.statuses import StatusColumn, every_meaning, status_columns, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.intake.finish.draft import Draft
    from holdfast.intake.meaning.places import Places

_COLUMNS: Final = {
    "orders": {"status": "status", "payment_status": "status", "document_type": "document"},
    "invoices": {"status": "status", "document_type": "document"},
    "subscriptions": {"status": "status"},
    "tickets": {"status": "status"},
    "opportunities": {"stage": "stage"},
}
"""The columns of words of each table, and the list that says what their words mean."""

_ONLY_READ: Final = ("payment_status", "document_type", "cancelled_at")
_MOST_WORDS: Final = 60
"""A column of more different words, none of them listed, is no status."""

_AMOUNT: Final = {"orders": "amount", "invoices": "amount"}
_DECIDED: Final[Mapping[str, tuple[str, ...]]] = {
    "tickets": ("solved",),
    "invoices": ("balance", "paid_date"),
    "opportunities": ("is_closed", "is_won"),
}
"""Columns beside which nobody needs to know what an unlisted word means."""

_NO_TICKET: Final = "no ticket"
_TAKES_OFF: Final = "takes off"
_PAYMENT: Final = "payment"


@dataclass(frozen=True, eq=False)
class StatusesRead:
    """A draft whose status words are carried out, every word with its count, and what is to be asked."""

    draft: Draft
    counts: list[StatusCount] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Words:
    """The words of one column: `rows` with FILE, `word` and `rows`; what each means, None where unlisted."""

    column: str
    known: StatusColumn
    rows: pl.DataFrame
    means: Mapping[str, str | None]

    def meaning(self, word: str) -> str:
        """What a word is taken for."""
        meaning = self.means[word] or self.known.otherwise
        alone = self.known.otherwise not in self.means.values()
        return self.known.otherwise if meaning == _PAYMENT and alone else meaning

    def counts(self, word: str) -> bool:
        """Whether rows with this word count."""
        return self.meaning(word) in self.known.counted

    @property
    def unlisted(self) -> dict[str, int]:
        """Words that nobody has said the meaning of, with their rows."""
        rows: dict[str, int] = {}
        for word, number in self.rows.select("word", "rows").iter_rows():
            if self.means[word] is None:
                rows[word] = rows.get(word, 0) + number
        return rows


def read_statuses(draft: Draft, places: Places) -> StatusesRead:
    """Read the words of a draft: rows that are no sale's document go, credits are taken off, MEANS is set.

    MEANS stays in orders, invoices and tickets; the stage of deals sets `is_closed` and `is_won`.
    """
    columns = _COLUMNS.get(draft.table, {})
    found = [
        words
        for column, listed in columns.items()
        if column in draft.frame.columns and (words := _words(draft, column, listed)) is not None
    ]
    read = StatusesRead(draft)
    for words in found:
        read.counts.extend(_counted(draft.table, words, places))
        read.questions.extend(_asked(draft, words, places))
    statuses = [words for words in found if words.column != "document_type"]
    documents = next((words for words in found if words.column == "document_type"), None)
    draft = _marked(draft, statuses)
    if documents is not None:
        draft = _documents(draft, documents)
    if draft.table == "opportunities" and statuses:
        draft = _decided(draft, statuses[0])
    dropped = [name for name in _ONLY_READ if name in draft.frame.columns and draft.table in _AMOUNT]
    return StatusesRead(draft.with_frame(draft.frame.drop(dropped)), read.counts, read.questions)


def _words(draft: Draft, column: str, listed: str) -> _Words | None:
    """The words of one column, or None where it is a column of something else."""
    filled = pl.col(column).is_not_null() & ~is_blank(pl.col(column))
    rows = (
        draft.frame.lazy()
        .filter(filled)
        .group_by(FILE, pl.col(column).alias("word"))
        .agg(pl.len().alias("rows"), pl.int_range(pl.len()).first())
        .sort(FILE, "rows", "word", descending=[False, True, False])
        .select(FILE, "word", "rows")
        .collect()
    )
    known = status_columns()[draft.table if listed != "document" else "orders", listed]
    own = {words_of(word): meaning for word, meaning in draft.mapping.statuses.items()}
    distinct = rows["word"].unique(maintain_order=True).to_list()
    if len(distinct) > _MOST_WORDS:
        sample = distinct[:_MOST_WORDS]
        if all(own.get(words_of(word)) or known.meaning_of(word) is None for word in sample):
            return None
    means = {word: own.get(words_of(word)) or known.meaning_of(word) for word in distinct}
    # A column of types of anything else (online, retail) names no document at all.
    if listed == "document" and not any(means.values()):
        return None
    return _Words(column, known, rows, means) if distinct else None


def _counted(table: str, words: _Words, places: Places) -> Iterator[StatusCount]:
    for file, word, rows in words.rows.iter_rows():
        yield StatusCount(
            table=table,
            file=places.files[file],
            column=places.header(file, words.column),
            word=word,
            rows=rows,
            means=words.meaning(word),
            counted=words.counts(word),
        )


def _asked(draft: Draft, words: _Words, places: Places) -> Iterator[Question]:
    """One question for all words of a column that are not listed, where anything hangs on them."""
    unlisted = words.unlisted
    if unlisted and (told := _taking_off(draft, words.column)):
        unlisted = {word: rows for word, rows in unlisted.items() if word not in told}
    if not unlisted or _is_decided(draft, words):
        return
    taken = words.known.otherwise
    counted = "counted" if taken in words.known.counted else "not counted"
    other = next(name for name in words.known.meanings if name != taken)
    file = int(words.rows.filter(pl.col("word").is_in(list(unlisted)))[FILE][0])
    header = places.header(file, words.column)
    named = listing(f"'{word}' ({count(rows, 'row')})" for word, rows in unlisted.items())
    yield Question(
        file=places.files[file],
        column=header,
        table=draft.table,
        question=(
            f"what {named} in {header} means is not known: taken for {taken} and {counted}; "
            f"say it in {draft.mapping.key} (one of: {listing(words.known.meanings)})"
        ),
        paste="\n".join(_pasted(unlisted, meaning) for meaning in (taken, other)),
    )


def _taking_off(draft: Draft, column: str) -> set[str]:
    """Words beside which every amount is negative: whatever they are called, counted they take money off."""
    amount = _AMOUNT.get(draft.table)
    if amount is None or amount not in draft.frame.columns:
        return set()
    found = draft.frame.lazy().group_by(column).agg((pl.col(amount) < 0).all().alias("negative"))
    return set(found.filter("negative").collect()[column].drop_nulls())


def _pasted(words: Mapping[str, int], meaning: str) -> str:
    pairs = ", ".join(f"{basic_string(word)} = {basic_string(meaning)}" for word in words)
    return f"statuses = {{ {pairs} }}"


def _is_decided(draft: Draft, words: _Words) -> bool:
    """Whether other columns tell what the words would, or stages that are listed say how deals end."""
    beside = [name for name in _DECIDED.get(draft.table, ()) if name in draft.frame.columns]
    if draft.table == "opportunities":
        return bool(beside) or any(meaning in ("won", "lost") for meaning in words.means.values())
    return any(draft.frame[name].count() for name in beside)


def _looked_up(words: _Words) -> pl.Expr:
    """The rank of a row's meaning by this column, the lowest deciding; null where nothing stands."""
    ranks = {word: words.known.meanings.index(words.meaning(word)) for word in words.means}
    return pl.col(words.column).replace_strict(ranks, default=None, return_dtype=pl.UInt8)


def _marked(draft: Draft, statuses: list[_Words]) -> Draft:
    """With MEANS: of several columns the one that says the worst decides; a day of cancelling is no sale."""
    if draft.table not in ("orders", "invoices", "tickets", "subscriptions"):
        return draft
    ranks = [_looked_up(words) for words in statuses]
    if draft.table == "orders" and "cancelled_at" in draft.frame.columns:
        text = pl.col("cancelled_at")
        is_day = text.str.contains(r"[1-9]")
        ranks.append(pl.when(is_day).then(pl.lit(0, dtype=pl.UInt8)))
    if not ranks:
        return draft
    meanings = status_columns()[draft.table, "status"].meanings
    means = pl.min_horizontal(ranks).replace_strict(
        dict(enumerate(meanings)), default=None, return_dtype=pl.Enum(every_meaning())
    )
    draft = draft.with_frame(draft.frame.with_columns(means.alias(MEANS)))
    if draft.table == "tickets":
        return draft.leave_out((pl.col(MEANS) == _NO_TICKET).fill_null(value=False))
    return _without_cancelled_lines(draft) if draft.mapping.grain == "line" else draft


def _without_cancelled_lines(draft: Draft) -> Draft:
    """Lines that do not count leave an order of which others do."""
    counted = pl.col(MEANS).is_null() | pl.col(MEANS).is_in(status_columns()["orders", "status"].counted)
    if draft.frame.select(counted.all()).item():
        return draft
    return draft.leave_out(~counted & counted.any().over("order_id"))


def _documents(draft: Draft, words: _Words) -> Draft:
    """Rows of payments, quotes and fees are left out; credits and returns are taken off."""
    column = pl.col(words.column)
    not_sold = [word for word in words.means if not words.counts(word)]
    taken_off = [word for word in words.means if words.meaning(word) == _TAKES_OFF]
    draft = draft.leave_out(column.is_in(not_sold).fill_null(value=False))
    amount = _AMOUNT[draft.table]
    if not taken_off:
        return draft
    off = pl.when(column.is_in(taken_off)).then(-pl.col(amount).abs()).otherwise(pl.col(amount))
    return draft.with_frame(draft.frame.with_columns(off.alias(amount)))


def _decided(draft: Draft, words: _Words) -> Draft:
    """Deals with what their stage says of being closed and won, where a mapping gives the words."""
    own = {words_of(word) for word in draft.mapping.statuses}
    stated = {word: words.meaning(word) for word in words.means if words_of(word) in own}
    if not stated:
        return draft
    stage = pl.col(words.column)
    told = {
        "is_closed": {word: meaning != "open" for word, meaning in stated.items()},
        "is_won": {word: meaning == "won" for word, meaning in stated.items()},
    }
    values = [
        pl.coalesce(
            stage.replace_strict(said, default=None, return_dtype=pl.Boolean),
            pl.col(name) if name in draft.frame.columns else pl.lit(None, dtype=pl.Boolean),
        ).alias(name)
        for name, said in told.items()
    ]
    return draft.with_frame(draft.frame.with_columns(values))
