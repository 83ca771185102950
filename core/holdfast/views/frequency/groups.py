"""The rows of a frequency table: which value each customer has, and the filter that keeps exactly these."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from holdfast.errors import UsageError
from holdfast.filters import is_exactly, parse
from holdfast.filters.compile import compile_filter
from holdfast.filters.values import BLANK, value_kind
from holdfast.money import to_units
from holdfast.schema.fields import SEVERITIES
from holdfast.views.frequency.edges import MOST_BANDS, calendar_words, number_edges
from holdfast.words.numerals import number_text, percent_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.schema.field_set import Fields
    from holdfast.schema.fields import Field, FieldKind

MOST_VALUES: Final = 500
"""So many texts have a row each, the most frequent; the others are one row together."""

GroupKind = Literal["value", "band", "missing", "rest"]

CODE: Final = "code"
"""The column that says which group a customer is in, by number."""

_SHARES: Final[tuple[FieldKind, ...]] = ("share", "chance")


@dataclass(frozen=True)
class ValueGroup:
    """One row: its value as text (None where it is missing), and the filter that keeps its customers.

    `clause` None: more values than are listed, which no filter names.
    """

    kind: GroupKind
    value: str | None
    clause: str | None


@dataclass(frozen=True, eq=False)
class Grouped:
    """The groups in the natural order of their values, and the number of its group for every customer.

    `codes` are UInt32, aligned with the frame they were made from, never null. `of_text` tells the code of a
    text, where the groups are texts: columns `key` (as `text_key` makes it) and CODE.
    """

    groups: tuple[ValueGroup, ...]
    codes: pl.Series
    of_text: pl.DataFrame | None = None


def grouped(chosen: pl.DataFrame, field: Field, fields: Fields) -> Grouped:
    """Every customer of a frame of facts in the group of its value. `fields` are those of the book.

    Raises UsageError for a field whose values cannot be told apart, or that this book lacks.
    """
    kind = value_kind(field)
    if kind == "none":
        raise UsageError(f"'{field.name}' is shown but cannot be counted: choose another column")
    if field.name not in chosen.columns:
        raise UsageError(f"this book has no '{field.name}': its column is in none of the files")
    if kind in ("text", "dimension"):
        return _by_text(chosen.get_column(field.name), field)
    return _by_clause(chosen, _told_apart(chosen.get_column(field.name), field), fields)


def text_key(field: Field) -> pl.Expr:
    """What a filter takes for the same value: of a dimension whatever its case."""
    text = pl.col(field.name).cast(pl.String)
    return (text.str.to_lowercase() if field.kind == "dimension" else text).alias("key")


def _by_text(values: pl.Series, field: Field) -> Grouped:
    """A row for each text, however it is spelt; of many, for the most frequent."""
    spelt = pl.DataFrame({field.name: values.cast(pl.String)}).with_columns(text_key(field))
    counted = (
        spelt.group_by("key", pl.col(field.name).alias("value"))
        .len()
        .sort("len", "value", descending=[True, False])
        .group_by("key", maintain_order=True)
        .agg(pl.col("value").first(), pl.col("len").sum())
        .sort("len", "value", descending=[True, False], nulls_last=True)
    )
    missing = counted.filter(pl.col("key").is_null())
    listed = counted.filter(pl.col("key").is_not_null())
    shown = listed.head(MOST_VALUES).sort("value")
    groups = [
        ValueGroup("value", value, is_exactly(field.name, value)) for value in shown.get_column("value")
    ]
    if missing.height:
        groups.append(ValueGroup("missing", None, f"{field.name}:{BLANK}"))
    of_text = pl.concat([shown.select("key"), missing.select("key")]).with_row_index(CODE)
    if further := listed.height - shown.height:
        rest = pl.lit(len(groups), dtype=of_text.schema[CODE]).alias(CODE)
        of_text = pl.concat([of_text, listed.tail(further).select(rest, "key")])
        groups.append(ValueGroup("rest", f"{number_text(further)} further values", None))
    coded = spelt.join(of_text, on="key", how="left", nulls_equal=True, maintain_order="left")
    return Grouped(tuple(groups), coded.get_column(CODE), of_text)


def _by_clause(chosen: pl.DataFrame, groups: Sequence[ValueGroup], fields: Fields) -> Grouped:
    """Customers by the filters of the groups themselves: what is counted is what each of them keeps."""
    if not groups:  # nobody is chosen
        return Grouped((), pl.Series(CODE, [], dtype=pl.UInt32))
    masks = [
        compile_filter(parse(group.clause or "", fields), chosen.schema, fields).alias(str(number))
        for number, group in enumerate(groups)
    ]
    code = pl.coalesce([pl.when(pl.col(str(number))).then(number) for number in range(len(groups))])
    codes = chosen.select(masks).select(code.cast(pl.UInt32).alias(CODE)).to_series()
    if codes.null_count():
        groups = [*groups, ValueGroup("rest", "other values", None)]
    return Grouped(tuple(groups), codes.fill_null(len(groups) - 1))


def _told_apart(values: pl.Series, field: Field) -> list[ValueGroup]:
    """The groups of a column that is no text: its values or bands in order, then what is missing."""
    there = values.drop_nulls()
    name, kind = field.name, value_kind(field)
    groups: Iterable[ValueGroup] = ()
    if kind == "boolean":
        groups = (ValueGroup("value", word, f"{name}:{word}") for word in ("yes", "no"))
    elif kind == "severity":
        groups = (ValueGroup("value", word, f"{name}:{word}") for word in reversed(SEVERITIES))
    elif there.len():
        groups = _days(there, name) if kind == "date" else _numbers(there, field)
    missing = ValueGroup("missing", None, f"{name}:{BLANK}")
    return [*groups, *([missing] if values.null_count() and kind != "severity" else [])]


def _days(there: pl.Series, name: str) -> Iterable[ValueGroup]:
    if there.dtype == pl.Date:
        words = calendar_words(there.min(), there.max())  # type: ignore[arg-type]  # days, not empty
        return (ValueGroup("band", word, f"{name}:{word}") for word in words)
    months = there.cast(pl.String).unique().sort()
    return (ValueGroup("value", month, f"{name}:{month}") for month in months)


def _numbers(there: pl.Series, field: Field) -> Iterable[ValueGroup]:
    """Few whole numbers as they are; else bands, of skewed amounts nothing at all apart."""
    name = field.name
    in_units = to_units(pl.col(name)) if field.kind == "money" else pl.col(name).cast(pl.Float64)
    values = there.to_frame().select(in_units).to_series()
    values = values.filter(values.is_finite())
    if not values.len():
        return ()
    different = values.unique().sort()
    if field.kind != "money" and different.len() <= MOST_BANDS and (different == different.round(0)).all():
        return (ValueGroup("value", number_text(value), f"{name}:{value:.0f}") for value in different)
    edges = number_edges(values)
    return _bands(field, edges, nothing_apart=edges[0] == 0 and len(edges) > 1 and bool((values == 0).any()))


def _bands(field: Field, edges: Sequence[Decimal], *, nothing_apart: bool) -> Iterable[ValueGroup]:
    """From each edge to under the next one, what lies under the first and from the last on."""
    name, first = field.name, edges[0]
    yield ValueGroup("band", f"under {_word(first, field)}", f"{name}<{first:f}")
    for low, high in pairwise(edges):
        if nothing_apart and not low:
            yield ValueGroup("value", "0", f"{name}:0")
            yield ValueGroup("band", f"over 0, under {_word(high, field)}", f"{name}>0 {name}<{high:f}")
        else:
            said = f"{_word(low, field)} to under {_word(high, field)}"
            yield ValueGroup("band", said, f"{name}>={low:f} {name}<{high:f}")
    yield ValueGroup("band", f"{_word(edges[-1], field)} or more", f"{name}>={edges[-1]:f}")


def _word(edge: Decimal, field: Field) -> str:
    decimals = max(0, -int(edge.normalize().as_tuple().exponent))
    if field.kind in _SHARES:
        return percent_text(float(edge), max(0, decimals - 2))
    return number_text(float(edge), decimals)
