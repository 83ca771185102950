"""One file into typed rows of one table, each row accounted for: used, quarantined, left out or not data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.intake.finish.draft import FILE, PENDING_SCHEMA, ROW
from holdfast.intake.parse import dates, numbers
from holdfast.intake.parse.cells import NOT_READABLE, Parsed, Reading, agreement_as_number, detect, parse
from holdfast.intake.parse.derive import Expression, compile_expression
from holdfast.intake.parse.evidence import (
    NUMBER_TYPES,
    SAMPLE_ROWS,
    Style,
    ambiguous_dates,
    whole_column_order,
)
from holdfast.intake.parse.further_lines import further_lines
from holdfast.intake.read import files
from holdfast.intake.read.careful import FOOTER
from holdfast.intake.read.native import as_text
from holdfast.intake.read.raw import UnsoundFileError, guarded, is_sound
from holdfast.intake.wording import count
from holdfast.schema.tables import SEEN, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.intake.config import TableMapping
    from holdfast.intake.read.raw import RawFile
    from holdfast.intake.recognise.wiring import Wiring
    from holdfast.schema.tables import Column, Table

_BAD: Final = "__bad"
_KEEP: Final = "__keep"
_ENDS_EMPTY: Final = "__ends_empty"
_LAST_ROWS: Final = 100
_FURTHER: Final = "further line"
_TOTAL: Final = (
    r"(?i)^(?:(grand )?total[sei]?( (for|g[eé]n[eé]ral).*|\s*\(.*\))?|gesamt(summe|betrag)?|summe):?$"
)


@dataclass(frozen=True, eq=False)
class Loaded:
    """Typed rows of one file (with FILE and ROW), its quarantined rows, and the counts of the rest.

    `days`: ROW and SEEN, the day of every row of a file of events, also of those left out or in quarantine.
    """

    frame: pl.DataFrame
    pending: pl.DataFrame
    rows_read: int
    left_out: int
    not_data: int
    notes: tuple[str, ...]
    days: pl.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class _Plan:
    """Everything needed to turn the raw frame into typed rows."""

    raw: RawFile
    wiring: Wiring
    schema: pl.Schema
    expressions: Mapping[str, Expression]
    where: Expression | None
    readings: Mapping[str, Reading]
    key: str

    def source(self, column: Column) -> tuple[pl.Expr, pl.DataType]:
        """The column's raw values and their dtype."""
        if column.name in self.expressions:
            name = f"__derived_{column.name}"
            return pl.col(name), self.schema[name]
        header = self.wiring.columns[column.name]
        return pl.col(header), self.schema[header]


def load(raw: RawFile, wiring: Wiring, mapping: TableMapping, style: Style, file: int) -> Loaded:
    """Read one file for one table. Raises UsageError where an expression cannot be worked out."""
    plan = _plan(raw, wiring, mapping, style)
    with guarded(raw, f"{mapping.key} derive or where" if mapping.derive or mapping.where else ""):
        collected, plan = _collect(plan, style)
    if plan.raw.unchecked:
        if collected[_ENDS_EMPTY].any() and not is_sound(raw):
            raise UnsoundFileError(raw.name)
        collected = collected.drop(_ENDS_EMPTY)
    _check_cells(collected, raw)
    days = _days(collected, TABLES[mapping.table])
    total = collected.height
    left_out = 0
    if plan.where is not None:
        collected = collected.filter(pl.col(_KEEP)).drop(_KEEP)
        left_out = total - collected.height
    collected, pending, not_data, notes = _sort_out(collected, plan, file)
    frame = collected.drop(_BAD).with_columns(pl.lit(file, dtype=pl.UInt32).alias(FILE))
    return Loaded(
        frame=frame,
        pending=pending,
        rows_read=total + raw.not_data + len(raw.rejected),
        left_out=left_out,
        not_data=not_data + raw.not_data,
        notes=notes,
        days=days,
    )


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


def _plan(raw: RawFile, wiring: Wiring, mapping: TableMapping, style: Style) -> _Plan:
    frame, schema = raw.frame, raw.frame.collect_schema()
    sample = (
        frame.head(SAMPLE_ROWS).drop(ROW).collect() if wiring.derived or mapping.where else pl.DataFrame()
    )
    expressions: dict[str, Expression] = {}
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
        frame = where.add_to(frame, _KEEP, schema)
        if frame.collect_schema()[_KEEP] != pl.Boolean:
            raise UsageError(f"{mapping.key} where: {mapping.where!r} is not a condition")
    raw = replace(raw, frame=frame)
    plan = _Plan(raw, wiring, frame.collect_schema(), expressions, where, {}, mapping.key)
    return replace(plan, readings=_readings(plan, mapping, style))


def _readings(plan: _Plan, mapping: TableMapping, style: Style) -> dict[str, Reading]:
    columns = [column for column in plan.wiring.targets if column.type not in ("text", "boolean")]
    texts = {column.name: plan.source(column) for column in columns}
    read = {
        name: source for name, source in texts.items() if source[1] == pl.String or not source[1].is_float()
    }
    if not read:
        return {column.name: Reading() for column in columns}
    sample = (
        plan.raw.frame.select(as_text(*source).alias(name) for name, source in read.items())
        .head(SAMPLE_ROWS)
        .collect()
    )
    readings = {column.name: Reading() for column in columns}
    explicit = dates.explicit_formats(mapping.date_format) if mapping.date_format else ()
    for column in columns:
        if column.name in read:
            found = sample[column.name].drop_nulls().unique(maintain_order=True).to_list()
            reading = detect(found, column.type, day_first=style.day_first, decimal=style.decimal)
            readings[column.name] = replace(reading, formats=(*explicit, *reading.formats))
    return readings


def _collect(plan: _Plan, style: Style) -> tuple[pl.DataFrame, _Plan]:
    """The typed rows; read once more where rows beyond the sample turn out to be written differently."""
    while True:
        # polars notices a row with too many fields only when it reads every column.
        flags = pl.QueryOptFlags(projection_pushdown=not plan.raw.unchecked)
        collected = _with_codes(_typed(plan).collect(engine="streaming", optimizations=flags), plan)
        wider = _widen(plan, collected, style)
        if wider is None:
            return collected, plan
        plan = wider


def _typed(plan: _Plan) -> pl.LazyFrame:
    """The typed columns, and whether anything is wrong with a row: what it is, few rows need to know."""
    values: list[pl.Expr] = []
    final: list[pl.Expr] = []
    troubles: list[pl.Expr] = []
    for index, column in enumerate(plan.wiring.targets):
        parsed = _parsed(plan, column)
        values.append(parsed.value.alias(column.name))
        value = pl.col(column.name)
        is_text = column.type == "text"
        # Rows whose required text is empty go to quarantine, so only optional ones need nulls.
        final.append(pl.when(value != "").then(value) if is_text and not column.required else value)
        if column.required:
            troubles.append(value.is_null() | (value == "") if is_text else value.is_null())
        elif not is_text:
            values.append(parsed.unreadable.alias(f"__unreadable_{index}"))
            troubles.append(pl.col(f"__unreadable_{index}"))
    wrong = pl.any_horizontal(troubles) if troubles else pl.lit(value=False)
    kept = [ROW]
    if plan.where is not None:
        values.append(pl.col(_KEEP).fill_null(value=False))
        kept.append(_KEEP)
    if plan.raw.unchecked:
        values.append((pl.col(plan.raw.columns[-1]) == "").alias(_ENDS_EMPTY))
        kept.append(_ENDS_EMPTY)
    return plan.raw.frame.select(*values, ROW).select(*final, wrong.fill_null(value=False).alias(_BAD), *kept)


def _parsed(plan: _Plan, column: Column) -> Parsed:
    source, dtype = plan.source(column)
    # Only surveys have a score, and their scale agree3 is answered in words.
    if column.name == "score" and dtype == pl.String:
        source = agreement_as_number(source)
    reading = plan.readings.get(column.name, Reading())
    return parse(source, dtype, column.type, reading, key=column.name.endswith("_id"))


def _with_codes(collected: pl.DataFrame, plan: _Plan) -> pl.DataFrame:
    """Say of each wrong row which column comes first: 2 × its place + 1 where unreadable, + 2 where empty."""
    rows = collected.filter(pl.col(_BAD))[ROW].to_list()
    if not rows:
        return collected.with_columns(pl.lit(None, dtype=pl.UInt32).alias(_BAD))
    codes = []
    for index, column in enumerate(plan.wiring.targets):
        parsed = _parsed(plan, column)
        empty = (
            parsed.value.is_null() | (parsed.value == "") if column.type == "text" else parsed.value.is_null()
        )
        codes.append(pl.when(parsed.unreadable).then(pl.lit(2 * index + 1, dtype=pl.UInt32)))
        if column.required:
            codes.append(pl.when(empty).then(pl.lit(2 * index + 2, dtype=pl.UInt32)))
    coded = plan.raw.rows(rows).select(ROW, pl.coalesce(codes).alias(_BAD))
    return collected.drop(_BAD).join(coded, on=ROW, how="left", maintain_order="left")


def _suspects(collected: pl.DataFrame, plan: _Plan) -> pl.DataFrame:
    """Rows that may not be data: unreadable ones, and those at the end of the file that speak of totals."""
    unreadable = pl.col(_BAD).is_not_null()
    texts = [column.name for column in plan.wiring.targets if column.type == "text"]
    if not plan.raw.is_text or not texts:
        return collected.filter(unreadable)
    totals = pl.any_horizontal(pl.col(name).str.contains(_TOTAL) for name in texts)
    last = collected.tail(_LAST_ROWS).filter(~unreadable & totals)
    return pl.concat([collected.filter(unreadable), last])


def _widen(plan: _Plan, collected: pl.DataFrame, style: Style) -> _Plan | None:
    """A plan that reads more ways of writing, learnt from the texts that could not be read; or None."""
    failed = collected.filter(pl.col(_BAD) % 2 == 1).group_by(_BAD).agg(pl.col(ROW).head(SAMPLE_ROWS))
    readings = dict(plan.readings)
    for code, rows in failed.iter_rows():
        column = plan.wiring.targets[code // 2]
        reading = readings.get(column.name, Reading())
        source, dtype = plan.source(column)
        frame = plan.raw.rows(rows).select(as_text(source, dtype).alias("text"))
        texts = frame["text"].drop_nulls().unique(maintain_order=True).to_list()
        day_first = style.day_first
        if day_first is None and column.type in ("date", "timestamp") and dates.needs_day_order(texts):
            order = whole_column_order(plan.raw.frame, [as_text(source, dtype)])
            if order.is_open:
                raise ambiguous_dates(
                    plan.raw.name, [plan.wiring.columns.get(column.name, column.name)], plan.key
                )
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
        )
    return replace(plan, readings=readings) if readings != dict(plan.readings) else None


def _sort_out(
    collected: pl.DataFrame, plan: _Plan, file: int
) -> tuple[pl.DataFrame, pl.DataFrame, int, tuple[str, ...]]:
    """Part good rows from blank lines and totals (not data) and from unreadable ones (quarantine)."""
    doubtful = _suspects(collected, plan)
    if doubtful.is_empty():
        return collected, PENDING_SCHEMA.to_frame(), 0, ()
    own = plan.raw.rows(doubtful[ROW].to_list())
    texts = {
        column.name: as_text(*plan.source(column))
        for column in plan.wiring.targets
        if column.name in plan.wiring.columns
    }
    further = further_lines(collected.filter(pl.col(_BAD).is_null()), own, texts)
    judged = own.select(ROW, _kind(plan).alias("kind")).with_columns(
        pl.when(further["further"]).then(pl.lit(_FURTHER)).otherwise("kind").alias("kind")
    )
    doubtful = doubtful.join(judged, on=ROW, how="left", maintain_order="left")
    is_bad = pl.col(_BAD).is_not_null()
    kind = pl.col("kind")
    not_data = doubtful.filter((kind == "total") | (kind.is_in(["blank", "footer", _FURTHER]) & is_bad))
    bad = doubtful.filter(is_bad).join(not_data, on=ROW, how="anti", maintain_order="left")
    good = collected.filter(pl.col(_BAD).is_null()).join(not_data, on=ROW, how="anti", maintain_order="left")
    counts = dict(not_data.group_by("kind").len().iter_rows())
    notes = tuple(
        f"{count(counts[kind_], word)} not data"
        for kind_, word in (
            ("blank", "blank row"),
            ("total", "row of totals"),
            ("footer", "footer row"),
            (_FURTHER, "further order line"),
        )
        if kind_ in counts
    )
    return good, _pending(bad, own, plan, file), not_data.height, notes


def _kind(plan: _Plan) -> pl.Expr:
    """`blank`, `total`, `footer` or null, from all cells of a row."""
    schema = plan.schema
    cells = pl.concat_list(
        as_text(pl.col(name), schema[name]).str.strip_chars().fill_null("") for name in plan.raw.columns
    )
    filled = cells.list.filter(pl.element() != "")
    first = filled.list.first()
    few = filled.list.len() <= max(1, len(plan.raw.columns) // 2)
    headers = list(plan.raw.columns)
    return (
        pl.when(filled.list.len() == 0)
        .then(pl.lit("blank"))
        .when(first.str.contains(_TOTAL) & few)
        .then(pl.lit("total"))
        .when((filled.list.len() == 1) & first.str.contains(f"(?is)^(?:{FOOTER.pattern})$"))
        .then(pl.lit("footer"))
        .when(cells.list.join("\x1f") == "\x1f".join(headers))
        .then(pl.lit("footer"))
    )


def _pending(bad: pl.DataFrame, own: pl.DataFrame, plan: _Plan, file: int) -> pl.DataFrame:
    """Column, text and reason of every unreadable row."""
    if bad.is_empty():
        return PENDING_SCHEMA.to_frame()
    parts = []
    rows = bad.select(ROW, _BAD).join(own, on=ROW, how="left", maintain_order="left")
    for code in rows[_BAD].unique().sort().to_list():
        index, kind = divmod(code - 1, 2)
        column = plan.wiring.targets[index]
        expression = plan.expressions.get(column.name)
        reason = NOT_READABLE[column.type] if kind == 0 else f"{column.name} is empty"
        name = plan.wiring.columns.get(column.name, column.name)
        text = as_text(*plan.source(column))
        if expression is not None:
            used = [
                pl.lit(f"{root}=") + as_text(pl.col(root), plan.schema[root]).fill_null("")
                for root in expression.columns
            ]
            text = pl.concat_str(used, separator=", ") if used else text
        parts.append(
            rows.filter(pl.col(_BAD) == code).select(
                pl.lit(file, dtype=pl.UInt32).alias(FILE),
                ROW,
                pl.lit(name).alias("column"),
                text.fill_null("").str.slice(0, 500).alias("text"),
                pl.lit(reason).alias("reason"),
            )
        )
    return pl.concat(parts).sort(ROW)
