"""The words of one column: what each means, how many rows have it, and the question where nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE
from holdfast.intake.parse.cells import is_blank
from holdfast.intake.wording import count, listing
from holdfast.schema.receipt import Finding, Question, StatusCount
from holdfast.toml_files import basic_string
from holdfast.words.statuses import StatusColumn, every_meaning, status_columns, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from holdfast.intake.finish.draft import TableDraft
    from holdfast.intake.meaning.places import Places

DOCUMENT: Final = "document"
"""The list of what kinds of documents mean: one for orders and invoices."""

MARK: Final = "mark"
"""The list of what yes and no mean in columns such as `Canceled` and `Test`: one for orders and invoices."""

_MOST_WORDS: Final = 60
"""A column of more different words, most of them unlisted, is no status."""

_LOOKED_UP: Final = 500
"""Words that are looked up: a column of remarks has a different one in every row."""

_PLACES: Final = frozenset(words_of(name) for name in ("state", "stato", "estado", "état", "الولاية"))

MEANINGS: Final = pl.Enum(every_meaning())
"""Meanings as values: the one that stands first in the list of its column decides."""

_PAYMENT: Final = "payment"
_BACK: Final = ("refunded", "partly refunded")


@dataclass(frozen=True, eq=False)
class ColumnWords:
    """The words of one column: `rows` with FILE, `word` and `rows`; what each means, None where unlisted."""

    column: str
    known: StatusColumn
    rows: pl.DataFrame
    means: Mapping[str, str | None]

    def meaning(self, word: str) -> str:
        """What a word is taken for. A payment is the sale itself where no word of the column says sale."""
        meaning = self.means[word] or self.known.otherwise
        alone = self.known.otherwise not in self.means.values()
        return self.known.otherwise if meaning == _PAYMENT and alone else meaning

    def counts(self, word: str) -> bool:
        """Whether rows with this word count."""
        return self.meaning(word) in self.known.counted

    def read(self) -> pl.Expr:
        """What the word of a row means; null where nothing stands."""
        means = {word: self.meaning(word) for word in self.means}
        return pl.col(self.column).replace_strict(means, default=None, return_dtype=MEANINGS)

    @property
    def unlisted(self) -> dict[str, int]:
        """Words of which nobody has said what they mean, with their rows."""
        wanted = [word for word, meaning in self.means.items() if meaning is None]
        rows = self.rows.filter(pl.col("word").is_in(wanted)).group_by("word", maintain_order=True)
        return dict(rows.agg(pl.col("rows").sum()).iter_rows())


def words_in(draft: TableDraft, column: str, listed: str) -> ColumnWords:
    """The words of one column of a draft, by the list of that name and what the mapping says."""
    rows = (
        draft.frame.lazy()
        .group_by(FILE, pl.col(column).alias("word"))
        .agg(pl.len().alias("rows"))
        .filter(~is_blank(pl.col("word")))
        .sort(FILE, "rows", "word", descending=[False, True, False])
        .collect()
    )
    known = status_columns()["orders" if listed in (DOCUMENT, MARK) else draft.table, listed]
    own = {
        words_of(word): meaning
        for word, meaning in draft.mapping.statuses.items()
        if meaning in known.meanings
    }
    distinct = rows["word"].unique(maintain_order=True)
    means: dict[str, str | None] = dict.fromkeys(distinct)
    of_invoices = _as_sales(draft) if draft.mapping.invoiced and listed == "status" else {}
    taking_off = words_below_nothing(draft, column) if of_invoices else frozenset()
    for word in distinct.head(_LOOKED_UP):
        invoiced = of_invoices.get(status_columns()["invoices", "status"].meaning_of(word) or "")
        # A row that takes money off is a credit, whatever its status calls it.
        invoiced = invoiced or ("sale" if word in taking_off else None)
        means[word] = own.get(words_of(word)) or invoiced or known.meaning_of(word)
    if draft.table == "orders" and listed == "status":
        means |= _credits(
            draft, column, means, set(distinct) - {word for word in distinct if words_of(word) in own}
        )
    return ColumnWords(column, known, rows, means)


def _credits(
    draft: TableDraft, column: str, means: Mapping[str, str | None], guessed: set[str]
) -> dict[str, str]:
    """The words for what was given back, where they stand on rows of their own that take it off.

    Where a sale is called so too, its own row is none any more, and must not be taken off once again.
    """
    back = {word for word, meaning in means.items() if meaning in _BACK}
    if not back or not back <= words_below_nothing(draft, column):
        return {}
    return dict.fromkeys(back & guessed, "sale")


def words_below_nothing(draft: TableDraft, column: str) -> frozenset[str]:
    """The words of a column beside which every amount is negative."""
    if "amount" not in draft.frame.columns:
        return frozenset()
    found = draft.frame.lazy().group_by(column).agg((pl.col("amount") < 0).all().alias("negative"))
    return frozenset(found.filter("negative").collect()[column].drop_nulls())


def _as_sales(draft: TableDraft) -> Mapping[str, str]:
    """What the meanings of invoices are for orders: what is owed was sold.

    An invoice that was credited is none, unless the credit stands on a row of its own.
    """
    means = {"open": "sale", "paid": "sale", "uncollectible": "sale", "draft": "no sale", "void": "no sale"}
    amount = pl.col("amount")
    credited = "amount" in draft.frame.columns and bool(draft.frame.select((amount < 0).any()).item())
    return {**means, "credited": "sale" if credited else "refunded"}


def is_of_something_else(words: ColumnWords) -> bool:
    """Whether a column has nothing to do with its list: it is empty, or few of its many words are listed."""
    listed = sum(meaning is not None for meaning in words.means.values())
    looked_up = min(len(words.means), _LOOKED_UP)
    return not words.means or (looked_up > _MOST_WORDS and 2 * listed < looked_up)


def may_name_places(words: ColumnWords, places: Places) -> bool:
    """Whether the header of a column names parts of a country as often as a status."""
    files = words.rows[FILE].unique()
    return any(words_of(places.header(file, words.column)) in _PLACES for file in files)


def told_apart(draft: TableDraft, words: ColumnWords, places: Places) -> Finding:
    """What to say of a column of something else."""
    header = places.header(int(words.rows[FILE][0]), words.column)
    return Finding(
        "warning",
        draft.table,
        f"{header} has {len(words.means):,} different words, most of them unknown: not read as a status",
    )


def counted(table: str, words: ColumnWords, places: Places) -> Iterator[StatusCount]:
    """Every word of every file, with what becomes of its rows."""
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


def question(draft: TableDraft, words: ColumnWords, unlisted: Mapping[str, int], places: Places) -> Question:
    """What is asked about words that are not listed, with their rows, all of them together."""
    taken = words.known.otherwise
    other = next(name for name in words.known.meanings if name != taken)
    file = int(words.rows.filter(pl.col("word").is_in(list(unlisted)))[FILE][0])
    header = places.header(file, words.column)
    named = listing(f"'{word}' ({count(rows, 'row')})" for word, rows in unlisted.items())
    return Question(
        file=places.files[file],
        column=header,
        table=draft.table,
        question=(
            f"what {named} in {header} means is not known: taken for {taken} and "
            f"{'counted' if taken in words.known.counted else 'not counted'}; "
            f"say it in {draft.mapping.key} (one of: {listing(words.known.meanings)})"
        ),
        paste="\n".join(_pasted(unlisted, meaning) for meaning in (taken, other)),
    )


def _pasted(words: Mapping[str, int], meaning: str) -> str:
    pairs = ", ".join(f"{basic_string(word)} = {basic_string(meaning)}" for word in words)
    return f"statuses = {{ {pairs} }}"
