"""What a database adds: types that no file has, tables to choose from, and a password that nobody sees."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from tests.engines.servers import PASSWORD, Database

from holdfast.engines.built import book_of_sources
from holdfast.errors import UsageError
from holdfast.intake import open_sources
from holdfast_tui.cli import main

UUID: Final = "7f1c2a90-0000-4000-8000-00000000000"
TYPES: Final = f"""
CREATE TYPE tier AS ENUM ('gold', 'basic');
CREATE TABLE customers (customer_id uuid PRIMARY KEY, name varchar(40), tier tier, created date,
  tags text[], profile jsonb, score numeric, code char(6));
INSERT INTO customers VALUES
  ('{UUID}1', 'Café Noir', 'gold', '2024-02-29', '{{red,blue}}', '{{"a": 1}}', 1.5, 'x1'),
  ('{UUID}2', 'Acme', 'basic', NULL, NULL, NULL, NULL, NULL),
  ('{UUID}3', 'Borgo', 'basic', '2024-03-01', '{{}}', '[]', 1000, '007');
CREATE TABLE orders (order_id bigint PRIMARY KEY, customer_id uuid, order_date timestamptz,
  amount numeric(38, 4), status text, discount numeric, paid boolean);
INSERT INTO orders VALUES
  (3, '{UUID}1', '2025-01-31 23:30:00+00', 123456789012.3456, 'completed', 0.5, true),
  (1, '{UUID}2', '2025-02-01 00:30:00+02', 0.1000, NULL, NULL, false),
  (2, '{UUID}3', '2025-02-28 12:00:00+00', -3.3300, 'completed', 12.25, NULL);
CREATE VIEW all_orders AS SELECT * FROM orders;
CREATE SCHEMA old;
CREATE TABLE old.orders (order_id text, customer_id uuid, order_date date, amount numeric(10, 2));
INSERT INTO old.orders VALUES ('9', '{UUID}1', '2020-01-01', 7.00);
"""
CUSTOMERS: Final = f"""customer_id,name,tier,created,tags,profile,score,code
{UUID}1,Café Noir,gold,2024-02-29,"red, blue","{{""a"": 1}}",1.5,x1
{UUID}2,Acme,basic,,,,,
{UUID}3,Borgo,basic,2024-03-01,,[],1000,007
"""
ORDERS: Final = f"""order_id,customer_id,order_date,amount,status,discount,paid
1,{UUID}2,2025-01-31 22:30:00+00,0.1000,,,f
2,{UUID}3,2025-02-28 12:00:00+00,-3.3300,completed,12.25,
3,{UUID}1,2025-01-31 23:30:00+00,123456789012.3456,completed,0.5,t
"""
"""The same as the database itself would write it into files."""


@pytest.fixture(scope="module")
def types(database: Database) -> str:
    """A database with a column of every type."""
    database.create("types")
    with database.connected("types") as cursor:
        for statement in TYPES.split(";")[:-1]:
            cursor.execute(statement)
    return database.url("types")


def test_every_type_becomes_what_a_file_would_say(types: str, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS, "utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    expected = book_of_sources([str(tmp_path)], network=False)
    found = book_of_sources([f"{types}#customers,public.orders"], network=True)
    assert plain(found.customers).equals(plain(expected.customers))
    assert found.tables["orders"].equals(expected.tables["orders"])
    assert found.sales.equals(expected.sales)
    assert found.own == expected.own


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Categorical).cast(pl.String))


def test_the_receipt_calls_tables_by_their_address_without_login(types: str) -> None:
    with open_sources([types], network=True) as located:
        names = [file.name for file in located.files]
        assert [Path(file.path).exists() for file in located.files] == [True] * 3
    host = types.split("@", 1)[1].split("/", 1)[0]
    assert names == [
        f"postgresql://{host}/types table {name}" for name in ("old.orders", "customers", "orders")
    ]
    assert not any(file.path.exists() for file in located.files)


def test_a_view_is_read_where_it_is_named(types: str) -> None:
    book = book_of_sources([f"{types}#customers,all_orders"], network=True)
    assert book.sales.height == 3


def test_a_table_that_is_not_there_is_refused_with_those_that_are(types: str) -> None:
    with pytest.raises(UsageError, match=r"has no table called order \(it has: .*orders"):
        book_of_sources([f"{types}#order"], network=True)


def test_what_the_user_may_not_read_is_told(types: str, database: Database) -> None:
    with database.connected("types") as cursor:
        cursor.execute("CREATE ROLE ana LOGIN PASSWORD 'another'")
        cursor.execute("GRANT SELECT ON orders TO ana")
    url = f"postgresql://ana:another@127.0.0.1:{database.port}/types"
    receipt = book_of_sources([url], network=True).receipt
    assert [file.file.rsplit(" ", 1)[1] for file in receipt.files if file.table == "orders"] == ["orders"]
    assert {one.file.rsplit(" ", 1)[1] for one in receipt.not_used} == {"customers", "old.orders"}


FAULTS: Final = ("wrong password", "no such database", "no server", "unreadable address")


def faulty(database: Database, fault: str) -> tuple[str, str]:
    """An address that cannot be read, and the password in it."""
    host = f"127.0.0.1:{database.port}"
    return {
        "wrong password": (f"postgresql://postgres:gu%24ssed-it@{host}/types", "gu$ssed-it"),
        "no such database": (database.url("nowhere"), PASSWORD),
        "no server": ("postgresql://postgres:gu%24ssed-it@127.0.0.1:1/types", "gu$ssed-it"),
        "unreadable address": (f"postgresql://postgres:gu%zzssed-it@{host}/types", "gu%zzssed-it"),
    }[fault]


@pytest.mark.parametrize("fault", FAULTS)
def test_no_error_holds_a_password(fault: str, database: Database) -> None:
    url, password = faulty(database, fault)
    with pytest.raises(UsageError) as raised:
        book_of_sources([url], network=True)
    told = "".join(traceback.format_exception(raised.value))
    written = url.split("postgres:", 1)[1].split("@", 1)[0]
    assert str(raised.value).startswith(f"postgresql://{url.split('@', 1)[1]} cannot be read")
    assert password not in told
    assert written not in told


def test_no_password_is_in_the_book_or_its_receipt(types: str, tmp_path: Path) -> None:
    with open_sources([types], network=True) as located:
        assert_no_password(repr(located))
        for file in located.files:
            assert PASSWORD.encode() not in file.path.read_bytes()
    book = book_of_sources([types], network=True)
    assert_no_password(repr(book.receipt))
    assert_no_password(repr(book.settings))
    for frame in (book.customers, *book.tables.values()):
        frame.write_ndjson(tmp_path / "rows.json")
        assert_no_password((tmp_path / "rows.json").read_text("utf-8"))


def assert_no_password(text: str) -> None:
    assert PASSWORD not in text
    assert "s3cret" not in text


@pytest.mark.parametrize("verb", ["show metrics", "check", "", "brief", "today", "demo", "init"])
def test_other_verbs_refuse_a_host_without_its_password(
    verb: str, types: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*verb.split(), types]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert_no_password(told.err)
    if verb != "demo":
        assert "'holdfast build SOURCE --into DIR'" in told.err


def test_nothing_is_brought_from_a_host_where_no_network_is_allowed(types: str) -> None:
    with pytest.raises(UsageError, match="lies on a host"):
        book_of_sources([types], network=False)
