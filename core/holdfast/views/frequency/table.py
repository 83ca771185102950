"""Frequency table of a column: customers of each value, their share, revenue, and how many of them stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.figures import Figure
from holdfast.filters.errors import did_you_mean
from holdfast.metrics.evaluate import figures
from holdfast.metrics.registry import METRICS
from holdfast.money import to_units
from holdfast.schema.field_set import shortest, written
from holdfast.views.cautions import cautioned
from holdfast.views.customers.rows import FrameRows
from holdfast.views.figures.figures import lock
from holdfast.views.figures.scopes import scope_of, with_attributed_rep
from holdfast.views.frequency.groups import CODE, Grouped, grouped, text_key
from holdfast.views.results import FigureRows, TableView
from holdfast.words.numerals import interval_text, number_text, percent_text

if TYPE_CHECKING:
    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.metrics.scope import Scope
    from holdfast.schema.fields import Field
    from holdfast.views.selection import FrequencyOf

KEPT: Final = "retention.customers"
"""The figure of each row: the same definition as everywhere, split by the column."""

SCHEMA: Final = pl.Schema(
    {
        "value": pl.String,
        "kind": pl.String,
        "customers": pl.Int64,
        "share": pl.Float64,
        "revenue": pl.Float64,
        "held_at_start": pl.Int64,
        "kept": pl.Int64,
        "kept_rate": pl.Float64,
        "kept_low": pl.Float64,
        "kept_high": pl.Float64,
        "status": pl.String,
        "note": pl.String,
        "where": pl.String,
    }
)
"""Columns of `show frequency`: `value` is null where it is missing, `where` keeps just these customers."""

_TITLES: Final = (
    ("customers", "Customers"),
    ("share", "Share"),
    ("revenue", "Revenue 12m"),
    ("kept", "Kept"),
)
MISSING: Final = "(missing)"
"""How a missing value is called where people read."""

BY_ATTRIBUTION: Final = (
    "kept: a customer counts for the rep who answered for it in the period, as in 'show metrics --by rep'"
)


class FrequencyRows(FrameRows):
    """The rows for a reader; each has the filter that keeps its customers."""

    def __init__(self, frame: pl.DataFrame, clauses: pl.Series) -> None:
        super().__init__(frame)
        self._clauses = clauses

    def clause_at(self, index: int) -> str | None:
        """The filter of a row; None where it stands for more values than are listed."""
        clause = self._clauses[index]
        return None if clause is None else str(clause)


@dataclass(frozen=True, eq=False)
class _Counted:
    """The rows (SCHEMA, the most customers first), in words for a reader, and what is said about all."""

    field: Field
    frame: pl.DataFrame
    told: pl.DataFrame
    notes: tuple[str, ...]


def frequency_table(store: FactsStore, answer: Answer) -> TableView:
    """A row for each value of the column that the query is split by (SCHEMA).

    The customers of all rows are those of the filter, each once. Raises UsageError.
    """
    if answer.query.by is None:
        choices = ", ".join(written(answer.moment.fields))
        raise UsageError(f"of which column? add --by and one of {choices}")
    counted = _counted(store, answer, answer.query.by)
    return TableView("frequency", answer.moment, counted.frame, counted.notes, told=counted.told)


def frequency_rows(store: FactsStore, answer: Answer, asked: FrequencyOf) -> FigureRows:
    """The same for a list on screen. Raises UsageError."""
    # A column that is found only when somebody names it is named here.
    named = store.answer(replace(answer.query, by=asked.field))
    counted = _counted(store, named, asked.field)
    title = counted.field.title
    said = f"{title} of {number_text(named.moment.shown)} customers; enter filters by the value"
    return FigureRows(
        named.moment,
        f"frequency:{asked.field}",
        f"How often: {title}",
        ". ".join((said, *counted.notes)),
        "value",
        (("value", title), *_TITLES),
        FrequencyRows(counted.told, counted.frame.get_column("where")),
        {"value": "text", "customers": "count", "share": "share", "revenue": "money", "kept": "text"},
    )


def _counted(store: FactsStore, answer: Answer, word: str) -> _Counted:
    field = _field(answer, word)
    parts = grouped(answer.chosen, field, answer.moment.fields)
    kept, notes = _kept(store, answer, field, parts)
    by_code = (
        answer.chosen.select(parts.codes.alias(CODE), pl.col("revenue"))
        .group_by(CODE)
        .agg(pl.len().cast(pl.Int64).alias("customers"), to_units(pl.col("revenue").sum()).alias("revenue"))
        .sort("customers", CODE, descending=[True, False])
    )
    rows = [
        _row(parts, kept, code=code, customers=customers, revenue=revenue, of=answer.chosen.height)
        for code, customers, revenue in by_code.iter_rows()
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    told = frame.select(
        pl.col("value").fill_null(MISSING),
        "customers",
        "share",
        "revenue",
        pl.Series("kept", [_words(kept[code]) for code in by_code.get_column(CODE)], dtype=pl.String),
    )
    return _Counted(field, frame, told, notes)


def _row(
    parts: Grouped, kept: dict[int, Figure], *, code: int, customers: int, revenue: float, of: int
) -> dict[str, Any]:
    group, figure = parts.groups[code], kept[code]
    return {
        "value": group.value,
        "kind": group.kind,
        "customers": customers,
        "share": customers / of,
        "revenue": revenue,
        "held_at_start": figure.denominator,
        "kept": figure.numerator,
        "kept_rate": figure.value,
        "kept_low": figure.low,
        "kept_high": figure.high,
        "status": figure.status,
        "note": figure.note,
        "where": group.clause,
    }


def _kept(
    store: FactsStore, answer: Answer, field: Field, parts: Grouped
) -> tuple[dict[int, Figure], tuple[str, ...]]:
    """The figure of each group by its number, and what is said once about all of them."""
    metric = METRICS[KEPT]
    if (reason := lock(metric, store.book)) is not None:
        figure = Figure(KEPT, None, "ratio", status="needs", note=reason)
        return dict.fromkeys(range(len(parts.groups)), figure), (f"kept: {reason}",)
    scope = scope_of(store.book, answer, answer.facts)
    coded = scope.facts.with_columns(_codes_of_kept(store, answer, scope, field, parts).alias(CODE))
    # A rep who holds none of these customers today has no row here.
    split = replace(scope, facts=coded.filter(pl.col(CODE).is_not_null()), every_customer=False)
    found = figures((metric,), split, by=CODE)
    by, where = field.name, answer.moment.where
    told = cautioned(found, by, where, answer.moment.fields)
    plain = {figure.note for figure in found}
    cautions = dict.fromkeys(figure.note for figure in told if figure.note and figure.note not in plain)
    said = tuple(f"kept: {caution}" for caution in cautions)
    # A rep may hold customers today and have answered for none in the period.
    nobody = Figure(KEPT, None, "ratio", numerator=0, denominator=0, status="n/a", note=metric.nothing)
    by_group = {int(figure.group or 0): figure for figure in told}
    return dict.fromkeys(range(len(parts.groups)), nobody) | by_group, (
        *((BY_ATTRIBUTION,) if field.name == "rep" else ()),
        *said,
    )


def _codes_of_kept(
    store: FactsStore, answer: Answer, scope: Scope, field: Field, parts: Grouped
) -> pl.Series:
    """The group in which each customer counts as kept or lost; null where that is none of them."""
    if field.name != "rep" or parts.of_text is None:
        return parts.codes
    attributed = with_attributed_rep(store.book, scope.facts, answer.facts).select(text_key(field))
    return attributed.join(
        parts.of_text, on="key", how="left", nulls_equal=True, maintain_order="left"
    ).get_column(CODE)


def _words(figure: Figure) -> str:
    """`91.2% [86–95]`; counts first where there are few; why there is none."""
    if figure.value is None:
        # What a file would unlock is said once, about all rows.
        return figure.status if figure.status == "needs" else figure.note or figure.status
    interval = ""
    if figure.low is not None and figure.high is not None:
        interval = f" {interval_text(100 * figure.low, 100 * figure.high)}"
    if figure.status == "few":
        counts = f"{number_text(figure.numerator or 0)} of {number_text(figure.denominator or 0)}"
        return f"{counts} ({percent_text(figure.value)}){interval}"
    unfinished = "~" if figure.status == "incomplete" else ""
    return f"{unfinished}{percent_text(figure.value, 1)}{interval}"


def _field(answer: Answer, word: str) -> Field:
    fields = answer.moment.fields
    name = fields.name_of(word)
    if name not in fields:
        hint = did_you_mean(word, fields.words) or f": choose from {', '.join(map(shortest, fields))}"
        raise UsageError(f"there is no column '{word}'{hint}")
    return fields[name]
