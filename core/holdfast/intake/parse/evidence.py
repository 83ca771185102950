"""What the texts of one file prove about its way of writing dates and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.parse import dates, numbers
from holdfast.intake.parse.cells import is_native
from holdfast.intake.parse.derive import columns_of
from holdfast.intake.read.faults import OpenQuestionError
from holdfast.intake.read.native import as_text
from holdfast.intake.wording import listing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.intake.config import TableMapping
    from holdfast.intake.parse.dates import DayOrder
    from holdfast.intake.parse.numbers import DecimalProof, DecimalSign
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.wiring import Wiring
    from holdfast.schema.tables import ColumnType

SAMPLE_ROWS: Final = 1_000
"""Rows at the head of a file from which its way of writing is learnt."""

NUMBER_TYPES: Final[tuple[ColumnType, ...]] = ("money", "float", "integer")


@dataclass(frozen=True)
class FileFacts:
    """What one file's texts prove about its way of writing dates and numbers; `days` None where unasked."""

    days: DayOrder | None
    decimals: DecimalProof
    date_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Style:
    """How dates and numbers of one file are to be read; `day_first` None where no date asked for it yet."""

    day_first: bool | None
    decimal: DecimalSign


def file_facts(raw: RawFile, wiring: Wiring, mapping: TableMapping) -> FileFacts:
    """Look at the texts of the mapped columns; the whole column where day and month could be swapped."""
    texts = _sample_texts(raw, _headers(wiring, "date", "timestamp"))
    undecided = [header for header, sample in texts.items() if dates.needs_day_order(sample)]
    schema = raw.frame.collect_schema()
    sources = [as_text(pl.col(header), schema[header]) for header in undecided]
    days = whole_column_order(raw.frame, sources) if undecided else None
    computed = [name for sql in (*wiring.derived.values(), mapping.where or "") for name in columns_of(sql)]
    headers = [*_headers(wiring, *NUMBER_TYPES), *(name for name in computed if name in raw.columns)]
    figures = _sample_texts(raw, list(dict.fromkeys(headers)))
    decimals = sum((numbers.decimal_proof(sample) for sample in figures.values()), numbers.DecimalProof())
    return FileFacts(days, decimals, tuple(undecided))


def whole_column_order(frame: pl.LazyFrame, sources: list[pl.Expr]) -> DayOrder:
    """What whole columns of texts prove about the order of day and month."""
    counts = frame.select(
        expr.alias(f"{index}_{part}")
        for index, source in enumerate(sources)
        for part, expr in enumerate(dates.day_order(source))
    ).collect()
    flat = counts.row(0)
    orders = (dates.DayOrder(*flat[3 * index : 3 * index + 3]) for index in range(len(sources)))
    return sum(orders, dates.DayOrder())


def ambiguous_dates(name: str, columns: Iterable[str], key: str) -> OpenQuestionError:
    """The error for dates that could be day/month or month/day."""
    return OpenQuestionError(
        f"{name}: the dates of {listing(columns)} could be day/month or month/day; say which in {key} "
        f'with date_format = "%d/%m/%Y" or date_format = "%m/%d/%Y"'
    )


def _headers(wiring: Wiring, *kinds: str) -> list[str]:
    """The file's columns that feed columns of these types."""
    return list(
        dict.fromkeys(
            wiring.columns[column.name]
            for column in wiring.targets
            if column.type in kinds and column.name in wiring.columns
        )
    )


def _sample_texts(raw: RawFile, headers: list[str]) -> dict[str, list[str]]:
    """Distinct texts of the first rows, for the columns that hold text."""
    schema = raw.frame.collect_schema()
    wanted = [
        header
        for header in headers
        if not is_native(schema[header], "date") and not schema[header].is_float()
    ]
    if not wanted:
        return {}
    sample = (
        raw.frame.select(as_text(pl.col(name), schema[name]).alias(name) for name in wanted)
        .head(SAMPLE_ROWS)
        .collect()
    )
    return {name: sample[name].drop_nulls().unique(maintain_order=True).to_list() for name in wanted}
