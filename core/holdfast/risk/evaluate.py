"""Which flags are open for whom on a day: every rule over the same facts, with what it saw."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.fields import SEVERITIES
from holdfast.risk.catalog import FLAGS
from holdfast.risk.needs import missing_tables
from holdfast.risk.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from holdfast.book import Book
    from holdfast.risk.flag import AnyFlag
    from holdfast.risk.thresholds import Thresholds

SEVERITY: Final = pl.Enum(SEVERITIES)
FLAG_ID: Final = pl.Enum(list(FLAGS))
NOT_EVALUATED: Final = pl.lit(None, dtype=pl.Int8)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The flags of one day.

    `levels` has one row per row of the facts, in their order: per flag `flag_<id>` Int8 (index into
    SEVERITIES, 0 clear, null not evaluated) and, for flags with money of their own, `money_<id>` Int64;
    then `risk` Enum(SEVERITIES), the worst of them, `flags` UInt8, how many are open, and `worst_flag` Enum
    of ids, the first in the order of the catalog that is as bad as `risk`.
    `raised` holds what open flags saw, by flag id: `customer` UInt32 rising, `severity` Int8, `since` Date
    (first day open without interruption; null where the rule cannot tell) and the numbers of the flag.
    """

    levels: pl.DataFrame
    raised: Mapping[str, pl.DataFrame]


def evaluate(book: Book, as_of: date, facts: pl.DataFrame, thresholds: Thresholds) -> Evaluation:
    """Every flag of every customer at the close of `as_of`.

    `facts`: customer facts (facts.py) as of the same day, row i customer i.
    """
    return evaluate_some(Scope(book, as_of, facts, thresholds), FLAGS.values())


def evaluate_some(scope: Scope, flags: Iterable[AnyFlag]) -> Evaluation:
    """Some flags of every customer; the totals are over these alone."""
    levels: dict[str, pl.Series] = {}
    raised: dict[str, pl.DataFrame] = {}
    chosen = tuple(flags)
    for flag in chosen:
        if missing_tables(scope.book, flag):
            continue
        answer = flag.evaluate(scope, scope.thresholds.of(flag))
        severity = answer.get_column("severity").cast(pl.Int8)
        levels[flag.column] = severity.alias(flag.column)
        raised[flag.id] = _raised(flag, scope.facts, answer, severity)
        if "money" in flag.numbers:
            levels[money_column(flag)] = answer.get_column("money").cast(pl.Int64).alias(money_column(flag))
    return Evaluation(_with_totals(chosen, levels, scope.facts.height), MappingProxyType(raised))


def money_column(flag: AnyFlag) -> str:
    """What a flag has at stake, where it says so itself."""
    return f"money_{flag.id}"


def _raised(flag: AnyFlag, facts: pl.DataFrame, answer: pl.DataFrame, severity: pl.Series) -> pl.DataFrame:
    """What the rule saw where it is open."""
    is_open = (severity > 0).fill_null(value=False)
    numbers = [pl.col(name).cast(dtype) for name, dtype in flag.numbers.items()]
    seen = answer.select("since", *numbers).filter(is_open)
    return (
        facts.select("customer")
        .filter(is_open)
        .hstack([severity.filter(is_open).alias("severity")])
        .hstack(seen)
    )


def _with_totals(flags: tuple[AnyFlag, ...], levels: Mapping[str, pl.Series], height: int) -> pl.DataFrame:
    """The flags of each row with the worst of them and their number."""
    nothing = pl.repeat(None, height, dtype=pl.Int8, eager=True)
    columns = [levels.get(flag.column, nothing.alias(flag.column)) for flag in flags]
    unknown = pl.repeat(None, height, dtype=pl.Int64, eager=True)
    with_money = [money_column(flag) for flag in flags if "money" in flag.numbers]
    money = [levels.get(name, unknown.alias(name)) for name in with_money]
    told = [(list(FLAGS).index(flag.id), pl.col(flag.column)) for flag in flags if flag.column in levels]
    evaluated = pl.DataFrame([*columns, *money])
    if not told:
        clear = pl.lit(SEVERITIES[0], dtype=SEVERITY).alias("risk")
        none_open = pl.lit(0, dtype=pl.UInt8).alias("flags")
        return evaluated.with_columns(clear, none_open, pl.lit(None, dtype=FLAG_ID).alias("worst_flag"))
    first_worst = pl.coalesce(
        pl.when(level == pl.col("worst")).then(pl.lit(position, dtype=pl.UInt8)) for position, level in told
    )
    is_open = ((level > 0).fill_null(value=False).cast(pl.UInt8) for _, level in told)
    totals = evaluated.select(
        *(level for _, level in told),
        pl.max_horizontal(level for _, level in told).fill_null(0).alias("worst"),
        pl.sum_horizontal(is_open).alias("flags"),
    ).select(
        pl.col("worst").cast(pl.UInt8).cat.to(SEVERITY).alias("risk"),
        pl.col("flags").cast(pl.UInt8),
        pl.when(pl.col("worst") > 0).then(first_worst).cat.to(FLAG_ID).alias("worst_flag"),
    )
    return evaluated.hstack(totals)
