"""Which flags are open for whom on a day: every rule over the same facts, with what it saw."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.fields import SEVERITIES
from holdfast.risk.catalog import FLAGS
from holdfast.risk.contracts import renewal_lapsed
from holdfast.risk.needs import missing_tables
from holdfast.risk.purchases import one_timer, order_size, overdue, spend_drop
from holdfast.risk.relationship import contact_gap, orphaned, rep_changed
from holdfast.risk.scope import EVIDENCE_COLUMNS, Scope
from holdfast.risk.voice import detractor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from holdfast.book import Book
    from holdfast.risk.catalog import Flag
    from holdfast.risk.thresholds import Thresholds

RULES: Final[Mapping[str, Callable[[Scope], pl.DataFrame]]] = MappingProxyType(
    {
        "F01": overdue,
        "F03": one_timer,
        "F04": spend_drop,
        "F05": order_size,
        "F12": detractor,
        "F18": rep_changed,
        "F19": orphaned,
        "F22": renewal_lapsed,
        "F29": contact_gap,
    }
)
"""Flag → its rule."""

SEVERITY: Final = pl.Enum(SEVERITIES)
FLAG_ID: Final = pl.Enum(list(FLAGS))


def evaluate(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds) -> pl.DataFrame:
    """Every flag of every customer at the close of `as_of`: one row per row of `facts`, in their order.

    `facts`: `customer` UInt32 sorted ascending, and of the customer facts (facts.py) `first_order`,
    `last_order`, `orders`, `days_since_order`, `gaps`, `cadence`, `overdue_ratio`, `revenue`, `active`,
    `tier`, as of the same day.
    Returns per flag `flag_<id>` Int8 (index into SEVERITIES, 0 clear, null not evaluated), `since_<id>`
    Date (first day it has been open without interruption; null where the rule cannot tell) and the evidence
    numbers `ev_<id>_<name>` (EVIDENCE_COLUMNS, money Int64 ten-thousandths); then `risk` Enum(SEVERITIES),
    the worst of them, `flags` UInt8, how many are open, and `worst_flag` Enum of ids, the first in the
    order of the catalog that is as bad as `risk`. Source: the rules of `catalog.FLAGS`.
    """
    scope = Scope(book, as_of, facts, thresholds)
    columns = [
        _columns(flag, None if missing_tables(book, flag) else RULES[flag.id](scope), facts.height)
        for flag in FLAGS.values()
    ]
    return _with_totals(pl.concat(columns, how="horizontal"))


def _columns(flag: Flag, answer: pl.DataFrame | None, height: int) -> pl.DataFrame:
    """The columns of one flag, all null without an answer."""
    evidence = EVIDENCE_COLUMNS[flag.id]
    dtypes = {
        flag.column: pl.Int8(),
        f"since_{flag.id}": pl.Date(),
        **{f"ev_{flag.id}_{name}": dtype for name, dtype in evidence.items()},
    }
    if answer is None:
        nothing = [
            pl.repeat(None, height, dtype=dtype, eager=True).alias(name) for name, dtype in dtypes.items()
        ]
        return pl.DataFrame(nothing)
    raised = pl.col("severity") > 0
    return answer.select(
        pl.col("severity").cast(pl.Int8).alias(flag.column),
        pl.when(raised).then("since").alias(f"since_{flag.id}"),
        *(pl.col(name).cast(dtype).alias(f"ev_{flag.id}_{name}") for name, dtype in evidence.items()),
    )


def _with_totals(evaluated: pl.DataFrame) -> pl.DataFrame:
    """The flags of each row with the worst of them and their number."""
    levels = [pl.col(flag.column) for flag in FLAGS.values()]
    first_worst = pl.coalesce(
        pl.when(level == pl.col("worst")).then(pl.lit(position, dtype=pl.UInt8))
        for position, level in enumerate(levels)
    )
    is_open = ((level > 0).fill_null(value=False).cast(pl.UInt8) for level in levels)
    totals = evaluated.select(
        *levels,
        pl.max_horizontal(levels).fill_null(0).alias("worst"),
        pl.sum_horizontal(is_open).alias("flags"),
    ).select(
        pl.col("worst").cast(pl.UInt8).cat.to(SEVERITY).alias("risk"),
        pl.col("flags").cast(pl.UInt8),
        pl.when(pl.col("worst") > 0).then(first_worst).cat.to(FLAG_ID).alias("worst_flag"),
    )
    return evaluated.hstack(totals)
