"""What a rule says of each subject, and what it saw where its flag is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.risk.flag import CLEAR
from holdfast.risk.since.standing import not_before
from holdfast.rows.numbered import collected, filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.risk.flag import AnyFlag
    from holdfast.risk.scope.scope import RuleScope

_KEYS: Final[Mapping[str, str]] = {"customer": "customer", "rep": "rep_id"}


def judged(scope: RuleScope, flag: AnyFlag) -> pl.DataFrame:
    """What `flag.evaluate` answers; of customers only those are judged whom the flag is about."""
    answer = flag.evaluate(scope, scope.thresholds.of(flag))
    if flag.subject != "customer":
        return answer
    return answer.with_columns(pl.when(scope.those(flag.states)).then("severity").alias("severity"))


def raised_among(
    scope: RuleScope, flag: AnyFlag, subjects: pl.DataFrame, answer: pl.DataFrame
) -> pl.DataFrame:
    """The subjects under a flag, in their order: their columns, `severity` Int8, `since`, the numbers.

    `answer`: of `judged`, row by row beside `subjects`.
    """
    # Few are raised: their rows are picked first, and only these are looked at closely.
    told = {"severity": pl.Int8(), "since": pl.Date(), **flag.numbers}
    rows = answer.select((pl.col("severity") > CLEAR).arg_true()).to_series()
    if rows.is_empty():
        return pl.DataFrame(schema={**subjects.schema, **told})
    seen = pl.DataFrame(dict(answer.to_dict()) | subjects.to_dict())[rows]
    found = _with_details(scope, flag, seen, tuple(name for name in told if name not in seen.columns))
    if flag.subject == "customer" and "since" in found:
        entered = not_before(scope, flag.states, seen.get_column("customer"))
        found = {**found, "since": _later(found["since"], entered)}
    columns = (
        found[name].cast(dtype) if name in found else filled(None, seen.height, dtype).alias(name)
        for name, dtype in told.items()
    )
    return pl.DataFrame([*(seen.get_column(name) for name in subjects.columns), *columns])


def _later(day: pl.Series, other: pl.Series) -> pl.Series:
    """The later of two days; null where the first is."""
    return pl.select(pl.when(day.is_not_null()).then(pl.max_horizontal(day, other))).to_series()


def _with_details(
    scope: RuleScope, flag: AnyFlag, seen: pl.DataFrame, lacking: tuple[str, ...]
) -> Mapping[str, pl.Series]:
    """What is known of the raised, by column."""
    if flag.details is None:
        return seen.to_dict()
    key = _KEYS[flag.subject]
    details = collected(flag.details(scope, scope.thresholds.of(flag), seen)).select(key, *lacking)
    return seen.join(details, on=key, how="left", maintain_order="left").to_dict()
