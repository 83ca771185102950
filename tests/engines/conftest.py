"""Servers and forms that the tests share, each made once; what cannot be had here says why it is skipped."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from tests.engines.servers import CannotStartError, Database, postgres
from tests.engines.typed import FORMS, typed_tables, with_mapping

from holdfast.extras import PACKAGES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that lies here is run by `make test-engines` alone."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.engines)


def need(*extras: str) -> None:
    """Skip what needs an extra that is not installed."""
    for extra in extras:
        if lacking := [name for name in PACKAGES[extra] if find_spec(name) is None]:
            pytest.skip(f"the extra '{extra}' is not installed: {', '.join(lacking)}")


@pytest.fixture(scope="session")
def tables() -> Mapping[str, pl.DataFrame]:
    """The sample book, typed."""
    return typed_tables()


@pytest.fixture(scope="session")
def forms(tables: Mapping[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A folder with the sample book in every form that lies on disk."""
    need("lake")
    folder = tmp_path_factory.mktemp("forms")
    for name, write in FORMS.items():
        write(tables, with_mapping(folder / name))
    return {name: folder / name for name in FORMS}


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """A PostgreSQL server of our own."""
    need("postgres")
    # A server that is not root's must reach its files: not below the folder of whoever runs the tests.
    folder = Path(tempfile.mkdtemp(prefix="holdfast-postgres-", dir=tempfile.gettempdir()))
    try:
        with postgres(folder) as server:
            yield server
    except CannotStartError as error:
        pytest.skip(f"PostgreSQL cannot start: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shop(database: Database, tables: Mapping[str, pl.DataFrame]) -> str:
    """The address of a database that holds the sample book."""
    database.fill("shop", tables)
    return database.url("shop")


@pytest.fixture(scope="session")
def settings_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings of the sample book, beside nothing else."""
    return with_mapping(tmp_path_factory.mktemp("settings")) / "holdfast.toml"


@pytest.fixture(scope="session")
def spark_session() -> Iterator[None]:
    """Spark on two cores of this machine, for all tests that ask for it."""
    need("spark")
    if shutil.which("java") is None:
        pytest.skip("Spark cannot start: there is no java on this machine")
    if subprocess.run(["java", "-version"], capture_output=True, check=False).returncode:
        pytest.skip("Spark cannot start: java does not run here")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        # A few thousand rows: to plan, to compile and to optimise costs more than to run.
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield
    session.stop()
