"""How many customers came under each flag by month, and how many could have."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.names import CUSTOMER_FLAGS
from holdfast.risk.past.backtest import MONTHS
from holdfast.risk.past.history import History
from holdfast.timeline import ONE_DAY, add_months
from holdfast.views.bisect.counted import AT_RISK, EVENTS, CountedParts, counted

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.book.book import Book
    from holdfast.risk.past.history import Standing
    from holdfast.risk.thresholds.thresholds import Thresholds

FLAG: Final = "flag"


def raised_by_month(book: Book, answer: Answer, thresholds: Thresholds) -> CountedParts:
    """Customers under a flag at a month-end that were not at the one before, by month and flag (id).

    At risk is who was not under it before and could be told of at both. Of the chosen customers, at the last
    MONTHS month-ends up to the as-of date, as was visible at each: who stays under a flag counts once.
    """
    ends = month_ends(book, answer.facts.as_of)
    chosen = pl.Series("chosen", answer.mask)
    events, changes = [pl.DataFrame(schema=EVENTS)], [pl.DataFrame(schema=AT_RISK)]
    standings = History(book, thresholds).standings(ends)
    for step, (then, now) in enumerate(pairwise(standings)):
        for flag in CUSTOMER_FLAGS:
            came, could = _came_under(then, now, flag.id, chosen)
            events.append(
                came.select(
                    pl.lit(flag.id).alias("part"), "customer", pl.lit(now.end).alias("day"),
                    pl.lit(step, pl.Int64).alias("step"),
                )
            )  # fmt: skip
            changes.append(_steps(flag.id, step, could))
    return counted(ends[1:], pl.concat(events), pl.concat(changes).filter(pl.col("step") < len(ends) - 1))


def month_ends(book: Book, as_of: date) -> tuple[date, ...]:
    """The last month-ends that have closed on a day, rising: MONTHS of them and one before.

    None of the first year of the data: rules that look back see less in it than they do later.
    """
    first = add_months(book.span[0], 12)
    after_latest = (as_of + ONE_DAY).replace(day=1)
    found = (add_months(after_latest, -back) - ONE_DAY for back in range(MONTHS + 1))
    return tuple(end for end in found if end >= first)[::-1]


def _came_under(then: Standing, now: Standing, flag: str, chosen: pl.Series) -> tuple[pl.DataFrame, int]:
    """Who came under a flag (`customer`), and how many could have."""
    was, is_now = then.levels(flag), now.levels(flag)
    could = (was == 0) & is_now.is_not_null() & chosen
    came = (could & (is_now > 0)).fill_null(value=False).arg_true()
    return pl.DataFrame({"customer": came.cast(pl.UInt32)}), int(could.sum() or 0)


def _steps(flag: str, step: int, could: int) -> pl.DataFrame:
    """So many are at risk in one step, as changes."""
    return pl.DataFrame(
        {"part": [flag, flag], "step": [step, step + 1], "change": [could, -could]}, schema=AT_RISK
    )
