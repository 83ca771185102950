"""How the columns of one file become typed ones, and the rows that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.meaning.answers import answer_as_number
from holdfast.intake.parse.cells import Parsed, Reading, parse
from holdfast.intake.parse.currencies import currency_of
from holdfast.intake.read.native import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.intake.config import TableMapping
    from holdfast.intake.parse.derive import Expression
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.wiring import Wiring
    from holdfast.schema.tables import Column

BAD: Final = "__bad"
"""Column of typed rows: whether a required value is missing."""

CURRENCY: Final = "__currency"
"""Column of typed rows: the currency in the cell of the amount."""

_AMOUNTS: Final = ("amount", "mrr", "value", "attained")
UNREADABLE: Final = "__unreadable_"


def is_key(column: Column) -> bool:
    """Whether the texts of a column name something."""
    return column.name.endswith("_id")


def unreadable(index: int) -> str:
    """Column of typed rows: whether the cell of target number `index`, an optional one, could not be read."""
    return f"{UNREADABLE}{index}"


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything needed to turn the raw frame into typed rows."""

    raw: RawFile
    wiring: Wiring
    schema: pl.Schema
    expressions: Mapping[str, Expression]
    where: Expression | None
    readings: Mapping[str, Reading]
    mapping: TableMapping

    def source(self, column: Column) -> tuple[pl.Expr, pl.DataType]:
        """The column's raw values and their dtype."""
        if column.name in self.expressions:
            name = f"__derived_{column.name}"
            return pl.col(name), self.schema[name]
        header = self.wiring.columns[column.name]
        return pl.col(header), self.schema[header]

    def header(self, column: Column) -> str:
        """The file's own name of the column, or the column's where it is derived."""
        return self.wiring.columns.get(column.name, column.name)

    def parsed(self, column: Column) -> Parsed:
        """The column's typed values."""
        source, dtype = self._answered(column)
        reading = self.readings.get(column.name, Reading())
        return parse(source, dtype, column.type, reading, key=is_key(column))

    def text(self, column: Column) -> pl.Expr:
        """The texts of a column of text as they stand: what `cells.cleaned` makes values of."""
        return as_text(*self._answered(column))

    def _answered(self, column: Column) -> tuple[pl.Expr, pl.DataType]:
        source, dtype = self.source(column)
        return answer_as_number(source, column.name) if dtype == pl.String else source, dtype

    def currency(self) -> pl.Expr | None:
        """The currency in the cells that make the amount; None where they hold nothing but figures."""
        amount = next((one for one in self.wiring.targets if one.name in _AMOUNTS), None)
        if amount is None:
            return None
        if amount.name in self.expressions:
            numeric = sorted(self.expressions[amount.name].numeric)
            roots = [pl.col(name) for name in numeric if self.schema[name] == pl.String]
            return pl.coalesce(currency_of(root) for root in roots) if roots else None
        source, dtype = self.source(amount)
        plain = self.readings.get(amount.name, Reading()).plain
        return currency_of(source) if dtype == pl.String and not plain else None

    def shown(self, column: Column) -> pl.Expr:
        """What stands in the file, as text; for a derived column what it is worked out from."""
        expression = self.expressions.get(column.name)
        text = as_text(*self.source(column))
        if expression is not None and expression.columns:
            roots = [
                pl.lit(f"{root}=") + as_text(pl.col(root), self.schema[root]).fill_null("")
                for root in expression.columns
            ]
            text = pl.concat_str(roots, separator=", ")
        return text.fill_null("").str.slice(0, _LONGEST_TEXT)

    def unreadable_texts(self, column: Column, most: int) -> list[str]:
        """The first distinct texts of the column that could not be read."""
        texts = self.raw.frame.filter(self.parsed(column).unreadable).select(
            as_text(*self.source(column)).alias("text")
        )
        return texts.unique(maintain_order=True).head(most).collect()["text"].drop_nulls().to_list()


_LONGEST_TEXT: Final = 500


@dataclass(frozen=True, eq=False)
class TypedRows:
    """All rows of a file: the columns of the table, BAD, and `unreadable(…)` of every optional column."""

    plan: Plan
    frame: pl.DataFrame
