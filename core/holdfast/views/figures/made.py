"""What the rows behind a figure bring to it, and what that comes to."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.metrics.definition import EACH_COUNTS_ONE, Made, Metric
from holdfast.metrics.scope import Gathered, Scope
from holdfast.statistics.exact import exact_mean, exact_sum
from holdfast.views.results import RowsTotal
from holdfast.words.wording import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.figures import Unit
    from holdfast.schema.fields import FieldKind

AMOUNT: Final = "amount"
"""The column of what each row brings: of what is added up, it adds up to the part of the figure."""
OWN_AMOUNT: Final = "value"
"""What an amount of the rows themselves is called then."""

KIND_OF_UNIT: Final[Mapping[Unit, FieldKind]] = MappingProxyType(
    {"money": "money", "days": "number", "score": "score", "ratio": "share", "count": "number"}
)
"""How a column of addends is shown."""
TITLE_OF_UNIT: Final[Mapping[Unit, str]] = MappingProxyType(
    {"money": "Amount", "days": "Days", "score": "Score", "ratio": "Share", "count": "Count"}
)

_SAID: Final[Mapping[Made, str]] = MappingProxyType(
    {
        "sum": "Total",
        "mean": "Mean of {rows}",
        "median": "Median of {rows}",
        "survival": "By Kaplan–Meier, of {rows}",
        "formula": "Mean of {rows}, as it goes into the formula",
    }
)


def part_rows(metric: Metric, scope: Scope, part: str) -> pl.DataFrame:
    """The rows of one part, with what each brings as AMOUNT; of what is added up, those that bring something.

    An amount that the rows have of their own is OWN_AMOUNT then.
    """
    rows, addend = metric.definition.rows(scope, part), metric.definition.addend(metric, part)
    own = [pl.col(AMOUNT).alias(OWN_AMOUNT)] if AMOUNT in rows.columns else []
    rows = rows.with_columns(*own, addend.amount.alias(AMOUNT))
    if addend is EACH_COUNTS_ONE or (metric.definition.made != "sum" and part == "numerator"):
        return rows
    return rows.filter(pl.col(AMOUNT) != 0)


def total_of(metric: Metric, scope: Scope, part: str, rows: pl.DataFrame) -> RowsTotal:
    """What the AMOUNT of these rows comes to, in the way that the metric declares."""
    made: Made = metric.definition.made if part == "numerator" else "sum"
    amounts = rows.get_column(AMOUNT)
    said = _SAID[made].format(rows=plural(rows.height, metric.subject))
    value: float | None
    match made:
        case "sum":
            value = exact_sum(amounts)
        case "median":
            middle = amounts.median()
            value = float(middle) if isinstance(middle, int | float) else None
        case "survival":
            return RowsTotal(_read_off(metric, scope), metric.unit, said)
        case _:
            value = exact_mean(amounts)
    return RowsTotal(value, metric.definition.addend(metric, part).unit, said)


def _read_off(metric: Metric, scope: Scope) -> float | None:
    return metric.definition.figure(metric, Gathered(None, {}, lambda: scope)).value
