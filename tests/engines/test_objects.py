"""Tables in an object store are the tables they would be on disk; the keys to it are told to it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import pytest
from tests.engines.conftest import need
from tests.engines.objects import object_store
from tests.engines.test_sources import frames
from tests.engines.typed import SAMPLE

from holdfast.engines.built import book_of_sources
from holdfast.errors import UsageError

KEY = "AKIAHOLDFASTTEST"


@pytest.fixture(scope="module")
def bucket(tables: Mapping[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bucket with customers as Parquet, orders in folders, lines as Delta, reps as CSV."""
    need("lake")
    folder = tmp_path_factory.mktemp("store")
    root = folder / "shop"
    root.mkdir()
    tables["customers"].write_parquet(root / "customers.parquet")
    for (status,), part in tables["orders"].partition_by("status", as_dict=True).items():
        place = root / "orders" / f"status={status}"
        place.mkdir(parents=True)
        part.drop("status").write_parquet(place / "part-0.parquet")
    tables["order_lines"].write_delta(root / "order_lines")
    (root / "reps.csv").write_bytes((SAMPLE / "reps.csv").read_bytes())
    with object_store(folder) as address, pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": "very-secret",
        }.items():
            patch.setenv(name, value)
        yield "s3://shop"


def test_a_store_gives_the_book_that_files_give(bucket: str, settings_file: Path, tmp_path: Path) -> None:
    names = ("customers", "orders", "order_lines", "reps")
    for name in names:
        (tmp_path / f"{name}.csv").write_bytes((SAMPLE / f"{name}.csv").read_bytes())
    sources = [
        f"{bucket}/customers.parquet",
        f"{bucket}/orders",
        f"{bucket}/order_lines",
        f"{bucket}/reps.csv",
    ]
    found = book_of_sources(sources, settings_file, network=True)
    expected = book_of_sources([str(tmp_path)], settings_file, network=False)
    for one, two in zip(frames(found), frames(expected), strict=True):
        assert one.equals(two)
    assert found.tables.keys() == expected.tables.keys()
    assert {file.file for file in found.receipt.files} == set(sources)
    assert KEY not in repr(found.receipt)


def test_what_is_not_there_is_refused(bucket: str) -> None:
    with pytest.raises(UsageError, match=r"s3://shop/orders_2020\.parquet cannot be read") as raised:
        book_of_sources([f"{bucket}/orders_2020.parquet"], network=True)
    assert "very-secret" not in str(raised.value)
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    "address", ["s3://key:secret@shop/orders", "s3://shop/orders?X-Amz-Signature=secret"]
)
def test_an_address_with_keys_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="keys belong into") as raised:
        book_of_sources([address], network=True)
    assert "secret" not in str(raised.value)
