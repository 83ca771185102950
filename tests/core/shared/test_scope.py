"""The mart of a rep holds nobody else's rows: looked for in its bytes, and in all that they unpack to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.core.shared.shop import MINE, OTHERS, built, read, write_shop

from holdfast.book.book import Book
from holdfast.book.built import MART
from holdfast.engine import Engine, open_book
from holdfast.mart.read import open_mart
from holdfast.query import Query

ANAS = 'rep:"Ana Ruiz"'


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shop(tmp_path_factory.mktemp("shop") / "exports")


@pytest.fixture(scope="module")
def folder(exports: Path) -> Path:
    built(exports, exports.parent / "ana", ANAS)
    return exports.parent / "ana"


@pytest.fixture(scope="module")
def whole(exports: Path) -> Book:
    return read(exports)


@pytest.fixture(scope="module")
def some(folder: Path) -> Book:
    return open_book([folder], use_cache=False)


def everything_in(folder: Path) -> str:
    """The bytes of a folder as they lie, and all that they unpack to."""
    parts = [path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()]
    mart = open_mart(folder / MART)
    parts.append(json.dumps(dict(mart.manifest.told), ensure_ascii=False))
    for frame in mart.frames.values():
        for column in frame.get_columns():
            parts += column.cast(pl.String, strict=False).drop_nulls().to_list()
            if isinstance(column.dtype, pl.Enum):
                parts += column.dtype.categories.to_list()
    return "\n".join(parts)


@pytest.mark.thorough
def test_nothing_of_another_customer_is_in_the_mart_of_a_rep(exports: Path, folder: Path) -> None:
    built(exports, exports.parent / "all")
    told = everything_in(exports.parent / "all")
    assert [word for word in (*MINE, *OTHERS) if word not in told] == []
    told = everything_in(folder)
    assert [word for word in OTHERS if word.lower() in told.lower()] == []
    assert [word for word in (*MINE, "ada@alphabet.example", "Ana Ruiz") if word not in told] == []


@pytest.mark.thorough
def test_what_is_said_of_those_who_stay_is_what_the_whole_book_says(whole: Book, some: Book) -> None:
    columns = ("customer_id", "name", "rep", "revenue", "orders", "last_order")
    asked = Query(where=ANAS, columns=columns)
    ours = Engine(some).customers(Query(columns=columns)).frame
    assert ours.equals(Engine(whole).customers(asked).frame)
    assert ours.height == len(MINE)


def test_rows_lead_to_the_orders_they_led_to(whole: Book, some: Book) -> None:
    def named(book: Book) -> list[tuple[object, ...]]:
        orders = book.tables["orders"].with_row_index("order")
        ids = book.customers.select("customer", pl.col("customer_id").alias("of"))
        joined = book.sales.join(orders.select("order", "order_id", "customer_id"), on="order").join(
            ids, on="customer"
        )
        return [
            row for row in joined.select("of", "customer_id", "order_id", "running").rows() if row[0] in MINE
        ]

    assert named(some) == named(whole)
    assert all(of == of_order for of, of_order, *_ in named(some))


@pytest.mark.thorough
def test_they_are_looked_at_from_the_last_day_of_all_even_where_nothing_happened_to_them(
    exports: Path,
) -> None:
    only = exports.parent / "gamma"
    built(exports, only, "name:gammatron")
    gamma = open_book([only], use_cache=False)
    assert gamma.tables["orders"].get_column("order_date").to_list() == [date(2025, 2, 10)]
    assert gamma.default_as_of == read(exports).default_as_of == date(2025, 3, 10)


def test_a_parent_who_is_gone_is_no_longer_named(some: Book) -> None:
    assert dict(some.customers.select("customer_id", "parent_id").rows()) == {
        "CUST-ALPHA": None,
        "CUST-GAMMA": "CUST-ALPHA",
    }


def test_it_says_whose_rows_it_holds_and_withholds_what_files_say(some: Book) -> None:
    assert some.settings.name == 'rep:"Ana Ruiz" only, of exports'
    assert some.built is not None
    assert (some.built.customers, some.built.total, some.built.where) == (2, 5, ANAS)
    orders = next(file for file in some.receipt.files if file.table == "orders")
    assert (orders.file, orders.rows_read, orders.used, orders.quarantined) == ("orders", 7, 3, 1)
    assert orders.rows_read == orders.used + orders.quarantined + orders.left_out + orders.not_data
    assert some.receipt.quarantine.is_empty()
    assert any("1; what they say may name other customers" in one.message for one in some.receipt.findings)
