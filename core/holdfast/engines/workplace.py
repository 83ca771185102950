"""Where an engine works: tables are put there as Parquet files, and what it makes of them is kept there."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import polars as pl

from holdfast.extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

EngineName = Literal["polars", "duckdb", "spark"]
"""By what the steps are taken. `polars`: in the memory of this process (book/assemble.py)."""

Lazy: TypeAlias = Any
"""A lazy frame of narwhals, which a plain install does without."""


class Workplace(Protocol):
    """An engine with a folder of its own."""

    def put(self, name: str, rows: pl.DataFrame) -> Lazy:
        """Rows as a lazy frame of the engine."""

    def keep(self, name: str, rows: Lazy) -> Lazy:
        """Work rows out once, and go on with what came of it."""

    def collected(self, name: str) -> pl.DataFrame:
        """What was kept, in any order."""


class _Files:
    """What the engines have in common: a folder with one file, or one folder of files, a table."""

    def __init__(self, folder: Path, narwhals: Any) -> None:
        self._folder = folder
        self._narwhals = narwhals

    def put(self, name: str, rows: pl.DataFrame) -> Lazy:
        path = self._folder / f"put-{name}.parquet"
        rows.write_parquet(path)
        return self._narwhals.from_native(self._scanned(path))

    def keep(self, name: str, rows: Lazy) -> Lazy:
        path = self._kept(name)
        self._write(rows.to_native(), path)
        return self._narwhals.from_native(self._scanned(path))

    def collected(self, name: str) -> pl.DataFrame:
        path = self._kept(name)
        return pl.read_parquet(path / "*.parquet" if path.is_dir() else path)

    def _kept(self, name: str) -> Path:
        return self._folder / f"kept-{name}.parquet"

    def _scanned(self, path: Path) -> Any:
        raise NotImplementedError

    def _write(self, rows: Any, path: Path) -> None:
        raise NotImplementedError


class _Polars(_Files):
    def _scanned(self, path: Path) -> Any:
        return pl.scan_parquet(path)

    def _write(self, rows: Any, path: Path) -> None:
        rows.sink_parquet(path)


class _Duckdb(_Files):
    def __init__(self, folder: Path, narwhals: Any, connection: Any) -> None:
        super().__init__(folder, narwhals)
        self._connection = connection

    def _scanned(self, path: Path) -> Any:
        return self._connection.read_parquet(str(path))

    def _write(self, rows: Any, path: Path) -> None:
        rows.write_parquet(str(path))


class _Spark(_Files):
    def __init__(self, folder: Path, narwhals: Any, session: Any) -> None:
        super().__init__(folder, narwhals)
        self._session = session

    def _scanned(self, path: Path) -> Any:
        return self._session.read.parquet(str(path))

    def _write(self, rows: Any, path: Path) -> None:
        rows.write.parquet(str(path))


@contextmanager
def lazy_polars() -> Iterator[Workplace]:
    """The same steps as those of other engines on lazy frames of polars: what these are judged by."""
    narwhals = needed("narwhals", "duckdb", "the steps of other engines: they")
    with _folder(None) as folder:
        yield _Polars(folder, narwhals)


@contextmanager
def duckdb() -> Iterator[Workplace]:
    """DuckDB in this process; what does not fit into memory goes to disk. Raises MissingExtraError."""
    library = needed("duckdb", "duckdb", "the engine duckdb")
    narwhals = needed("narwhals", "duckdb", "the engine duckdb")
    with (
        _folder(None) as folder,
        library.connect(config={"temp_directory": str(folder / "spill")}) as connection,
    ):
        yield _Duckdb(folder, narwhals, connection)


@contextmanager
def spark(scratch: Path | None = None) -> Iterator[Workplace]:
    """Spark: the session that there is, as spark-submit makes one, else one of its own.

    `scratch`: a folder that all workers see, where Spark runs on several machines. Raises MissingExtraError.
    """
    sql = needed("pyspark.sql", "spark", "the engine spark")
    narwhals = needed("narwhals", "spark", "the engine spark")
    standing = sql.SparkSession.getActiveSession()
    session = standing or _session(sql.SparkSession.builder)
    try:
        with _folder(scratch) as folder:
            yield _Spark(folder, narwhals, session)
    finally:
        if standing is None:
            session.stop()


def _session(builder: Any) -> Any:
    """A session that shows no page and listens to this machine alone."""
    return (
        builder.appName("holdfast")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        # A session of one machine: the two hundred parts that Spark makes of every table suit a hundred.
        .config("spark.sql.shuffle.partitions", str(os.cpu_count() or 1))
        .getOrCreate()
    )


@contextmanager
def _folder(scratch: Path | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="holdfast-", dir=scratch))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
