"""Tree → mask over the customer facts: one boolean polars expression that is never null."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.filters.errors import FilterError
from holdfast.filters.matching import matches
from holdfast.filters.nodes import (
    ANY_FLAG,
    NO_FLAG,
    And,
    Compare,
    Everything,
    Flagged,
    Node,
    Not,
    OneOf,
    Operator,
    Or,
    Range,
    Text,
    Within,
)
from holdfast.filters.text_masks import matching, matching_folded, matching_ids
from holdfast.filters.values import COHORT, RISK, value_kind
from holdfast.money import MONEY_SCALE
from holdfast.risk.catalog import FLAGS
from holdfast.risk.names import CUSTOMER_FLAGS, FLAG_NAMES
from holdfast.schema.field_set import DECLARED, Fields
from holdfast.schema.fields import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.filters.nodes import Leaf, Match, Place
    from holdfast.schema.fields import Field

SEARCHED: Final = ("name", "customer_id")
"""Fields that free text is looked for in."""


@dataclass(frozen=True)
class _Columns:
    """What there is to test: the columns of the facts and their types, and what each field is."""

    schema: pl.Schema
    fields: Fields


def compile_filter(node: Node, schema: pl.Schema, fields: Fields = DECLARED) -> pl.Expr:
    """Tree → Boolean expression over the facts frame, without nulls: a null value fails its condition.

    `fields` are those of the book, `schema` is that of the facts (schema/fields.py): text String (with
    `<name>_folded` where it is searched often), dimensions Enum, Categorical or String, money Int64
    ten-thousandths, flags Int8. Negation is exact: a customer passes either a filter or its negation.
    Raises FilterError where the book has no such field or flag.
    """
    return _compiled(node, _Columns(schema, fields))


def _compiled(node: Node, columns: _Columns) -> pl.Expr:
    match node:
        case Everything():
            return _every_row(columns)
        case And(nodes):
            return pl.all_horizontal([_compiled(child, columns) for child in nodes])
        case Or(nodes):
            return pl.any_horizontal([_compiled(child, columns) for child in nodes])
        case Not(child):
            return ~_compiled(child, columns)
        case _:
            return _leaf(node, columns)


def _leaf(node: Leaf, columns: _Columns) -> pl.Expr:
    match node:
        case Text(text):
            return _any(
                [_text(name, text, "part", columns) for name in SEARCHED if name in columns.schema], columns
            )
        case Flagged(flags, place):
            return _any([_flag(flag, columns, place) for flag in flags], columns)
        case OneOf():
            return _one_of(node, columns)
        case Within(field, ranges, place):
            _require(field, columns, place)
            return _any([_in_range(field, one, columns) for one in ranges], columns)
        case Compare(field, operator, value, place):
            _require(field, columns, place)
            return _compare(field, operator, value, columns)


def _every_row(columns: _Columns) -> pl.Expr:
    """True on every row; a literal would be one value long where the mask itself is selected."""
    column = pl.col(next(iter(columns.schema)))
    return column.is_null() | column.is_not_null()


def _any(masks: Sequence[pl.Expr], columns: _Columns) -> pl.Expr:
    if not masks:
        return ~_every_row(columns)
    return masks[0] if len(masks) == 1 else pl.any_horizontal(masks)


def _require(name: str, columns: _Columns, place: Place) -> None:
    if name not in columns.schema:
        files = " + ".join(f"{table}.csv" for table in columns.fields[name].needs)
        what = f"it needs {files}" if files else "its column is in none of the files"
        raise FilterError(f"this book has no '{name}': {what}", *place)


def _text(name: str, word: str, match: Match, columns: _Columns) -> pl.Expr:
    """A text by the beginning of a word or by a part of it."""
    if f"{name}_folded" in columns.schema:
        found = matching_folded(pl.col(f"{name}_folded"), word, match)
    elif name in SEARCHED and name != "name":
        found = matching_ids(pl.col(name), word, match)
    else:
        found = matching(pl.col(name), word, match)
    return found.fill_null(False)


def _one_of(node: OneOf, columns: _Columns) -> pl.Expr:
    name = node.field
    _require(name, columns, node.place)
    column = pl.col(name)
    words = [value for value in node.values if value is not None]
    masks = [column.is_null()] if None in node.values else []
    if columns.schema[name] == pl.Boolean:
        masks += [(column if word == "yes" else ~column).fill_null(False) for word in words]
    elif columns.fields[name].kind == "text" and node.match == "whole":
        masks.append(column.is_in(words).fill_null(False))
    elif columns.fields[name].kind == "text":
        masks += [_text(name, word, node.match, columns) for word in words]
    elif words:
        match: Match = "whole" if value_kind(columns.fields[name]) == "severity" else node.match
        masks.append(_category(name, words, match, columns))
    return _any(masks, columns)


def _category(name: str, words: Sequence[str], match: Match, columns: _Columns) -> pl.Expr:
    """A dimension with a value that one of the words matches."""
    column, dtype = pl.col(name), columns.schema[name]
    if isinstance(dtype, pl.Enum):
        # The spelling of every category is known here, so that rows are compared by code, not by text.
        spelled = [value for value in dtype.categories if any(matches(word, value, match) for word in words)]
        return _any([(column == category).fill_null(False) for category in spelled], columns)
    if isinstance(dtype, pl.Categorical):
        present = column.unique(maintain_order=True)
        suiting = [matching(present.cast(pl.String), word, match) for word in words]
        return column.is_in(present.filter(_any(suiting, columns)).implode()).fill_null(False)
    return _any([matching(column, word, match).fill_null(False) for word in words], columns)


def _in_range(name: str, span: Range | None, columns: _Columns) -> pl.Expr:
    if span is None:
        return pl.col(name).is_null()
    masks = [pl.col(name).is_not_null()]
    if span.low is not None:
        masks.append(_compare(name, ">=", span.low, columns))
    if span.high is not None:
        masks.append(_compare(name, "<=", span.high, columns))
    return pl.all_horizontal(masks[1:] or masks)


def _compare(name: str, operator: Operator, value: Decimal | date | str, columns: _Columns) -> pl.Expr:
    column = pl.col(name)
    if name == RISK:
        return _category(name, sorted(_severities(operator, str(value))), "whole", columns)
    if name == COHORT and isinstance(value, date):
        month = pl.lit(value.isoformat()[:7])
        return _ordered(column.cast(pl.String), operator, month)
    if isinstance(value, Decimal):
        return _ordered(column, operator, _number(columns.fields[name], operator, value))
    return _ordered(column, operator, pl.lit(value))


def _ordered(column: pl.Expr, operator: Operator, value: pl.Expr) -> pl.Expr:
    match operator:
        case ">":
            mask = column > value
        case ">=":
            mask = column >= value
        case "<":
            mask = column < value
        case "<=":
            mask = column <= value
    return mask.fill_null(False)


def _number(field: Field, operator: Operator, value: Decimal) -> pl.Expr:
    if field.kind != "money":
        return pl.lit(float(value))
    # Below a ten-thousandth the amount is rounded to the side that leaves every comparison as it is.
    side = ROUND_CEILING if operator in (">=", "<") else ROUND_FLOOR
    return pl.lit(int((value * MONEY_SCALE).to_integral_value(side)), dtype=pl.Int64)


def _severities(operator: Operator, severity: str) -> set[str]:
    at = SEVERITIES.index(severity)
    match operator:
        case ">":
            return set(SEVERITIES[at + 1 :])
        case ">=":
            return set(SEVERITIES[at:])
        case "<":
            return set(SEVERITIES[:at])
        case "<=":
            return set(SEVERITIES[: at + 1])


def _flag(word: str, columns: _Columns, place: Place) -> pl.Expr:
    """A flag that is raised; one that could not be evaluated is not."""
    if word in (ANY_FLAG, NO_FLAG):
        evaluated = [flag.column for flag in CUSTOMER_FLAGS if flag.column in columns.schema]
        raised = _any([_raised(column) for column in evaluated], columns)
        return raised if word == ANY_FLAG else ~raised
    flag = FLAG_NAMES[word]
    if flag.column not in columns.schema:
        files = ", or ".join(" + ".join(f"{table}.csv" for table in tables) for tables in FLAGS[word].needs)
        raise FilterError(f"the flag '{flag.slug}' cannot be evaluated: it needs {files}", *place)
    return _raised(flag.column)


def _raised(column: str) -> pl.Expr:
    return (pl.col(column) >= 1).fill_null(False)
