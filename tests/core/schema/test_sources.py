"""How sources on a host are spelt, and that what is said of them never holds a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast.schema.sources import names_host, on_host, refuse_hosts, version_in, without_logins


@pytest.mark.parametrize(
    ("source", "shown", "within"),
    [
        ("postgresql://db.example/shop", "postgresql://db.example/shop", ()),
        ("postgres://ana:s3cret@db.example:5433/shop", "postgresql://db.example:5433/shop", ()),
        ("postgresql://h1,h2:5433/shop#orders, crm.x", "postgresql://h1,h2:5433/shop", ("orders", "crm.x")),
        ("postgresql:///shop?host=/var/run&password=s3cret", "postgresql://localhost/shop", ()),
        ("postgresql://?host=db.example&dbname=shop", "postgresql://db.example/shop", ()),
        ("postgresql://ana:s3cret@[::1]:5432/shop", "postgresql://[::1]:5432/shop", ()),
        ("s3://bucket/orders@v12", "s3://bucket/orders@v12", ()),
        ("abfss://lake@store.dfs.example/orders", "abfss://lake@store.dfs.example/orders", ()),
    ],
)  # fmt: skip
def test_a_source_on_a_host_is_shown_without_its_login(
    source: str, shown: str, within: tuple[str, ...]
) -> None:
    found = on_host(source)
    assert (found.shown, found.within) == (shown, within)
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    "source",
    [
        "postgresql://ana:s3#cret@db/shop",
        "postgresql://ana:s3/cret@db/shop",
        "postgresql://ana:s3?cret@db/shop",
        "postgresql://ana:s3cret/shop",
        "postgresql://ana:s3cret@[db/shop",
        "mysql://ana:s3cret@db/shop",
        "https://ana:s3cret@db/orders.csv",
        "s3://key:s3cret@bucket/orders",
        "s3://bucket/orders?signature=s3cret",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_showing_it(source: str) -> None:
    for refused in (
        lambda: on_host(source),
        lambda: refuse_hosts([source]),
        lambda: refuse_hosts([Path(source)]),
    ):
        with pytest.raises(UsageError) as raised:
            refused()
        assert "cret" not in str(raised.value)


def test_every_form_of_a_password_is_taken_out_of_what_a_driver_says() -> None:
    found = on_host("postgresql://ana:a%20b%2Bc@db/shop?sslpassword=x%2Fy")
    assert found.without_secrets("a%20b%2Bc, a b+c, x%2Fy and x/y") == "…, …, … and …"


def test_paths_are_no_hosts(tmp_path: Path) -> None:
    for path in ("orders.csv", "/data/orders", "C:/exports", "a#b.csv", "-", "exports/2025:01/x.csv"):
        assert not names_host(path)
    refuse_hosts([tmp_path, "orders.csv"])


@pytest.mark.parametrize(
    ("given", "path", "version"),
    [
        ("lake/orders@v12", "lake/orders", "v12"),
        ("lake/orders@2025-06-30", "lake/orders", "2025-06-30"),
        ("lake/orders@today", "lake/orders@today", ""),
        ("ana@v1/orders", "ana@v1/orders", ""),
    ],
)
def test_a_version_follows_the_last_sign(given: str, path: str, version: str) -> None:
    assert version_in(Path(given)) == (Path(path), version)


def test_what_is_there_under_its_whole_name_has_no_version(tmp_path: Path) -> None:
    (tmp_path / "orders@v1").mkdir()
    assert version_in(tmp_path / "orders@v1") == (tmp_path / "orders@v1", "")


def test_logins_are_taken_out_of_any_message() -> None:
    said = "unrecognized arguments: postgresql://ana:s3@cret@db/shop and mail to ana@db"
    assert without_logins(said) == "unrecognized arguments: postgresql://…@db/shop and mail to ana@db"
