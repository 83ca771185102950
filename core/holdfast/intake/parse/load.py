"""One file into typed rows of one table, each row accounted for: used, quarantined, left out or not data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.finish.draft import FILE, PENDING_SCHEMA, ROW
from holdfast.intake.parse import dates, numbers
from holdfast.intake.parse.cells import Reading, cleaned, detect
from holdfast.intake.parse.derive import compile_expression
from holdfast.intake.parse.evidence import (
    NUMBER_TYPES,
    Style,
    ambiguous_dates,
    whole_column_order,
)
from holdfast.intake.parse.plan import BAD, CURRENCY, UNREADABLE, Plan, TypedRows, is_key, unreadable
from holdfast.intake.parse.trouble import cells_unreadable, further_lines, may_be_unreadable, rows_lacking
from holdfast.intake.read import files
from holdfast.intake.read.careful import FOOTER
from holdfast.intake.read.native import as_text
from holdfast.intake.read.raw import SAMPLE_ROWS, UnsoundFileError, guarded
from holdfast.intake.wording import count
from holdfast.rows.pieces import in_one_piece
from holdfast.schema.tables import SEEN, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.wiring import Wiring
    from holdfast.schema.tables import Column, Table

KEEP: Final = "__keep"
"""Column of the raw frame: whether a row meets the condition of the mapping."""
_ENDS_EMPTY: Final = "__ends_empty"
_LAST_ROWS: Final = 100
_TOTAL: Final = (
    r"(?i)^(?:(grand )?total[sei]?( (for|g[eé]n[eé]ral).*|\s*\(.*\))?|gesamt(summe|betrag)?|summe):?$"
)
_TOTAL_OF: Final = (
    r"(?i)^(?:(?:grand|sub)[ -]?)?total(?:e|es|s|i)?\b|^(?:zwischen|gesamt)?summe\b|^gesamt\b|^sous[ -]total"
    r"|^somme\b|^subtotale\b"
)
"""How a row of totals begins that says of what: only figures may follow."""
_FIGURE: Final = r"^[-+(]?\s*\D{0,4}\s*[\d.,' \u00a0\u202f]+\s*\D{0,4}[)-]?$"


@dataclass(frozen=True, eq=False)
class Loaded:
    """Typed rows of one file (with FILE and ROW), its quarantined rows, and the counts of the rest.

    `cells` (PENDING_SCHEMA) are what could not be read in rows that count without it.
    `days`: ROW and SEEN, the day of every row of a file of events, also of those left out or in quarantine.
    """

    frame: pl.DataFrame
    pending: pl.DataFrame
    cells: pl.DataFrame
    rows_read: int
    left_out: int
    not_data: int
    notes: tuple[str, ...]
    days: pl.DataFrame | None = None


def typed_rows(raw: RawFile, wiring: Wiring, mapping: TableMapping, style: Style) -> TypedRows:
    """Every row of one file, typed. Raises UsageError where an expression cannot be worked out."""
    plan = _plan(raw, wiring, mapping, style)
    with guarded(raw, f"{mapping.key} derive or where" if mapping.derive or mapping.where else ""):
        collected, plan = _collect(plan, style)
    if plan.raw.unchecked:
        if collected[_ENDS_EMPTY].any() and not raw.is_sound:
            raise UnsoundFileError(raw.name)
        collected = collected.drop(_ENDS_EMPTY)
    _check_cells(collected, raw)
    return TypedRows(plan, collected)


def sorted_out(rows: TypedRows, mapping: TableMapping, file: int) -> Loaded:
    """The rows of file number `file`, each of them used, in quarantine, left out, or not data."""
    plan, collected = rows.plan, rows.frame
    days = _days(collected, TABLES[mapping.table])
    total = collected.height
    left_out = 0
    if plan.where is not None:
        collected = collected.filter(pl.col(KEEP)).drop(KEEP)
        left_out = total - collected.height
    parted = _part(collected, plan, file, TABLES[mapping.table].key or "")
    good = _with_currency(parted.good)
    working = [name for name in good.columns if name.startswith("__") and name != ROW]
    return Loaded(
        frame=good.drop(working).with_columns(pl.lit(file, dtype=pl.UInt32).alias(FILE)),
        pending=parted.bad,
        cells=parted.cells,
        rows_read=total + plan.raw.not_data + len(plan.raw.rejected),
        left_out=left_out,
        not_data=parted.not_data + plan.raw.not_data,
        notes=(*parted.notes, *_counted_days(plan)),
        days=days,
    )


def _counted_days(plan: Plan) -> Iterable[str]:
    for name, reading in plan.readings.items():
        if any(one.epoch == "days" for one in reading.formats):
            yield f"numbers such as 45662 in {name} are days as spreadsheets count them: 45662 is 2025-01-05"


def _with_currency(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the currency of their amount's cell, where no column names one."""
    if CURRENCY not in rows.columns or rows[CURRENCY].null_count() == rows.height:
        return rows
    beside = pl.col(CURRENCY)
    stated = pl.col("currency") if "currency" in rows.columns else pl.lit(None, dtype=pl.String)
    return rows.with_columns(pl.coalesce(stated, beside).alias("currency"))


def _days(rows: pl.DataFrame, table: Table) -> pl.DataFrame | None:
    dated = [name for name in (table.known_on, table.else_known_on) if name in rows.columns]
    if not table.is_event or not dated:
        return None
    return rows.select(ROW, pl.coalesce(pl.col(name).cast(pl.Date) for name in dated).alias(SEEN))


def _check_cells(collected: pl.DataFrame, raw: RawFile) -> None:
    """Raises UnreadableFileError for an enormous cell, which only a file larger than that can hold."""
    if raw.size <= files.MAX_CELL:
        return
    texts = [name for name, dtype in collected.schema.items() if dtype == pl.String]
    longest = collected.select(pl.col(texts).str.len_bytes().max())
    if any((value or 0) > files.MAX_CELL for value in longest.row(0)):
        raise files.cell_too_large(raw.name)


def _plan(raw: RawFile, wiring: Wiring, mapping: TableMapping, style: Style) -> Plan:
    frame, schema = raw.frame, raw.frame.collect_schema()
    sample = raw.head.head(SAMPLE_ROWS).drop(ROW) if wiring.derived or mapping.where else pl.DataFrame()
    expressions = {}
    types = {column.name: column.type for column in wiring.targets}
    for name, sql in wiring.derived.items():
        key = f"{mapping.key} derive.{name}"
        expressions[name] = compile_expression(
            sql, key, raw.name, sample, style.decimal, for_text=types[name] == "text"
        )
        frame = expressions[name].add_to(frame, f"__derived_{name}", schema)
    where = None
    if mapping.where:
        where = compile_expression(mapping.where, f"{mapping.key} where", raw.name, sample, style.decimal)
        frame = where.add_to(frame, KEEP, schema)
        if frame.collect_schema()[KEEP] != pl.Boolean:
            raise UsageError(f"{mapping.key} where: {mapping.where!r} is not a condition")
    if frame is not raw.frame:
        raw = replace(raw, frame=frame)
    plan = Plan(raw, wiring, frame.collect_schema(), expressions, where, {}, mapping)
    return replace(plan, readings=_readings(plan, mapping, style))


def _readings(plan: Plan, mapping: TableMapping, style: Style) -> dict[str, Reading]:
    columns = [column for column in plan.wiring.targets if column.type not in ("text", "boolean")]
    texts = {column.name: plan.source(column) for column in columns}
    days = {column.name for column in columns if column.type in ("date", "timestamp")}
    read = {name: source for name, source in texts.items() if name in days or not source[1].is_float()}
    if not read:
        return {column.name: Reading() for column in columns}
    head = plan.raw.head.head(SAMPLE_ROWS)
    sample = head.select(as_text(*source).alias(name) for name, source in read.items())
    readings = {column.name: Reading() for column in columns}
    explicit = dates.explicit_formats(mapping.date_format) if mapping.date_format else ()
    for column in columns:
        if column.name in read:
            found = sample[column.name].drop_nulls().unique(maintain_order=True).to_list()
            reading = detect(found, column.type, day_first=style.day_first, decimal=style.decimal)
            readings[column.name] = replace(reading, formats=(*explicit, *reading.formats))
    return readings


def _collect(plan: Plan, style: Style) -> tuple[pl.DataFrame, Plan]:
    """The typed rows; read once more where rows beyond the sample turn out to be written differently."""
    while True:
        # polars notices a row with too many fields only when it reads every column.
        flags = pl.QueryOptFlags(projection_pushdown=not plan.raw.unchecked)
        collected = _typed(plan).collect(engine="streaming", optimizations=flags)
        wider = _widen(plan, collected, style)
        if wider is None:
            return _finished(in_one_piece(collected), plan.wiring.targets), plan
        plan = wider


def _typed(plan: Plan) -> pl.LazyFrame:
    """The typed columns, texts as they stand in the file, and where an optional cell is unreadable."""
    values: list[pl.Expr] = []
    for index, column in enumerate(plan.wiring.targets):
        if column.type == "text":
            values.append(plan.text(column).alias(column.name))
            continue
        parsed = plan.parsed(column)
        values.append(parsed.value.alias(column.name))
        if not column.required:
            values.append(parsed.unreadable.fill_null(value=False).alias(unreadable(index)))
    if (currency := plan.currency()) is not None:
        values.append(currency.alias(CURRENCY))
    if plan.where is not None:
        values.append(pl.col(KEEP).fill_null(value=False))
    if plan.raw.unchecked:
        values.append((pl.col(plan.raw.columns[-1]) == "").alias(_ENDS_EMPTY))
    return plan.raw.frame.select(*values, ROW)


def _finished(collected: pl.DataFrame, targets: Sequence[Column]) -> pl.DataFrame:
    """The typed rows with their texts cleaned, and BAD: whether a row lacks anything it needs."""
    bad: list[pl.Expr] = []
    for column in targets:
        values = collected.get_column(column.name)
        if column.type == "text":
            as_written, values = values, cleaned(values, key=is_key(column))
            is_empty = values is not as_written and (values == "").any()
            # Rows whose required text is empty go to quarantine, so only optional ones need nulls.
            if is_empty and column.required:
                bad.append(pl.col(column.name) == "")
            elif is_empty:
                filled = pl.when(pl.col(column.name) != "").then(column.name)
                values = values.to_frame().select(filled).to_series()
            collected = collected.with_columns(values)
        if column.required and values.null_count():
            bad.append(pl.col(column.name).is_null())
    is_bad = pl.any_horizontal(bad).fill_null(value=False) if bad else pl.lit(value=False)
    return collected.with_columns(is_bad.alias(BAD))


def _widen(plan: Plan, collected: pl.DataFrame, style: Style) -> Plan | None:
    """A plan that reads more ways of writing, learnt from the texts that could not be read; or None."""
    readings = dict(plan.readings)
    for index, column in enumerate(plan.wiring.targets):
        if column.type == "text" or not may_be_unreadable(collected, index, column):
            continue
        reading = readings.get(column.name, Reading())
        texts = plan.unreadable_texts(column, SAMPLE_ROWS)
        day_first = style.day_first
        if day_first is None and column.type in ("date", "timestamp") and dates.needs_day_order(texts):
            order = whole_column_order(plan.raw.frame, [as_text(*plan.source(column))])
            if order.is_open:
                raise ambiguous_dates(plan.raw.name, [plan.header(column)], plan.mapping)
            day_first = order.verdict is not False
        found = detect(texts, column.type, day_first=day_first, decimal=style.decimal)
        fresh = tuple(one for one in found.formats if one not in reading.formats)
        decorated = (
            reading.plain
            and column.type in NUMBER_TYPES
            and any(numbers.looks_numeric([text]) for text in texts)
        )
        readings[column.name] = replace(
            reading,
            formats=(*reading.formats, *fresh),
            plain=reading.plain and not decorated,
            empty_words=reading.empty_words or found.empty_words,
            dashes=reading.dashes or found.dashes,
        )
    return replace(plan, readings=readings) if readings != dict(plan.readings) else None


@dataclass(frozen=True, eq=False)
class _Parted:
    """Rows by what becomes of them; `bad` and `cells` as PENDING_SCHEMA."""

    good: pl.DataFrame
    bad: pl.DataFrame
    cells: pl.DataFrame
    not_data: int = 0
    notes: tuple[str, ...] = ()


def _part(collected: pl.DataFrame, plan: Plan, file: int, key: str) -> _Parted:
    """Part good rows from blank lines and totals (not data) and from unreadable ones (quarantine)."""
    flags = [name for name in collected.columns if name.startswith(UNREADABLE)]
    troubled = pl.any_horizontal(BAD, *flags)
    doubtful = _suspects(collected, plan, troubled)
    if doubtful.is_empty():
        return _Parted(collected, PENDING_SCHEMA.to_frame(), PENDING_SCHEMA.to_frame())
    own = plan.raw.rows(doubtful[ROW].to_list())
    judged = own.select(ROW, _kind(plan).alias("kind"))
    doubtful = doubtful.join(judged, on=ROW, how="left", maintain_order="left")
    kind = pl.col("kind")
    not_data = doubtful.filter((kind == "total") | (kind.is_in(["blank", "footer"]) & troubled))
    data = doubtful.join(not_data, on=ROW, how="anti", maintain_order="left")
    good = collected.filter(~pl.col(BAD)).join(not_data, on=ROW, how="anti", maintain_order="left")
    counts = dict(not_data.group_by("kind").len().iter_rows())
    notes = tuple(
        f"{count(counts[kind_], word)} not data"
        for kind_, word in (("blank", "blank row"), ("total", "row of totals"), ("footer", "footer row"))
        if kind_ in counts
    )
    further = further_lines(data, good, own, plan, key)
    if further.height:
        data = data.join(further, on=ROW, how="anti", maintain_order="left")
        notes = (*notes, f"{count(further.height, 'further line')} of rows above not data")
    bad, cells = rows_lacking(data, own, plan, file), cells_unreadable(data, own, plan, file)
    return _Parted(good, bad, cells, not_data.height + further.height, notes)


def _suspects(collected: pl.DataFrame, plan: Plan, troubled: pl.Expr) -> pl.DataFrame:
    """Rows that may not be data: troubled ones, and those at the end of the file that speak of totals."""
    texts = [column.name for column in plan.wiring.targets if column.type == "text"]
    if not plan.raw.is_text or not texts:
        return collected.filter(troubled)
    totals = pl.any_horizontal(pl.col(name).str.contains(_TOTAL) for name in texts)
    last = collected.tail(_LAST_ROWS).filter(~troubled & totals)
    return pl.concat([collected.filter(troubled), last])


def _kind(plan: Plan) -> pl.Expr:
    """`blank`, `total`, `footer` or null, from all cells of a row."""
    schema = plan.schema
    cells = pl.concat_list(
        as_text(pl.col(name), schema[name]).str.strip_chars().fill_null("") for name in plan.raw.columns
    )
    filled = cells.list.filter(pl.element() != "")
    first = filled.list.first()
    rest = filled.list.slice(1).list.eval(pl.element().str.contains(_FIGURE))
    few = filled.list.len() <= max(1, len(plan.raw.columns) // 2)
    headers = list(plan.raw.columns)
    return (
        pl.when(filled.list.len() == 0)
        .then(pl.lit("blank"))
        .when((first.str.contains(_TOTAL) & few) | (first.str.contains(_TOTAL_OF) & rest.list.all()))
        .then(pl.lit("total"))
        .when((filled.list.len() == 1) & first.str.contains(f"(?is)^(?:{FOOTER.pattern})$"))
        .then(pl.lit("footer"))
        .when(cells.list.join("\x1f") == "\x1f".join(headers))
        .then(pl.lit("footer"))
    )
