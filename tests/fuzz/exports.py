"""Exports to be harmed: small sound tables in every form that is read, with odd types where it has types."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl
from tests.damaged import parquet_in_zone, parquet_of
from tests.fuzz.columns import COLUMNS
from tests.fuzz.holders import HOLDERS
from tests.fuzz.mutations import mutated_bytes, mutated_rows

Table = Sequence[Sequence[str]]
Export = tuple[str, bytes, str]
"""A file's name, its content, and what was done to it."""

CUSTOMERS: Final = "customer_id,name,segment,created\n" + "".join(
    f"C{number},Name {number},{'smb' if number % 2 else 'big'},2024-01-0{number + 1}\n" for number in range(6)
)
_DAYS: Final = [date(2024, 1 + number % 12, 1 + number % 27) for number in range(40)]


def _table(header: str, rows: int, row: Callable[[int], str]) -> Table:
    return [header.split(","), *(row(number).split(",") for number in range(rows))]


TABLES: Final[Mapping[str, Table]] = {
    "orders": _table(
        "order_id,customer_id,order_date,amount,status,note",
        40,
        lambda n: f"O{n},C{n % 6},{_DAYS[n]},{100 + n}.50,paid,note {n}",
    ),
    "sales": _table("Date,Customer,Total", 40, lambda n: f"{_DAYS[n]:%d.%m.%Y},Name {n % 6},{n}.50"),
    "subscriptions": _table(
        "subscription_id,customer_id,start,end,mrr,plan",
        12,
        lambda n: f"S{n},C{n % 6},{_DAYS[n]},{'2025-01-31' * (n % 2)},{n},pro",
    ),
    "tickets": _table(
        "ticket_id,customer_id,created,solved,csat,subject",
        20,
        lambda n: f"T{n},C{n % 6},{_DAYS[n]}T10:00:00Z,{_DAYS[n]} 11:00,{n % 6},x",
    ),
    "surveys": _table(
        "kind,customer_id,answered,score,scale,comment",
        20,
        lambda n: f"nps,C{n % 6},{_DAYS[n]},{n % 11},0-10,fine",
    ),
    "reps": _table(
        "rep_id,name,hire_date,end_date", 8, lambda n: f"R{n},Rep {n},{_DAYS[n]},{'2025-01-31' * (n % 2)}"
    ),
}
_HINTS: Final = (",", ";", '"', "é", " ", "\x00")


def _text(rng: random.Random, table: str) -> Export:
    """A table of text with odd cells, rows and columns, in some dialect."""
    rows, told = mutated_rows(rng, TABLES[table])
    text = io.StringIO(newline="")
    if rng.random() < 0.05:
        text.write(f"sep={rng.choice(_HINTS)}\n")
    writer = csv.writer(
        text,
        delimiter=rng.choice([",", ",", ";", "\t", "|"]),
        lineterminator=rng.choice(["\n", "\n", "\r\n", "\r"]),
        quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )
    writer.writerows(rows)
    encoding = rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
    return f"{table}.csv", text.getvalue().encode(encoding, "replace"), f"{told} in {encoding}"


def _broken_text(rng: random.Random, table: str) -> Export:
    name, data, told = _text(rng, table)
    broken, harm = mutated_bytes(rng, data)
    return name, broken, f"{told}, {harm}"


def _gzip(rng: random.Random, table: str) -> Export:
    _, data, told = _text(rng, table)
    return _harmed(rng, f"{table}.csv.gz", gzip.compress(data), told)


def _zstd(rng: random.Random, table: str) -> Export:
    buffer = io.BytesIO()
    _frame(TABLES[table]).write_csv(buffer, compression="zstd")
    return _harmed(rng, f"{table}.csv.zst", buffer.getvalue(), "sound text")


def _harmed(rng: random.Random, name: str, packed: bytes, told: str) -> Export:
    if rng.random() < 0.3:
        return name, packed, told
    broken, harm = mutated_bytes(rng, packed)
    return name, broken, f"{told}, {harm}"


def _parquet(rng: random.Random, table: str) -> Export:
    """Parquet with columns of odd types and values, in some cases cut or with a damaged footer.

    Damage to its pages is left out: on some of it polars aborts the process, which nothing in it can catch.
    """
    rows, told = mutated_rows(rng, TABLES[table])
    frame = _frame(rows)
    for _ in range(rng.choice([0, 1, 2, 4])):
        column, kind = rng.choice(frame.columns), rng.choice(list(COLUMNS))
        frame = frame.with_columns(COLUMNS[kind](rng, frame.height).alias(column))
        told += f", {column[:20]} of {kind}"
    data = parquet_of(frame)
    if rng.random() < 0.3:
        data, harm = _harm_to_parquet(rng, data)
        told += f", {harm}"
    return f"{table}.parquet", data, told


def _harm_to_parquet(rng: random.Random, data: bytes) -> tuple[bytes, str]:
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    harm = rng.choice(["cut", "a byte of the footer", "a footer of noise"])
    if harm == "cut":
        return data[: rng.randrange(len(data))], harm
    changed = bytearray(data)
    if harm == "a byte of the footer":
        changed[rng.randrange(footer, len(data))] = rng.randrange(256)
    else:
        changed[footer:-8] = rng.randbytes(len(data) - footer - 8)
    return bytes(changed), harm


def _in_a_zone(rng: random.Random, _: str) -> Export:
    zone = rng.choice(["+05:30", "-11:45", "+00:00", "+99:99", "Mars/X", "UTC+01"])
    moments = pl.Series([rng.randrange(-(2**52), 2**52) for _ in range(5)]).cast(pl.Datetime("us"))
    return "orders.parquet", parquet_in_zone(moments, zone), f"in time zone {zone}"


def _held(rng: random.Random, table: str) -> Export:
    """Rows inside of a workbook, an archive, a document or a database."""
    ending, data, told = rng.choice(HOLDERS)(rng, TABLES[table])
    if rng.random() < 0.6:
        return f"{table}{ending}", data, told
    broken, harm = mutated_bytes(rng, data)
    return f"{table}{ending}", broken, f"{told}, {harm}"


def _misnamed(rng: random.Random, table: str) -> Export:
    """One form under the name of another."""
    _, data, told = rng.choice([_text, _gzip, _zstd, _parquet, _held])(rng, table)
    ending = rng.choice(
        [
            ".csv",
            ".parquet",
            ".csv.gz",
            ".csv.zst",
            ".txt",
            ".tsv",
            ".pq",
            ".parquet.gz",
            ".xlsx",
            ".xls",
            ".ods",
            ".zip",
            ".json",
            ".jsonl",
            ".json.gz",
            ".db",
        ]
    )
    return f"{table}{ending}", data, f"misnamed: {told}"


def _no_table(rng: random.Random, table: str) -> Export:
    data = rng.choice(_NO_TABLES)
    return f"{table}.csv", data, f"{data[:20]!r}"


_NO_TABLES: Final = (
    *(
        b"",
        b"\n",
        b",,,\n,,,\n",
        b'""\n',
        b"x",
        b"\x00" * 3_000,
        b'{"a": 1}',
        b"PK\x03\x04",
        b"%PDF",
        b"<html>",
    ),
    *(
        b"sep=,\n",
        b"sep=,",
        b"a\n",
        b"\xff\xfe",
        b"\xfe\xff\x00",
        b"\xef\xbb\xbf",
        b"a,b\n" * 300,
        b",\n" * 300,
    ),
    *(
        b" " * 2**18,
        b'"',
        b'"' * 999,
        b"a" * 2**18,
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"PAR1PAR1",
        b"SQLite format 3",
    ),
)

FORMS: Final[Sequence[Callable[[random.Random, str], Export]]] = (
    *(
        _text,
        _text,
        _text,
        _broken_text,
        _broken_text,
        _broken_text,
        _gzip,
        _zstd,
        _parquet,
        _parquet,
        _parquet,
    ),
    *(_held, _held, _held, _held, _held, _held),
    *(_in_a_zone, _misnamed, _no_table),
)


def _frame(rows: Table) -> pl.DataFrame:
    """Rows of text as a frame: names made unique, short rows filled, what UTF-8 cannot hold replaced."""
    width = max(map(len, rows))
    texts = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    header = [*texts[0], *[""] * (width - len(texts[0]))]
    names = [f"{name}#{place}" if name in header[:place] else name for place, name in enumerate(header)]
    filled = [[*row, *[None] * (width - len(row))] for row in texts[1:]]
    return pl.DataFrame(filled, schema=dict.fromkeys(names, pl.String), orient="row")
