"""Rows that stand twice although no key tells them apart: added up, they double money without a word.

A row of a file without a key is a copy where every cell of an earlier row, in this file or another, is the
same. Order lines are different: one product twice in an order is ordinary (5,268 of the 541,909 lines of the
Online Retail data set are such rows). There an order stands twice where *each* of its lines does, and it has
several different lines, lies in several files, or lies in several places of one. That holds for no order of
Online Retail, and for every order that is pasted twice but for a single line written twice in a row.

Copies are counted as they stand and said to be a problem, until the mapping settles it with `equal_rows`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.intake.finish.draft import FILE, ROW
from holdfast.intake.read.native import as_text
from holdfast.intake.wording import count
from holdfast.money import units
from holdfast.schema.receipt import Finding
from holdfast.schema.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfast.intake.finish.account import Reading
    from holdfast.intake.finish.draft import TableDraft

_ADDED_UP: Final = ("orders", "invoices", "subscriptions", "contract_usage", "rep_periods", "opportunities")
"""Tables whose rows are added up one by one. (Those of mrr_events state levels: twice is as good as once.)"""

_ORDER: Final = "order_id"
_TYPED: Final = "__typed"
_SAME: Final = "__same"


def settle_repeats(draft: TableDraft, readings: Sequence[Reading]) -> tuple[TableDraft, list[Finding]]:
    """The rows of a table, without copies where the mapping says so, and what there is to say of them."""
    by_order = draft.mapping.grain == "line" or draft.table == "order_lines"
    asked = by_order or draft.table in _ADDED_UP or draft.mapping.equal_rows == "once"
    if draft.mapping.equal_rows == "each" or not asked:
        return draft, []
    rows = _hashed(draft, readings, by_order=by_order)
    if rows[_TYPED].n_unique() == rows.height:
        return draft, []
    copies = _copied_lines(rows, readings) if by_order else _copied_rows(rows, readings)
    if copies.is_empty():
        return draft, []
    finding = _finding(draft, copies, readings)
    if draft.mapping.equal_rows is None:
        return draft, [finding]
    return draft.leave_out_rows(copies), [finding]


def _hashed(draft: TableDraft, readings: Sequence[Reading], *, by_order: bool) -> pl.DataFrame:
    """Rows without a key: FILE, ROW, the order if asked, and _TYPED, equal where all mapped cells are."""
    key = TABLES[draft.table].key
    frame = draft.frame
    if not by_order and key is not None:
        nameless = [index for index, reading in enumerate(readings) if reading.wiring.numbered == key]
        frame = frame.filter(pl.col(FILE).is_in(nameless))
    numbered = {
        reading.wiring.numbered for reading in readings if reading.source.mapping.table == draft.table
    }
    told = [name for name in frame.columns if not name.startswith("__") and name not in numbered]
    typed = frame.select(told).hash_rows().alias(_TYPED)
    return frame.select(FILE, ROW, *([_ORDER] if by_order else [])).with_columns(typed)


def _copied_rows(rows: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame:
    """Every row that repeats an earlier one: FILE, ROW, and those of the row it repeats."""
    alike = _whole(rows.filter(pl.col(_TYPED).is_duplicated()), readings)
    return _with_first(alike).filter(~pl.col(_SAME).is_first_distinct())


def _copied_lines(lines: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame:
    """The lines by which whole orders stand again, as `_copied_rows`."""
    twice = lines.with_columns(pl.col(_TYPED).is_duplicated().alias("twice"))
    orders = twice.filter("twice").select(_ORDER).unique()
    whole = twice.join(orders, on=_ORDER, how="semi", maintain_order="left").filter(
        pl.col("twice").all().over(_ORDER)
    )
    alike = _with_first(_whole(whole, readings)).with_columns(times=pl.len().over(_SAME))
    # An order that is written twice may itself name a product twice: four lines are then two of one order.
    once = (pl.col("times") // pl.col("times").min()).over(_ORDER)
    different = pl.col(_SAME).n_unique().over(_ORDER) > 1
    in_several_files = pl.col(FILE).n_unique().over(_ORDER) > 1
    in_several_places = (pl.col(ROW).max() - pl.col(ROW).min() + 1 > pl.len()).over(_ORDER)
    stands_twice = (pl.col("times").min().over(_ORDER) > 1) & (
        different | in_several_files | in_several_places
    )
    return alike.filter(stands_twice & (pl.int_range(pl.len()).over(_SAME) >= once))


def _with_first(alike: pl.DataFrame) -> pl.DataFrame:
    """With the file and row of the first of those that are the same."""
    first = (
        pl.col(FILE).first().over(_SAME).alias("of_file"),
        pl.col(ROW).first().over(_SAME).alias("of_row"),
    )
    return alike.with_columns(first)


def _whole(rows: pl.DataFrame, readings: Sequence[Reading]) -> pl.DataFrame:
    """The rows with _SAME: equal where all cells of the file are, those that nobody mapped included.

    A sheet and a CSV file write the same value differently: across such files the mapped values decide.
    """
    alike = len({readings[file].raw.file.kind for file in rows[FILE].unique()}) <= 1
    parts = [
        part.join(
            _cells_hash(readings[part[FILE][0]], part[ROW], as_written=alike),
            on=ROW,
            how="left",
            maintain_order="left",
        )
        for part in rows.partition_by(FILE, maintain_order=True)
    ]
    whole = pl.concat(parts) if parts else rows.with_columns(pl.lit(0, dtype=pl.UInt64).alias(_SAME))
    return whole.with_columns(pl.struct(_TYPED, _SAME).hash().alias(_SAME))


def _cells_hash(reading: Reading, numbers: pl.Series, *, as_written: bool) -> pl.DataFrame:
    """ROW and a hash of the row as it stands in the file, or of the value of what nobody mapped.

    Files with other columns have other hashes.
    """
    raw = reading.raw
    columns = raw.columns if as_written else sorted((*reading.wiring.unused, *reading.wiring.left_out))
    cells = [pl.col(name) if as_written else _value(name, raw.frame.collect_schema()) for name in columns]
    names = pl.lit("\x1f".join(columns)).alias("__names")
    return raw.rows(numbers).select(ROW, pl.struct(*cells, names).hash().alias(_SAME))


def _value(name: str, schema: pl.Schema) -> pl.Expr:
    text = as_text(pl.col(name), schema[name]).fill_null("")
    return pl.coalesce(text.cast(pl.Float64, strict=False).cast(pl.String), text).alias(name)


def _finding(draft: TableDraft, copies: pl.DataFrame, readings: Sequence[Reading]) -> Finding:
    """How many there are, where the first stands, what they come to, and what to do."""
    first = copies.row(0, named=True)
    file, other = readings[first[FILE]].raw, readings[first["of_file"]].raw
    where = f"line {file.lines([first[ROW]])[0]} of {file.name}"
    as_line = f"line {other.lines([first['of_row']])[0]}" + ("" if other is file else f" of {other.name}")
    repeat = "repeats an earlier row" if copies.height == 1 else "repeat earlier rows"
    told = f"{count(copies.height, 'row')} {repeat} in full, the first on {where} (as {as_line})"
    told += _money(draft, copies)
    if draft.mapping.equal_rows == "once":
        return Finding("info", draft.table, f"{told}: left out, as equal_rows says")
    advice = (
        f'write equal_rows = "once" in {draft.mapping.key} to leave them out, "each" where they are right'
    )
    return Finding("problem", draft.table, f"{told}: counted as they stand; {advice}")


def _money(draft: TableDraft, copies: pl.DataFrame) -> str:
    column = next((name for name in ("amount", "mrr") if name in draft.frame.columns), None)
    if column is None:
        return ""
    added = draft.frame.join(copies, on=[FILE, ROW], how="semi")[column].sum()
    return f", {units(int(added)):,.2f} together"
