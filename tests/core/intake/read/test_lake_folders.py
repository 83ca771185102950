"""Folders that are one table: their files are read as one list, and never taken for tables of their own."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from holdfast.errors import UsageError
from holdfast.extras import MissingExtraError
from holdfast.intake import open_sources, read_book, read_located

ORDERS = pl.DataFrame(
    {
        "order_id": ["1", "2", "3"],
        "customer_id": ["a", "b", "a"],
        "order_date": [date(2025, 1, 5), date(2025, 1, 6), date(2025, 2, 5)],
        "amount": [10.0, 20.0, 40.0],
    }
)


def written(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path)


@pytest.fixture
def parted(tmp_path: Path) -> Path:
    """Orders by year and status, and customers by region: regions stand in names of folders alone."""
    for number, status in enumerate(("completed", "cancelled", "completed")):
        place = tmp_path / "orders" / "year=2025" / f"status={status}"
        written(ORDERS.slice(number, 1), place / f"part-{number}.parquet")
    names = pl.DataFrame({"customer_id": ["a", "b"], "name": ["Acme", "Borgo"]})
    written(names.head(1), tmp_path / "customers" / "region=007" / "part-0.parquet")
    written(names.tail(1), tmp_path / "customers" / "region=North%20%26%20East" / "part-0.parquet")
    written(
        pl.DataFrame({"customer_id": ["c"], "name": ["Café"]}),
        tmp_path / "customers" / "region=__HIVE_DEFAULT_PARTITION__" / "part-0.parquet",
    )
    return tmp_path


def test_what_folders_tell_is_a_column_of_text(parted: Path) -> None:
    customers = read_book([parted]).tables["customers"].sort("customer_id")
    assert customers["region"].to_list() == ["007", "North & East", None]


def test_all_files_of_a_folder_are_one_table(parted: Path) -> None:
    intake = read_book([parted])
    told = {file.file: (file.table, file.rows_read) for file in intake.receipt.files}
    assert told == {"orders": ("orders", 3), "customers": ("customers", 3)}
    assert intake.receipt.not_used == ()
    assert [one.word for one in intake.receipt.statuses] == ["completed", "cancelled"]


def test_the_folder_of_a_table_is_a_book_of_its_own(parted: Path) -> None:
    for source in (parted / "orders", parted / "orders" / "..", parted / "ord*"):
        assert read_book([source]).tables["orders"].height == 3


def test_a_mapping_names_the_folder(parted: Path) -> None:
    (parted / "holdfast.toml").write_text('[tables.orders]\nfiles = ["orders"]\n', "utf-8")
    assert read_book([parted]).tables["orders"].height == 3


def test_a_column_that_some_files_lack_is_empty_there(parted: Path) -> None:
    more = ORDERS.tail(1).with_columns(pl.lit("4").alias("order_id"), pl.lit(1.5).alias("discount"))
    written(more, parted / "orders" / "year=2026" / "status=completed" / "part-0.parquet")
    discounts = read_book([parted]).tables["orders"].sort("order_id")["discount"]
    assert discounts.to_list() == [None, None, None, 15_000]


def test_two_tables_in_the_same_folders_stay_two(tmp_path: Path) -> None:
    for year in (2024, 2025):
        written(
            ORDERS.with_columns(pl.col("order_id") + str(year)), tmp_path / f"year={year}" / "orders.parquet"
        )
        names = pl.DataFrame({"customer_id": [f"a{year}"], "name": ["Acme"]})
        written(names, tmp_path / f"year={year}" / "customers.parquet")
    tables = read_book([tmp_path]).tables
    assert (tables["orders"].height, tables["customers"].height) == (6, 2)


def test_a_table_that_changes_is_another_book(parted: Path) -> None:
    before = read_book([parted]).fingerprint
    assert read_book([parted]).fingerprint == before
    written(ORDERS.head(1), parted / "orders" / "year=2024" / "status=completed" / "part-9.parquet")
    assert read_book([parted]).fingerprint != before


def test_a_folder_of_files_keeps_no_versions(parted: Path) -> None:
    with pytest.raises(
        UsageError, match="orders keeps no versions: '@2025-01-31' goes with Delta and Iceberg"
    ):
        read_book([Path(f"{parted / 'orders'}@2025-01-31")])


@pytest.fixture
def delta(tmp_path: Path) -> Path:
    """The files of a Delta table, one of them deleted in its log."""
    written(ORDERS, tmp_path / "orders" / "part-0.parquet")
    written(ORDERS, tmp_path / "orders" / "part-1.parquet")
    (tmp_path / "orders" / "_delta_log").mkdir()
    (tmp_path / "orders" / "_delta_log" / f"{0:020}.json").write_text(json.dumps({"commitInfo": {}}), "utf-8")
    return tmp_path


def test_without_the_extra_a_table_is_refused_and_its_files_are_not_read(
    delta: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(MissingExtraError) as raised:
        read_book([delta])
    assert str(raised.value) == (
        "orders is a Delta table: reading it needs the extra 'lake': pip install 'holdfast[lake]'"
    )


def test_a_file_of_a_table_that_keeps_versions_is_refused(delta: Path) -> None:
    with pytest.raises(UsageError, match=r"part-0.parquet is a part of orders, a Delta table"):
        read_book([delta / "orders" / "part-0.parquet"])


def test_without_the_extra_a_database_is_refused_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("adbc_driver_postgresql", "adbc_driver_postgresql.dbapi"):
        monkeypatch.setitem(sys.modules, module, None)
    with (
        pytest.raises(MissingExtraError, match=r"'postgres': pip install 'holdfast\[postgres\]'"),
        open_sources(["postgresql://ana:s3cret@127.0.0.1:1/shop"], network=True),
    ):
        pass


def test_sources_on_this_disk_need_no_network(parted: Path) -> None:
    with open_sources([str(parted)], network=False) as located:
        assert read_located(located).tables["orders"].height == 3


def test_a_host_is_refused_where_no_network_is_allowed() -> None:
    with (
        pytest.raises(
            UsageError, match=r"postgresql://db.example/shop lies on a host.*holdfast build SOURCE --into DIR"
        ),
        open_sources(["postgresql://ana:s3cret@db.example/shop"], network=False),
    ):
        pass
