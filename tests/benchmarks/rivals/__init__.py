"""The desk's question put to others: duckdb on a mart, and duckdb, plain polars and pandas on order lines.

Each answers the headline figures, the first forty customers, the overdue ones and a row per rep, from tables
that are already in memory. What they leave out (other flags, intervals, the comparison period) favours them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.rivals.by_duckdb import duckdb_rivals
from tests.benchmarks.rivals.by_polars import polars_rival

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.rivals.asked import Days, Rival


def rivals(folder: Path, days: Days) -> dict[str, Rival]:
    """The rivals by name, their tables loaded, over the Parquet files of a large book."""
    # Not with this module: every worker of the tests would read pandas for what no test of the day asks.
    from tests.benchmarks.rivals.by_pandas import pandas_rival  # noqa: PLC0415

    return {
        **duckdb_rivals(folder, days),
        "polars lines": polars_rival(folder, days),
        "pandas lines": pandas_rival(folder, days),
    }
