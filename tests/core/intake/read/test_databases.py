from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast.intake import fingerprint, read_book


def database(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


ORDERS = (
    "CREATE TABLE orders "
    "(order_id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id TEXT, order_date TEXT, amount REAL)",
    "INSERT INTO orders VALUES (1, '007', '2025-01-02', 1.234), (2, '008', '2025-01-03', NULL)",
)


def test_each_table_of_a_database_is_a_file_of_its_own(tmp_path: Path) -> None:
    database(
        tmp_path / "shop.sqlite",
        *ORDERS,
        'CREATE TABLE "customers ""old""" (customer_id TEXT, name TEXT)',
        "INSERT INTO \"customers \"\"old\"\"\" VALUES ('007', 'Acme'), ('008', 'Brio')",
        "CREATE TABLE notes (text TEXT)",
    )
    intake = read_book([tmp_path])
    assert {file.file: (file.table, file.used, file.quarantined) for file in intake.receipt.files} == {
        "shop.sqlite › orders": ("orders", 1, 1),
        'shop.sqlite › customers "old"': ("customers", 2, 0),
    }
    assert intake.tables["orders"].select("order_id", "customer_id", "order_date", "amount").rows() == [
        ("1", "007", date(2025, 1, 2), 12_340)
    ]
    assert intake.receipt.ignored_files == ("shop.sqlite › notes",)


def test_nothing_is_written_beside_a_database(tmp_path: Path) -> None:
    path = database(tmp_path / "shop.db", "PRAGMA journal_mode = WAL", *ORDERS)
    before = path.read_bytes()
    read_book([tmp_path])
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_rows_that_still_lie_in_the_journal_are_read_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(ORDERS[0])
        connection.commit()
        before = fingerprint([tmp_path])
        connection.execute("INSERT INTO orders VALUES (1, '007', '2025-01-02', 1.5)")
        connection.commit()
        assert fingerprint([tmp_path]) != before
        kept = {file: file.read_bytes() for file in tmp_path.iterdir()}
        intake = read_book([tmp_path])
        assert intake.tables["orders"].height == 1
        assert not intake.receipt.not_used
        assert {file: file.read_bytes() for file in tmp_path.iterdir()} == kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"SQLite format 3\x00" + bytes(84), "cannot be read as a database"),
        (b"abc", "file is not a database"),
    ],
    ids=["cut", "something else"],
)
def test_a_damaged_database_beside_others_is_a_problem_that_names_it(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "orders.csv").write_text("order_id,customer_id,order_date,amount\n1,Acme,2025-01-02,5\n")
    (tmp_path / "customers.sqlite").write_bytes(content)
    (problem,) = read_book([tmp_path]).receipt.problems
    assert problem.message.startswith("customers.sqlite ")
    assert said in problem.message


def test_a_database_without_tables_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a database without tables"):
        read_book([database(tmp_path / "shop.db", "PRAGMA user_version = 1")])
