"""`derive` and `where`: SQL expressions over a file's own columns, compiled once and tried on a sample."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.parse import numbers
from holdfast.intake.parse.cells import is_blank
from holdfast.intake.read.native import as_text
from holdfast.intake.wording import listing, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.intake.parse.numbers import DecimalSign

_SQL_ERRORS: Final = (
    pl.exceptions.PolarsError,
    pl.exceptions.SQLInterfaceError,
    pl.exceptions.SQLSyntaxError,
    pl.exceptions.PanicException,
)
_LEADING_ZERO: Final = re.compile(r"[-+]?0\d")
_MAX_NUMERIC: Final = 6


@dataclass(frozen=True, eq=False)
class Expression:
    """One SQL expression, the file's columns it uses, and which of them count as numbers.

    `as_texts`: typed columns of workbooks, Parquet and JSON count as the texts that a CSV would hold.
    """

    key: str
    sql: str
    expr: pl.Expr
    columns: tuple[str, ...]
    numeric: frozenset[str]
    decimal: DecimalSign
    as_texts: bool = False

    def add_to(self, frame: pl.LazyFrame, name: str, schema: pl.Schema) -> pl.LazyFrame:
        """`frame` with the result as column `name`; the frame's own columns stay as they are."""
        kept = {column: f"__own_{column}" for column in self.columns}
        typed = [self.typed(column, schema[column]) for column in self.columns]
        return (
            frame.with_columns(pl.col(column).alias(own) for column, own in kept.items())
            .with_columns(typed)
            .with_columns(self.expr.alias(name))
            .with_columns(pl.col(own).alias(column) for column, own in kept.items())
            .drop(kept.values())
        )

    def typed(self, column: str, dtype: pl.DataType) -> pl.Expr:
        """One of the columns as the expression sees it: a number, or text with empty cells as null."""
        source = pl.col(column)
        if dtype != pl.String and (not self.as_texts or (dtype.is_numeric() and column in self.numeric)):
            return source
        source = as_text(source, dtype).alias(column)
        if column not in self.numeric:
            text = source.str.strip_chars()
            return pl.when(text != "").then(text).alias(column)
        plain = numbers.parse_plain(source.str.strip_chars())
        decorated = numbers.parse_decorated(source, self.decimal)
        value = plain if self.decimal == "." else decorated
        return pl.when(~is_blank(source)).then(pl.coalesce(value, decorated)).alias(column)


def compile_expression(
    sql: str, key: str, file: str, sample: pl.DataFrame, decimal: DecimalSign, *, for_text: bool = False
) -> Expression:
    """Compile `sql` over the columns of `sample`. Raises UsageError naming the key and the position.

    Columns of text files that look like numbers are numbers, unless the expression treats them as text;
    `for_text`, where the result is text, they are numbers only if it needs them to be.
    """
    expr = _parse(sql, key)
    columns = tuple(dict.fromkeys(expr.meta.root_names()))
    for column in columns:
        if column not in sample.columns:
            raise UsageError(
                f"{key}: {file} has no column '{column}'{suggestion(column, sample.columns)} "
                f"(it has: {listing(sample.columns)})"
            )
    failure = ""
    typed = any(sample.schema[column] != pl.String for column in columns)
    for as_texts in ((True, False) if for_text else (False, True)) if typed else (False,):
        choices = list(_numeric_choices(_as_texts(sample, columns) if as_texts else sample, columns))
        for numeric in reversed(choices) if for_text else choices:
            candidate = Expression(key, sql, expr, columns, numeric, decimal, as_texts)
            try:
                _check_by_row(candidate, sample)
            except _SQL_ERRORS as error:
                failure = failure or str(error).split("\n", 1)[0]
            else:
                return candidate
    raise UsageError(f"{key}: {sql!r} cannot be worked out on {file}: {failure}")


def _as_texts(sample: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    return sample.select(as_text(pl.col(name), sample.schema[name]).alias(name) for name in columns)


def is_expression(sql: str) -> bool:
    """Whether a text can be parsed as an expression."""
    try:
        pl.sql_expr(sql)
    except _SQL_ERRORS:
        return False
    return True


def columns_of(sql: str) -> tuple[str, ...]:
    """The columns an expression names; none where it cannot be parsed."""
    try:
        return tuple(pl.sql_expr(sql).meta.root_names())
    except _SQL_ERRORS:
        return ()


def _parse(sql: str, key: str) -> pl.Expr:
    try:
        return pl.sql_expr(sql)
    except _SQL_ERRORS as error:
        message = str(error).split("\n", 1)[0]
        raise UsageError(f"{key}: {message}, at character {_position(sql)} of {sql!r}") from None


def _position(sql: str) -> int:
    """Where parsing stops making sense: just after the longest beginning that is an expression by itself."""
    for length in range(len(sql) - 1, 0, -1):
        try:
            pl.sql_expr(sql[:length])
        except _SQL_ERRORS:
            continue
        return length + 1
    return 1


def _numeric_choices(sample: pl.DataFrame, columns: tuple[str, ...]) -> Iterator[frozenset[str]]:
    candidates = [column for column in columns if _is_numeric(sample[column])][:_MAX_NUMERIC]
    for size in range(len(candidates), -1, -1):
        yield from map(frozenset, itertools.combinations(candidates, size))


def _is_numeric(values: pl.Series) -> bool:
    if values.dtype != pl.String:
        return False
    texts = values.to_frame("text").filter(~is_blank(pl.col("text")))["text"].to_list()
    numeric = sum(numbers.looks_numeric([text]) for text in texts)
    return (numeric * 2 > len(texts) or not texts) and not any(_LEADING_ZERO.match(text) for text in texts)


def _check_by_row(candidate: Expression, sample: pl.DataFrame) -> None:
    """Try the expression; one value for all rows means an aggregate, which a row cannot have."""
    candidate.add_to(sample.lazy(), "__tried", sample.schema).collect()
    if not candidate.columns or sample.is_empty():
        return
    two_or_more = pl.concat([sample, sample]).lazy()
    typed = [candidate.typed(column, sample.schema[column]) for column in candidate.columns]
    if two_or_more.select(typed).select(candidate.expr.alias("tried")).collect().height == 1:
        raise UsageError(f"{candidate.key}: {candidate.sql!r} adds up rows; write one value for each row")
