"""What the texts of one file prove about its way of writing dates and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.parse import dates, numbers
from holdfast.intake.parse.cells import is_native
from holdfast.intake.parse.derive import columns_of
from holdfast.intake.read.faults import OpenQuestionError
from holdfast.intake.read.native import as_text
from holdfast.intake.read.raw import SAMPLE_ROWS
from holdfast.intake.read.source import mapping_name
from holdfast.intake.wording import listing
from holdfast.schema.receipt import Question
from holdfast.toml_files import basic_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.config import TableMapping
    from holdfast.intake.parse.dates import DayOrder
    from holdfast.intake.parse.numbers import DecimalProof, DecimalSign
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.wiring import Wiring
    from holdfast.schema.tables import ColumnType

NUMBER_TYPES: Final[tuple[ColumnType, ...]] = ("money", "float", "integer")


_SHARES: Final = ("rate", "margin_pct", "allowance_pct", "score", "csat")
"""Columns whose values are never thousands: a sign before three digits is the decimal sign."""
_SECTION: Final = re.compile(r"\[tables\.\w+\]")
_TWO_ORDERS: Final = re.compile(r"\s*\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?:\D|$)")
_POINTED_DAY: Final = re.compile(r"\s*\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b")


@dataclass(frozen=True)
class FileFacts:
    """What one file's texts prove about its way of writing dates and numbers; `days` None where unasked.

    `date_columns` and `number_columns` are those that leave it open. `continental` files are cut by
    semicolons or write days with points.
    """

    days: DayOrder | None
    decimals: DecimalProof
    date_columns: tuple[str, ...] = ()
    number_columns: tuple[str, ...] = ()
    continental: bool = False


@dataclass(frozen=True)
class Style:
    """How dates and numbers of one file are to be read; `day_first` None where no date asked for it yet."""

    day_first: bool | None
    decimal: DecimalSign


def file_facts(raw: RawFile, wiring: Wiring, mapping: TableMapping) -> FileFacts:
    """Look at the texts of the mapped columns; the whole column where they leave anything open."""
    texts = _sample_texts(raw, _headers(wiring, "date", "timestamp"))
    undecided = [header for header, sample in texts.items() if dates.needs_day_order(sample)]
    schema = raw.frame.collect_schema()
    sources = [as_text(pl.col(header), schema[header]) for header in undecided]
    days = whole_column_order(raw.frame, sources) if undecided else None
    if days is not None and days.verdict is None and days.is_open:
        beside = _order_beside(raw, wiring)
        days = beside if beside.verdict is not None else days
    pointed = any(_POINTED_DAY.match(text) for sample in texts.values() for text in sample)
    proofs = _decimal_proofs(raw, wiring, mapping)
    return FileFacts(
        days,
        sum(proofs.values(), numbers.DecimalProof()),
        tuple(undecided),
        tuple(header for header, proof in proofs.items() if proof.open_points or proof.comma),
        continental=pointed or raw.separator == ";",
    )


def _order_beside(raw: RawFile, wiring: Wiring) -> DayOrder:
    """What the dates in columns that nobody mapped prove: a tool writes all dates of a file alike."""
    schema = raw.frame.collect_schema()
    texts = _sample_texts(raw, [name for name in wiring.unused if schema[name] == pl.String])
    dated = [name for name, sample in texts.items() if sample and all(map(_is_day_of_two_orders, sample))]
    return whole_column_order(raw.frame, [pl.col(name) for name in dated]) if dated else dates.DayOrder()


def _is_day_of_two_orders(text: str) -> bool:
    return _TWO_ORDERS.match(text) is not None


def _decimal_proofs(raw: RawFile, wiring: Wiring, mapping: TableMapping) -> dict[str, DecimalProof]:
    """What each column of texts with figures proves: its first rows, or all where those prove nothing."""
    schema = raw.frame.collect_schema()
    computed = [name for sql in (*wiring.derived.values(), mapping.where or "") for name in columns_of(sql)]
    headers = dict.fromkeys(
        (*_headers(wiring, *NUMBER_TYPES), *(one for one in computed if one in raw.columns))
    )
    shares = {wiring.columns[name] for name in _SHARES if name in wiring.columns}
    head = raw.head.head(SAMPLE_ROWS).lazy()
    found: dict[str, DecimalProof] = {}
    for header in headers:
        if schema[header] != pl.String:
            continue
        text = pl.col(header)
        proof = numbers.decimal_proof(head, text)
        if not proof.is_proven:
            whole = numbers.decimal_proof(raw.frame.filter(text.str.contains(r"[.,]")), text)
            proof = replace(whole, ungrouped=proof.ungrouped)
        found[header] = proof.as_shares if header in shares else proof
    return found


def style_of(
    raw: RawFile, mapping: TableMapping, fact: FileFacts, pooled: FileFacts
) -> tuple[Style, tuple[str, ...]]:
    """How a file writes dates and numbers, and notes; its siblings (`pooled`) decide what it leaves open.

    Raises OpenQuestionError where nothing decides.
    """
    notes: list[str] = []
    day_first = fact.days.verdict if fact.days else None
    if mapping.date_format:
        day_first = _stated_order(mapping.date_format)
    elif day_first is not None:
        notes.append(f"dates are written with the {'day' if day_first else 'month'} first")
    elif fact.days is not None and fact.days.is_open:
        day_first = pooled.days.verdict if pooled.days else None
        if day_first is None:
            raise ambiguous_dates(raw.name, fact.date_columns, mapping)
        first = "day" if day_first else "month"
        notes.append(f"the {first} stands first in dates, as in the other files of {mapping.table}")
    elif fact.days is not None:
        # Only days such as 03/03/2025: both ways of reading them agree.
        day_first = True
    decimal, note = _decimal(raw, mapping, fact, pooled)
    return Style(day_first, decimal), (*notes, *note)


def pooled_facts(facts: Sequence[FileFacts]) -> FileFacts:
    """What the files of one table prove together."""
    return FileFacts(
        sum((fact.days for fact in facts if fact.days), dates.DayOrder()),
        sum((fact.decimals for fact in facts), numbers.DecimalProof()),
    )


def _decimal(
    raw: RawFile, mapping: TableMapping, fact: FileFacts, pooled: FileFacts
) -> tuple[DecimalSign, list[str]]:
    if mapping.decimal:
        return ("," if mapping.decimal == "," else "."), []
    proof = fact.decimals
    is_open = not proof.is_proven and (proof.open_points or proof.open_commas)
    if is_open and pooled.decimals.is_proven:
        decimal = pooled.decimals.verdict(continental=False)
        assert decimal is not None
        return decimal, [f"'{decimal}' is the decimal sign, as in the other files of {mapping.table}"]
    verdict = proof.verdict(continental=fact.continental)
    if verdict is None:
        raise ambiguous_numbers(raw.name, fact.number_columns, mapping)
    if verdict == ",":
        thousands = "; points group thousands: nothing else speaks for them" if not proof.is_proven else ""
        return verdict, [f"decimal comma{thousands if proof.open_points else ''}"]
    if proof.open_commas and not proof.point:
        return verdict, [
            'numbers such as 1,234 are read as thousands; say decimal = "," if the comma is a decimal sign'
        ]
    return verdict, []


def _stated_order(date_format: str) -> bool | None:
    day, month = date_format.find("%d"), max(date_format.find(code) for code in ("%m", "%b", "%B"))
    return day < month if day >= 0 and month >= 0 and not date_format.startswith("%Y") else None


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


def ambiguous_dates(name: str, columns: Sequence[str], mapping: TableMapping) -> OpenQuestionError:
    """The error for dates that could be day/month or month/day."""
    doubt = "the dates of {} could be day/month or month/day"
    return _asked(name, columns, mapping.key, doubt, ('date_format = "%d/%m/%Y"', 'date_format = "%m/%d/%Y"'))


def ambiguous_numbers(name: str, columns: Sequence[str], mapping: TableMapping) -> OpenQuestionError:
    """The error for numbers such as 1.234, which could be a thousand or little more than one."""
    doubt = "in the numbers of {} the point could be decimal or group thousands"
    return _asked(name, columns, mapping.key, doubt, ('decimal = "."', 'decimal = ","'))


def _asked(
    name: str, columns: Sequence[str], key: str, doubt: str, answers: Sequence[str]
) -> OpenQuestionError:
    doubt = doubt.format(listing(columns))
    section = _SECTION.search(key)
    files = f"files = [{basic_string(mapping_name(name))}]"
    paste = "\n".join("\n".join((section[0] if section else key, files, answer)) for answer in answers)
    question = Question(name, ", ".join(columns), f"{doubt}: which is it?", paste)
    return OpenQuestionError(f"{name}: {doubt}; say which in {key} with {' or '.join(answers)}", question)


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
    sample = raw.head.head(SAMPLE_ROWS).select(
        as_text(pl.col(name), schema[name]).alias(name) for name in wanted
    )
    return {name: sample[name].drop_nulls().unique(maintain_order=True).to_list() for name in wanted}
