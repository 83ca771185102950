"""The currency of a file: of a column, beside nested amounts, or of a header; one where there are several."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.parse.currencies import CODES
from holdfast.intake.recognise.synonyms import choices as headers_of
from holdfast.intake.recognise.weigh.units import currency_of
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from holdfast.intake.config import TableMapping
    from holdfast.intake.recognise.weigh.head import Head

_MOST_CURRENCIES: Final = 20
"""Different codes that a column of currencies has at most."""
_SEVERAL: Final = 2


def with_currency(mapping: TableMapping, head: Head) -> TableMapping:
    """The currency that stands beside nested amounts, or that their header names, where no column is it."""
    columns = mapping.columns or {}
    if TABLES[mapping.table].column("currency") is None:
        return mapping
    if "currency" in columns:
        return _in_one_currency(mapping, head)
    money = [column.name for column in TABLES[mapping.table].columns if column.type == "money"]
    amounts = [columns[name] for name in money if name in columns]
    beside = [
        header
        for header in head.columns
        for amount in amounts
        if "." in amount and header.rpartition(".")[0] == amount.rpartition(".")[0]
        if headers_of(mapping.table, "currency", [header.rpartition(".")[2]])
    ]
    if beside:
        return replace(mapping, columns={**columns, "currency": beside[0]})
    if told := _currency_by_codes(mapping, head):
        return replace(mapping, columns={**columns, "currency": told})
    codes = {currency_of(header) for header in amounts} - {""}
    if len(codes) != 1:
        return mapping
    return replace(mapping, derive={**mapping.derive, "currency": f"'{codes.pop()}'"})


def _in_one_currency(mapping: TableMapping, head: Head) -> TableMapping:
    """With the amounts of another column where these are the same, all in one currency that its header names.

    In the rows of that currency both must say the same: only then is one the other, converted.
    """
    columns = dict(mapping.columns or {})
    amount, currency = columns.get("amount"), columns["currency"]
    if amount is None or currency not in head.columns or head.cells(currency).distinct < _SEVERAL:
        return mapping
    for header in headers_of(mapping.table, "amount", head.columns):
        code = currency_of(header)
        if header in columns.values() or not code or head.cells(header).filled < head.cells(amount).filled:
            continue
        own = head.rows.filter(pl.col(currency).str.to_uppercase() == code)
        if own.height and own.select((pl.col(header) == pl.col(amount)).all()).item():
            rest = {name: one for name, one in columns.items() if name != "currency"}
            derive = {**mapping.derive, "currency": f"'{code}'"}
            return replace(mapping, columns={**rest, "amount": header}, derive=derive)
    return mapping


def _currency_by_codes(mapping: TableMapping, head: Head) -> str:
    """The only free column of nothing but codes of currencies, whatever it is called, or "".

    Without it a firm's currencies would be added up. Where there are several, each may be another amount's.
    """
    taken = (mapping.columns or {}).values()
    told = []
    for header in head.columns:
        cells = head.cells(header)
        if header in taken or not cells.filled or 2 * cells.filled < head.rows.height:
            continue
        if cells.distinct <= _MOST_CURRENCIES and cells.texts.str.to_uppercase().is_in(list(CODES)).all():
            told.append(header)
    return told[0] if len(told) == 1 else ""
