"""Tables of a PostgreSQL database: all of them as they stood in one moment, nothing written."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from holdfast.errors import UsageError
from holdfast.extras import needed
from holdfast.intake.read.faults import LIBRARY_FAULTS
from holdfast.intake.wording import listing
from holdfast.schema.receipt import UnusedFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.schema.sources import OnHost

_BEGIN: Final = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL TIME ZONE 'UTC'",
    "SET LOCAL client_encoding TO 'UTF8'",
    "SET LOCAL IntervalStyle TO 'iso_8601'",
)
"""One moment for all tables, moments in UTC, and text as UTF-8 whatever the server keeps it in."""

_TABLES: Final = """
SELECT n.nspname, c.relname, has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ({kinds}) AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%'
  AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname
"""
_COLUMNS: Final = """
SELECT a.attname, b.typname, b.typcategory, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
  coalesce(a.attnum = ANY (i.indkey), false)
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
WHERE a.attrelid = {table}::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
_AS_IT_IS: Final = ("bool", "int2", "int4", "int8", "float8")
_NUMERIC: Final = ("numeric", "money")
_MOMENTS: Final = ("date", "timestamp", "timestamptz")
_LONGEST: Final = 38
_EXACT: Final = 15
"""Digits that a Decimal holds, and those that a float surely does."""
_NO_SCALE: Final = 1_023
_CONNECT_SECONDS: Final = 30


@dataclass(frozen=True)
class _Column:
    name: str
    type: str
    category: str
    modifier: int
    in_key: bool

    @property
    def asked(self) -> str:
        """What is selected: what has no type of its own here comes as the text that an export would write."""
        name = _identifier(self.name)
        if self.type in _AS_IT_IS:
            said = name
        elif self.type in _MOMENTS:
            # No calendar has the day 'infinity': there is none.
            said = f"CASE WHEN isfinite({name}) THEN {name} END"
        elif self.category == "A":
            said = f"array_to_string({name}, ', ')"
        else:
            said = {
                "float4": f"{name}::text::float8",
                "money": f"{name}::numeric::text",
                "bytea": f"encode({name}, 'hex')",
            }.get(self.type, f"{name}::text")
        return f"{said} AS {name}"

    @property
    def scale(self) -> int | None:
        """Decimals of a number that states them; None where every value may have its own."""
        if self.type != "numeric" or self.modifier < 0:
            return None
        precision, scale = (self.modifier - 4) >> 16 & 0xFFFF, (self.modifier - 4) & 0x7FF
        return scale if precision <= _LONGEST and scale <= min(precision, _NO_SCALE) else None


@dataclass(frozen=True, eq=False)
class HostTable:
    """One table of a database: what the receipt calls it, its own name, and its rows."""

    shown: str
    name: str
    rows: pl.DataFrame


def tables_of_host(source: OnHost) -> Iterator[HostTable | UnusedFile]:
    """The tables of a database, or those that `source` names; what its user may not read is told.

    Raises MissingExtraError, UsageError.
    """
    driver = needed(
        "adbc_driver_postgresql.dbapi", "postgres", f"{source.shown} is a PostgreSQL database: it"
    )
    faults = (driver.Error, *LIBRARY_FAULTS)
    try:
        with (
            closing(driver.connect(_address(source.url))) as connection,
            closing(connection.cursor()) as cursor,
        ):
            for statement in _BEGIN:
                cursor.execute(statement)
            for schema, table, may_read in _meant(cursor, source):
                shown = f"{source.shown} table {table if schema == 'public' else f'{schema}.{table}'}"
                if may_read:
                    yield HostTable(shown, table, _rows(cursor, schema, table))
                else:
                    yield UnusedFile(shown, "may not be read by this user", (), f"GRANT SELECT ON {table}")
    except faults as error:
        said = " ".join(source.without_secrets(str(error)).split())
        raise UsageError(f"{source.shown} cannot be read: {said}") from None


def _meant(cursor: Any, source: OnHost) -> list[tuple[str, str, bool]]:
    """Schema, name and whether it may be read; views are what others say of tables: only by their names."""
    everything = _asked(cursor, _TABLES.format(kinds="'r', 'p', 'f', 'v', 'm'"))
    if not source.within:
        tables = _asked(cursor, _TABLES.format(kinds="'r', 'p', 'f'"))
        if not tables:
            raise UsageError(f"{source.shown} has no tables: is it the right database?")
        return tables
    found = []
    for name in source.within:
        known = [one for one in everything if name in (one[1], f"{one[0]}.{one[1]}")]
        known = [one for one in known if one[0] == "public"] or known
        if len(known) != 1:
            names = [one[1] if one[0] == "public" else f"{one[0]}.{one[1]}" for one in everything]
            lack = "several tables" if known else "no table"
            raise UsageError(f"{source.shown} has {lack} called {name} (it has: {listing(names)})")
        found += known
    return found


def _asked(cursor: Any, statement: str) -> list[Any]:
    cursor.execute(statement)
    return pl.DataFrame(cursor.fetch_arrow()).rows()


def _rows(cursor: Any, schema: str, table: str) -> pl.DataFrame:
    """All rows in an order that rests on them alone: the server's own changes whenever it tidies up."""
    whole = f"{_identifier(schema)}.{_identifier(table)}"
    columns = [_Column(*told) for told in _asked(cursor, _COLUMNS.format(table=_literal(whole)))]
    cursor.execute(" ".join(("SELECT", ", ".join(one.asked for one in columns), "FROM", whole)))
    rows = pl.DataFrame(cursor.fetch_arrow())
    rows = rows.with_columns(
        _numbers(rows.get_column(one.name), one.scale) for one in columns if one.type in _NUMERIC
    )
    keys = [one.name for one in columns if one.in_key] or rows.columns
    return rows.sort(keys) if rows.width else rows


def _numbers(texts: pl.Series, scale: int | None) -> pl.Series:
    """Numbers written out, as exact as they are written: decimals, floats where those do, or text."""
    text = texts.cast(pl.String)
    figures = pl.DataFrame({"text": text}).select(
        pl.col("text").str.replace_all(r"[^0-9]", "").str.len_chars().max().alias("digits"),
        pl.col("text").str.extract(r"\.(\d+)$").str.len_chars().max().alias("scale"),
        pl.col("text").str.contains("[A-Za-z]").any().alias("words"),
    )
    digits, own, words = figures.row(0)
    if words or (digits or 0) > _LONGEST:
        # NaN and Infinity among them, or more figures than any number here holds.
        return text
    if scale is None and own and (digits or 0) <= _EXACT:
        return text.cast(pl.Float64)
    return text.cast(pl.Decimal(_LONGEST, (own or 0) if scale is None else scale))


def _address(url: str) -> str:
    if "connect_timeout=" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}connect_timeout={_CONNECT_SECONDS}"


def _identifier(name: str) -> str:
    quoted = name.replace('"', '""')
    return f'"{quoted}"'


def _literal(text: str) -> str:
    quoted = text.replace("'", "''")
    return f"'{quoted}'"
