"""What stands in the pool of a book beside what the book itself has seen, flag by flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.risk.past.backtest import USUAL, backtest_of
from holdfast.risk.past.pooled import FlagPool, books_known, flag_pool
from holdfast.risk.watch import UNWATCHED, Watch
from holdfast.schema.pool.document import epsilon_text
from holdfast.statistics.pooling.power_prior import MOST_WORTH
from holdfast.views.results import TableView
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.risk.past.backtest import Backtest
    from holdfast.schema.pool.counts import PoolBook

NO_POOL: Final = (
    'this book has no pool: name files of other books in holdfast.toml, [pool] files = ["peers.toml"], or '
    '["public"] for rates of public data'
)

_SCHEMA: Final = {
    "flag": pl.String,
    "name": pl.String,
    "flagged": pl.UInt32,
    "lost": pl.UInt32,
    "rate_alone": pl.Float64,
    "pool_books": pl.UInt32,
    "pool_flagged": pl.Int64,
    "pool_lost": pl.Int64,
    "pool_rate": pl.Float64,
    "pool_customers": pl.Float64,
    "loss_rate": pl.Float64,
    "status": pl.String,
}


def pool_table(store: FactsStore, answer: Answer, watch: Watch = UNWATCHED) -> TableView:
    """One row per flag that the book or its pool has seen: the columns of `pool show`.

    `flagged`, `lost` and `rate_alone` of the book by itself; `pool_books` that tell of the flag, with
    `pool_flagged` and `pool_lost` added up (noise included) and `pool_rate`, what they say at the base rate
    of this book; `pool_customers`, for how many customers that counts here; `loss_rate` in force. `status`:
    `own` (the book has seen enough), `pool`, `shrunken` (drawn to the rate of all alone), `none` (nobody in
    the book had the flag who could be lost: a pool tells no rate by itself). Raises CancelledError.
    """
    book, as_of = store.book, answer.facts.as_of
    named = book.settings.pool
    if not named:
        return TableView("pool", answer.moment, pl.DataFrame(schema=_SCHEMA), (NO_POOL,))
    known = books_known(named, as_of, USUAL.horizon)
    tested = backtest_of(book, as_of, store.thresholds, watch)
    notes = (*_sources(named), *_later(named, known, as_of.year), *_why_not(tested))
    return TableView("pool", answer.moment, _rows(tested, known), notes)


def _rows(tested: Backtest, pool: Sequence[PoolBook]) -> pl.DataFrame:
    own = tested.rates.filter(pl.col("flag").is_in(list(FLAGS)))
    base = tested.base_rate
    seen = {flag: flag_pool(pool, flag, base) if base is not None else None for flag in FLAGS}
    rows = [_row(row, seen[row["flag"]], pool) for row in own.iter_rows(named=True)]
    return pl.DataFrame([row for row in rows if row["flagged"] or row["pool_books"]], schema=_SCHEMA)


def _row(own: dict[str, object], seen: FlagPool | None, pool: Sequence[PoolBook]) -> dict[str, object]:
    counts = [book.flags[str(own["flag"])] for book in pool if own["flag"] in book.flags]
    worth = None if seen is None else seen.worth
    return {
        "flag": own["flag"],
        "name": own["name"],
        "flagged": own["flagged"],
        "lost": own["lost"],
        "rate_alone": own.get("rate_alone", own["rate"]),
        "pool_books": len(counts),
        "pool_flagged": sum(one.kept + one.lost for one in counts),
        "pool_lost": sum(one.lost for one in counts),
        "pool_rate": None if worth is None else worth.rate,
        "pool_customers": own.get("pool_customers", 0.0),
        "loss_rate": own["rate"],
        "status": _status(own),
    }


def _status(own: dict[str, object]) -> str:
    if own["calibrated"]:
        return "own"
    if own.get("pool_books"):
        return "pool"
    return "shrunken" if own["shrunken"] else "none"


def _sources(named: Sequence[PoolBook]) -> Iterator[str]:
    """What each book of the pool is, a sentence each."""
    for book in named:
        told = [f"up to {book.year}"]
        if book.noise is not None:
            told.append(f"under noise of ε {epsilon_text(book.noise.epsilon)}")
        told += [f"flags by {book.thresholds}"] if book.thresholds else []
        told += [f"active for {book.window} after an order"] if book.window else []
        told += [text for text in (book.source, book.licence) if text]
        yield f"{book.file}: {'; '.join(told)}"


def _later(named: Sequence[PoolBook], known: Sequence[PoolBook], year: int) -> Iterator[str]:
    if later := len(named) - len(known):
        yield f"{plural(later, 'book')} of the pool tells of years after {year}: left out as of this day"


def _why_not(tested: Backtest) -> Iterator[str]:
    if tested.too_few is not None:
        yield f"{tested.too_few}: without them no rate is told, with a pool or without"
    else:
        yield (
            f"a pool stands behind rates of flags that this book has seen too seldom, and counts for "
            f"{MOST_WORTH:.0f} customers at most: own customers outweigh it as they come"
        )
