from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import polars as pl
import pytest
from tests.core.intake.read.workbooks import HEADER, ORDERS, xlsx

from holdfast.errors import UsageError
from holdfast.intake import read_book
from holdfast.intake.read import files

CSV = b"order_id,customer_id,order_date,amount\n1,Acme,2025-01-02,5\n2,Brio,2025-01-03,6\n"


def zipped(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(
                name.replace("_dot_", ".").replace("__", "/").replace("x/MACOSX", "__MACOSX"), content
            )
    return buffer.getvalue()


def locked(archive: bytes) -> bytes:
    """The same archive, its members marked as encrypted."""
    marked = bytearray(archive)
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        marked[archive.index(start) + flags] |= 1
    return bytes(marked)


def test_each_member_of_an_archive_is_a_file_of_its_own(tmp_path: Path) -> None:
    customers = io.BytesIO()
    pl.DataFrame({"customer_id": ["Acme", "Brio"], "name": ["A", "B"]}).write_parquet(customers)
    content = zipped(
        export__orders_dot_csv=CSV,
        export__customers_dot_parquet=customers.getvalue(),
        x__MACOSX__orders_dot_csv=b"junk",
        readme_dot_md=b"hello",
        inner_dot_zip=zipped(orders_dot_csv=CSV),
    )
    (tmp_path / "all.zip").write_bytes(content)
    intake = read_book([tmp_path])
    assert {file.file: (file.table, file.used) for file in intake.receipt.files} == {
        "all.zip › export/orders.csv": ("orders", 2),
        "all.zip › export/customers.parquet": ("customers", 2),
    }
    assert {file.file: file.why for file in intake.receipt.not_used} == {
        "all.zip › inner.zip": "it is an archive inside of an archive",
        "all.zip › readme.md": "no table is kept in files of this kind",
    }


def test_workbooks_and_databases_inside_of_an_archive_are_opened(tmp_path: Path) -> None:
    database = tmp_path / "away"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE customers (customer_id TEXT, name TEXT)")
        connection.execute("INSERT INTO customers VALUES ('Acme', 'A'), ('Brio', 'B')")
    book = tmp_path / "book"
    book.mkdir()
    content = zipped(crm_dot_xlsx=xlsx({"Orders": (HEADER, *ORDERS)}), crm_dot_db=database.read_bytes())
    (book / "all.zip").write_bytes(content)
    (book / "holdfast.toml").write_text(
        '[tables.orders]\nfiles = ["all.zip#crm.xlsx#Orders"]\n'
        '[tables.customers]\nfiles = ["*.zip#crm.db*"]\n'
    )
    intake = read_book([book])
    assert {file.file: file.used for file in intake.receipt.files} == {
        "all.zip › crm.xlsx › Orders": 2,
        "all.zip › crm.db › customers": 2,
    }


def test_a_bad_row_in_an_archive_is_quarantined_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(zipped(orders_dot_csv=CSV + b"3,Acme,soon,1\n"))
    quarantine = read_book([tmp_path]).receipt.quarantine
    assert quarantine.select("file", "line", "text").rows() == [("all.zip › orders.csv", 4, "soon")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(orders_dot_csv=CSV)[:60], "cannot be read"),
        (zipped(zipfile.ZIP_STORED, orders_dot_csv=CSV).replace(b"Acme", b"Acne"), "Bad CRC-32"),
        (b"PK\x03\x04", "cannot be read"),
        (locked(zipped(orders_dot_csv=CSV)), "locked with a password"),
    ],
    ids=["cut", "changed", "begun", "locked"],
)
def test_a_damaged_archive_beside_others_is_a_problem_that_names_it(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "orders.csv").write_bytes(CSV)
    (tmp_path / "orders.zip").write_bytes(content)
    (problem,) = read_book([tmp_path]).receipt.problems
    assert problem.message.startswith("orders.zip ")
    assert said in problem.message


def test_an_archive_that_unfolds_to_a_bomb_is_refused_before_anything_is_unfolded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SURELY_NO_BOMB", 100_000)
    half = b"order_id\n" + bytes(20_000 * 9 - 9)
    (tmp_path / "orders.zip").write_bytes(zipped(orders_dot_csv=half, orders_2_dot_csv=half))
    with pytest.raises(UsageError, match=r"orders\.zip unfolds to more than 200 times its size"):
        read_book([tmp_path])


def test_an_archive_may_unfold_to_just_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped(orders_dot_csv=CSV)
    (tmp_path / "orders.zip").write_bytes(content)
    monkeypatch.setattr(files, "MAX_DECOMPRESSED", len(CSV))
    assert read_book([tmp_path]).tables["orders"].height == 2
    monkeypatch.setattr(files, "MAX_DECOMPRESSED", len(CSV) - 1)
    with pytest.raises(UsageError, match="unfolds to more than"):
        read_book([tmp_path])


def test_an_archive_of_nothing_that_can_be_read_names_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes(CSV)
    (tmp_path / "photos.zip").write_bytes(zipped(me_dot_jpg=b"x"))
    intake = read_book([tmp_path])
    assert intake.receipt.ignored_files == ("photos.zip › me.jpg",)
    assert json.dumps([file.next for file in intake.receipt.not_used]) != "[]"
