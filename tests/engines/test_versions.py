"""A table that keeps its versions is read as it stood: what came later is not there."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.engines.conftest import need
from tests.engines.typed import iceberg_catalog

from holdfast.engines.built import book_of_sources
from holdfast.errors import UsageError
from holdfast.intake import read_book
from holdfast_tui.cli import main


def orders(*rows: tuple[str, str, str, float]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["order_id", "customer_id", "order_date", "amount"], orient="row")
    return frame.with_columns(pl.col("order_date").str.to_date(), pl.col("amount").cast(pl.Decimal(12, 2)))


JANUARY = orders(("1", "a", "2025-01-05", 10.0), ("2", "b", "2025-01-06", 20.0))
CORRECTED = orders(("1", "a", "2025-01-05", 99.0))
FEBRUARY = orders(("3", "a", "2025-02-05", 40.0))


@pytest.fixture
def delta(tmp_path: Path) -> Path:
    """Three versions of one table: January, February, and a correction of January that deletes its file."""
    need("lake")
    table = tmp_path / "book" / "orders"
    table.parent.mkdir()
    JANUARY.write_delta(table)
    FEBRUARY.write_delta(table, mode="append")
    pl.concat([CORRECTED, FEBRUARY]).write_delta(table, mode="overwrite")
    for version, day in enumerate(("2025-01-31", "2025-02-28", "2025-03-31")):
        _written_on(table / "_delta_log" / f"{version:020}.json", date.fromisoformat(day))
    return table


def _written_on(commit: Path, day: date) -> None:
    """The log as it would be had the table been written on that day."""
    moment = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC).timestamp() * 1000
    told: list[dict[str, Any]] = [json.loads(line) for line in commit.read_text("utf-8").splitlines()]
    for action in told:
        if "commitInfo" in action:
            action["commitInfo"]["timestamp"] = int(moment)
    commit.write_text("".join(f"{json.dumps(action)}\n" for action in told), "utf-8")


def sold(source: str) -> list[int]:
    sales = book_of_sources([source], network=False).sales
    return sorted(amount // 10_000 for amount in sales["amount"].to_list())


def test_a_delta_table_is_read_as_it_stands(delta: Path) -> None:
    assert sold(str(delta)) == sold(str(delta.parent)) == [40, 99]


@pytest.mark.parametrize(
    ("version", "amounts"),
    [
        ("v0", [10, 20]),
        ("v1", [10, 20, 40]),
        ("v2", [40, 99]),
        ("2025-01-31", [10, 20]),
        ("2025-02-27", [10, 20]),
        ("2025-02-28", [10, 20, 40]),
        ("2026-01-01", [40, 99]),
    ],
)
def test_a_delta_table_is_read_as_it_stood(delta: Path, version: str, amounts: list[int]) -> None:
    assert sold(f"{delta}@{version}") == amounts


def test_a_folder_of_tables_is_read_as_it_stood_on_a_day(delta: Path) -> None:
    assert sold(f"{delta.parent}@2025-01-31") == [10, 20]


def test_what_a_version_held_does_not_change_with_what_comes_later(delta: Path) -> None:
    before = book_of_sources([f"{delta}@v0"], network=False)
    pl.concat([JANUARY, FEBRUARY]).write_delta(delta, mode="overwrite")
    assert book_of_sources([f"{delta}@v0"], network=False).sales.equals(before.sales)


def test_a_day_before_the_first_version_is_refused(delta: Path) -> None:
    with pytest.raises(UsageError, match=r"did not stand at the close of 2025-01-30.*2025-01-31"):
        sold(f"{delta}@2025-01-30")


def test_a_version_that_is_not_there_is_refused(delta: Path) -> None:
    with pytest.raises(UsageError, match="no such version: its newest is v2"):
        sold(f"{delta}@v3")


def test_a_file_keeps_no_versions(tmp_path: Path) -> None:
    JANUARY.write_csv(tmp_path / "orders.csv")
    for source in (tmp_path, tmp_path / "orders.csv"):
        with pytest.raises(UsageError, match=r"orders.csv keeps no versions"):
            sold(f"{source}@2025-01-31")


def test_a_part_of_a_delta_table_is_not_a_file_of_its_own(delta: Path) -> None:
    part = next(delta.glob("*.parquet"))
    with pytest.raises(UsageError, match="a part of orders, a Delta table"):
        sold(str(part))
    (delta.parent / "holdfast.toml").write_text('[tables.orders]\nfiles = ["orders/*.parquet"]\n', "utf-8")
    with pytest.raises(UsageError, match="a part of orders, a Delta table"):
        sold(str(delta.parent))


def test_a_mapping_names_a_version(delta: Path) -> None:
    (delta.parent / "holdfast.toml").write_text('[tables.orders]\nfiles = ["orders@v0"]\n', "utf-8")
    assert sold(str(delta.parent)) == [10, 20]


def test_a_mapping_of_a_dated_folder_means_its_tables_on_that_day(delta: Path) -> None:
    (delta.parent / "holdfast.toml").write_text('[tables.orders]\nfiles = ["orders"]\n', "utf-8")
    assert sold(f"{delta.parent}@2025-01-31") == [10, 20]


def test_the_desks_verbs_read_versions_too(delta: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"{delta}@v0", "--format", "json"]) in {0, 1}
    files = json.loads(capsys.readouterr().out)["files"]
    assert [(one["file"], one["read"]) for one in files if one["table"] == "orders"] == [("orders@v0", 2)]


def test_a_log_that_names_files_elsewhere_is_refused(delta: Path) -> None:
    log = delta / "_delta_log" / f"{2:020}.json"
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    for action in told:
        if "add" in action:
            action["add"]["path"] = "s3://somebody-else/part.parquet"
    log.write_text("".join(f"{json.dumps(action)}\n" for action in told), "utf-8")
    with pytest.raises(UsageError, match="orders"):
        sold(str(delta))


def test_an_iceberg_table_is_read_as_it_stands_and_as_a_snapshot_has_it(tmp_path: Path) -> None:
    need("lake")
    folder = tmp_path / "book"
    folder.mkdir()
    rows = JANUARY.to_arrow()
    table = iceberg_catalog(folder).create_table(
        "book.orders", schema=rows.schema, location=f"file://{folder / 'orders'}"
    )
    table.append(rows)
    first = table.current_snapshot()
    table.append(FEBRUARY.to_arrow())
    source = str(folder / "orders")
    assert sold(source) == [10, 20, 40]
    assert sold(f"{source}@v{first.snapshot_id}") == [10, 20]
    today = datetime.fromtimestamp(first.timestamp_ms / 1000, UTC).date()
    assert sold(f"{source}@{today}") == [10, 20, 40]
    with pytest.raises(UsageError, match="did not stand at the close"):
        sold(f"{source}@{today - timedelta(days=1)}")
    with pytest.raises(UsageError, match="no such snapshot"):
        sold(f"{source}@v1")


def test_without_the_extra_a_table_says_how_to_get_it(delta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "deltalake", None)
    with pytest.raises(UsageError, match=r"orders is a Delta table.*'lake': pip install 'holdfast\[lake\]'"):
        read_book([delta.parent])
    shutil.rmtree(delta)
