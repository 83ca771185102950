"""Which flags are open for whom on a day: every rule over the same facts, with what it saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.catalog import FLAGS
from holdfast.risk.needs import missing_tables
from holdfast.risk.rep_evaluation import RepEvaluation
from holdfast.risk.rep_flags import evaluate_reps
from holdfast.risk.scope.scope import RuleScope, rule_scope
from holdfast.risk.since.seen import judged, raised_among
from holdfast.rows.numbered import filled
from holdfast.schema.fields import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from datetime import date

    from holdfast.book.book import Book
    from holdfast.risk.flag import AnyFlag
    from holdfast.risk.scope.scope import LimitsInForce

SEVERITY: Final = pl.Enum(SEVERITIES)
FLAG_ID: Final = pl.Enum(list(FLAGS))


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The flags of one day.

    `levels` has one row per row of the facts, in their order: per flag `flag_<id>` Int8 (index into
    SEVERITIES, 0 clear, null not evaluated) and, for flags with money of their own, `money_<id>` Int64;
    then `risk` Enum(SEVERITIES), the worst of them, `flags` UInt8, how many are open, and `worst_flag` Enum
    of ids, the first in the order of the catalog that is as bad as `risk`.
    `raised` holds what open flags saw, by flag id: `customer` UInt32 rising, `severity` Int8, `since` Date
    (first day open without interruption; null where the rule cannot tell) and the numbers of the flag.
    `reps`: the flags of the reps, empty where no flag asked for them.
    """

    levels: pl.DataFrame
    raised: Mapping[str, pl.DataFrame]
    reps: RepEvaluation = field(default_factory=RepEvaluation)


def evaluate(book: Book, as_of: date, facts: pl.DataFrame, thresholds: LimitsInForce) -> Evaluation:
    """Every flag of every customer at the close of `as_of`.

    `facts`: customer facts (facts/customers.py) as of the same day, row i customer i.
    """
    return evaluate_some(rule_scope(book, as_of, facts, thresholds), FLAGS.values())


def evaluate_some(scope: RuleScope, flags: Iterable[AnyFlag]) -> Evaluation:
    """Some flags of every customer; the totals are over these alone.

    The flags of reps look at what the customers' flags came to, and some flags of customers look at those
    of their rep: hence customers first, then reps, then the customers of reps with flags.
    """
    steps = evaluating(scope, flags)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            evaluation: Evaluation = done.value
            return evaluation


def evaluating(scope: RuleScope, flags: Iterable[AnyFlag]) -> Generator[None, None, Evaluation]:
    """The same, a rule at a time: whoever prepares what nobody waits for can stop in between."""
    chosen = tuple(flags)
    possible = [flag for flag in chosen if not missing_tables(scope.book, flag)]
    first = yield from _evaluated(scope, (flag for flag in possible if not flag.uses_reps))
    if not any(flag.uses_reps for flag in chosen):
        levels = _levels(chosen, first.levels, scope.facts.height)
        totals = _worst(_ranked(first.raised, scope.facts.height))
        return Evaluation(levels.hstack(totals), _frozen(first.raised))
    height = scope.facts.height
    so_far = _ranked(first.raised, height)
    with_risk = scope.told(scope.facts.hstack(_worst(so_far).select("risk")))
    reps = evaluate_reps(with_risk)
    yield
    of_reps = (flag for flag in possible if flag.uses_reps)
    second = yield from _evaluated(with_risk.told(scope.facts, reps), of_reps)
    raised = first.raised | second.raised
    levels = _levels(chosen, first.levels | second.levels, height)
    totals = _worst(_both(so_far, _ranked(second.raised, height)))
    in_order = {flag.id: raised[flag.id] for flag in possible}
    return Evaluation(levels.hstack(totals), _frozen(in_order), reps)


@dataclass(frozen=True)
class _Evaluated:
    """Columns of `Evaluation.levels` by name, and `Evaluation.raised`."""

    levels: dict[str, pl.Series]
    raised: dict[str, pl.DataFrame]


def _evaluated(scope: RuleScope, flags: Iterable[AnyFlag]) -> Generator[None, None, _Evaluated]:
    found = _Evaluated({}, {})
    subjects = scope.facts.select("customer")
    for flag in flags:
        answer = judged(scope, flag)
        found.levels[flag.column] = answer.get_column("severity").cast(pl.Int8)
        found.raised[flag.id] = raised_among(scope, flag, subjects, answer)
        if "money" in flag.numbers:
            found.levels[money_column(flag)] = answer.get_column("money").cast(pl.Int64)
        yield
    return found


def _frozen(raised: Mapping[str, pl.DataFrame]) -> Mapping[str, pl.DataFrame]:
    return MappingProxyType(dict(raised))


def money_column(flag: AnyFlag) -> str:
    """What a flag has at stake, where it says so itself."""
    return f"money_{flag.id}"


def _levels(flags: tuple[AnyFlag, ...], found: Mapping[str, pl.Series], height: int) -> pl.DataFrame:
    """The columns of these flags in their order; null where a flag could not be evaluated."""
    wanted: dict[str, type[pl.DataType]] = {flag.column: pl.Int8 for flag in flags}
    wanted |= {money_column(flag): pl.Int64 for flag in flags if "money" in flag.numbers}
    return pl.DataFrame(
        {
            name: found[name] if name in found else filled(None, height, dtype)
            for name, dtype in wanted.items()
        }
    )


def _ranked(raised: Mapping[str, pl.DataFrame], height: int) -> pl.DataFrame:
    """`rank` UInt16 and `flags` UInt8 of each row, from the open flags: looking at all takes longer.

    The rank is the higher the worse the flag, and among those as bad the earlier it stands in the catalog; 0
    where none is open.
    """
    opened = pl.concat([_NOBODY, *(_open(flag_id, seen) for flag_id, seen in raised.items())])
    ranked = (
        opened.lazy()
        .select("customer", (pl.col("severity").cast(pl.UInt16) * _PLACES + pl.col("last")).alias("rank"))
        .group_by("customer")
        .agg(pl.col("rank").max(), pl.len().cast(pl.UInt8).alias("flags"))
        .collect(engine="in-memory")
    )
    customers = ranked.get_column("customer")
    return pl.DataFrame(
        {
            name: filled(0, height, ranked.schema[name]).scatter(customers, ranked.get_column(name))
            for name in ("rank", "flags")
        }
    )


def _open(flag_id: str, seen: pl.DataFrame) -> pl.DataFrame:
    """Who has a flag, how badly, and how early it stands in the catalog."""
    last = filled(_PLACES - 1 - _PLACE[flag_id], seen.height, pl.UInt16)
    columns = {"customer": seen.get_column("customer"), "severity": seen.get_column("severity")}
    return pl.DataFrame({**columns, "last": last})


def _both(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """Some flags and others, ranked together."""
    return first.select(
        pl.max_horizontal("rank", second.get_column("rank")),
        pl.col("flags") + second.get_column("flags"),
    )


def _worst(ranked: pl.DataFrame) -> pl.DataFrame:
    """`risk`, `flags` and `worst_flag` of each row."""
    severity = (pl.col("rank") // _PLACES).cast(pl.UInt8)
    flag = (_PLACES - 1 - pl.col("rank") % _PLACES).cast(pl.UInt8)
    return ranked.select(
        severity.cat.to(SEVERITY).alias("risk"),
        "flags",
        pl.when(severity > 0).then(flag).cat.to(FLAG_ID).alias("worst_flag"),
    )


_PLACES: Final = 256
_PLACE: Final = {flag_id: place for place, flag_id in enumerate(FLAGS)}
_NOBODY: Final = pl.DataFrame(schema={"customer": pl.UInt32, "severity": pl.Int8, "last": pl.UInt16})
