"""Columns of every type that Parquet has, with the values at the edges of each."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Final

import polars as pl
from tests.fuzz.mutations import ODD_CELLS

_EDGES: Final = (0, 1, -1, 19_000, 2_932_896, 2_932_897, -62_091, -62_092)


def _integers(rng: random.Random, rows: int, bits: int = 64) -> pl.Series:
    edges = [*_EDGES, 2 ** (bits - 1) - 1, -(2 ** (bits - 1)), None]
    return pl.Series([rng.choice(edges) for _ in range(rows)], dtype=pl.Int32 if bits == 32 else pl.Int64)


def _floats(rng: random.Random, rows: int) -> pl.Series:
    odd = [
        0.0,
        -0.0,
        1.5,
        1e300,
        -1e300,
        5e-324,
        float("nan"),
        float("inf"),
        float("-inf"),
        2.0**53 + 2,
        None,
    ]
    return pl.Series([rng.choice(odd) for _ in range(rows)], dtype=pl.Float64)


def _texts(rng: random.Random, rows: int) -> pl.Series:
    cells = [cell.encode("utf-8", "replace").decode() for cell in ODD_CELLS]
    return pl.Series([rng.choice([*cells, None]) for _ in range(rows)], dtype=pl.String)


_DAY_LISTS: Final = pl.List(pl.Date)
_STRUCT: Final = pl.Struct({"a": pl.Int64, "b": pl.String, "c": pl.List(pl.Float64)})
COLUMNS: Final[Mapping[str, Callable[[random.Random, int], pl.Series]]] = {
    "days": lambda rng, rows: _integers(rng, rows, 32).cast(pl.Date),
    "milliseconds": lambda rng, rows: _integers(rng, rows).cast(pl.Datetime("ms")),
    "microseconds": lambda rng, rows: _integers(rng, rows).cast(pl.Datetime("us")),
    "nanoseconds": lambda rng, rows: _integers(rng, rows).cast(pl.Datetime("ns")),
    "moments in Berlin": lambda rng, rows: _integers(rng, rows).cast(pl.Datetime("ms", "Europe/Berlin")),
    "durations": lambda rng, rows: _integers(rng, rows).cast(pl.Duration("us")),
    "times": lambda rng, rows: pl.Series([rng.randrange(86_400 * 10**9) for _ in range(rows)]).cast(pl.Time),
    "integers": _integers,
    "small integers": lambda rng, rows: _integers(rng, rows).cast(pl.Int8, strict=False),
    "unsigned integers": lambda rng, rows: _integers(rng, rows).cast(pl.UInt64, strict=False),
    "floats": _floats,
    "short floats": lambda rng, rows: _floats(rng, rows).cast(pl.Float32),
    "decimals": lambda rng, rows: _integers(rng, rows, 32).cast(pl.Decimal(38, 10)),
    "booleans": lambda rng, rows: pl.Series(rng.choices([True, False, None], k=rows), dtype=pl.Boolean),
    "texts": _texts,
    "bytes": lambda rng, rows: pl.Series([rng.randbytes(3) for _ in range(rows)], dtype=pl.Binary),
    "categories": lambda rng, rows: _texts(rng, rows).cast(pl.Categorical),
    "nothing": lambda _, rows: pl.Series([None] * rows, dtype=pl.Null),
    "lists": lambda rng, rows: pl.Series([[1] * rng.randrange(3)] * rows, dtype=pl.List(pl.Int64)),
    "lists of days": lambda _, rows: pl.Series([[2**31 - 1]] * rows, dtype=pl.List(pl.Int32)).cast(
        _DAY_LISTS
    ),
    "lists of lists": lambda _, rows: pl.Series([[[1], []]] * rows, dtype=pl.List(pl.List(pl.Int64))),
    "structures": lambda _, rows: pl.Series([{"a": 1, "b": "x", "c": [0.5]}] * rows, dtype=_STRUCT),
}
