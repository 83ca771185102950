"""Files as disks, networks and careless hands leave them: used wherever a book must open in spite of one."""

from __future__ import annotations

import base64
import gzip
import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import polars as pl

ORDERS: Final = pl.DataFrame(
    {
        "order_id": [f"O{number}" for number in range(30)],
        "customer_id": [f"C{number % 5}" for number in range(30)],
        "order_date": [date(2025, 1 + number % 6, 5) for number in range(30)],
        "amount": [100.0 + number for number in range(30)],
    }
)
CUSTOMERS: Final = "customer_id,name\n" + "".join(f"C{number},Name {number}\n" for number in range(5))


def parquet_of(frame: pl.DataFrame) -> bytes:
    """A frame as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def parquet_in_zone(moments: pl.Series, zone: str) -> bytes:
    """Orders at these moments (UTC), in a time zone of six letters that polars itself would not write."""
    own = "Israel"
    times = moments.dt.replace_time_zone("UTC").dt.convert_time_zone(own)
    data = parquet_of(ORDERS.head(len(moments)).with_columns(order_date=times))
    schema = max(re.findall(rb"[A-Za-z0-9+/]{40,}=*", data), key=len)
    told = base64.b64decode(schema).replace(own.encode(), zone.encode())
    return data.replace(schema, base64.b64encode(told))


def _corrupt() -> bytes:
    data = parquet_of(ORDERS)
    # The footer, which every reader needs, ends with its own length and the mark of the format.
    length = int.from_bytes(data[-8:-4], "little")
    return data[: -8 - length] + bytes(length) + data[-8:]


def panicking() -> bytes:
    """Orders with one byte of a page header changed, where polars 2.1 panics instead of raising an error."""
    data = bytearray(parquet_of(ORDERS))
    data[327] = 255
    return bytes(data)


DAMAGED: Final[Mapping[str, Callable[[], bytes]]] = MappingProxyType(
    {
        "orders.parquet": lambda: parquet_of(ORDERS)[:-40],
        "orders_corrupt.parquet": _corrupt,
        "orders_panic.parquet": panicking,
        "orders_empty.parquet": lambda: b"",
        "orders_of_text.parquet": lambda: ORDERS.write_csv().encode(),
        "orders_columnless.parquet": lambda: parquet_of(pl.DataFrame()),
        "orders.csv": lambda: parquet_of(ORDERS),
        "orders_commas.csv": lambda: b",,,\n,,,\n",
        "orders_quotes.csv": lambda: b'""\n',
        "orders_empty.csv": lambda: b"",
        "orders.csv.gz": lambda: gzip.compress(ORDERS.write_csv().encode())[:-12],
        "orders_page.csv": lambda: b"<!DOCTYPE html><html>Log in</html>",
        "orders_wrong.csv": lambda: b"colour,size\nred,4\n",
    }
)
"""Names of files that hold the orders of a book, and what stands in their place."""
