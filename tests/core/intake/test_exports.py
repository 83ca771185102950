"""Every known export in the tool's own form, with rows made up for the purpose and what they come to.

`exports/PRESET.toml` has the file and, for each table, the columns and rows that must come of it;
`revenue` is what counts of it. `exports/PRESET-form.toml` has another form: older, bare, translated.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import tomli
from tests.examples import each

from holdfast.book.assemble import assemble
from holdfast.book.book import Book
from holdfast.intake import read_book
from holdfast.intake.recognise.presets import shipped
from holdfast.money import MONEY_SCALE
from holdfast.schema.tables import TABLES

CASES = {file.stem: file for file in sorted((Path(__file__).parent / "exports").glob("*.toml"))}


@cache
def case(name: str) -> dict[str, Any]:
    return tomli.loads(CASES[name].read_text(encoding="utf-8"))


def plain(table: str, column: str, value: Any) -> Any:
    """A value as the cases write it: money in units, days and times as text, nothing as ""."""
    if value is None:
        return ""
    declared = TABLES[table].column(column)
    if declared is not None and declared.type == "money":
        return value / MONEY_SCALE
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value) if isinstance(value, date) else value


@each("name", sorted(shipped()))
def test_every_preset_has_an_export_to_prove_it(name: str) -> None:
    assert name in CASES


@pytest.mark.parametrize("name", CASES)
def test_an_export_in_the_tools_own_form_is_known_and_read_rightly(name: str, tmp_path: Path) -> None:
    (tmp_path / case(name)["file"]).write_text(case(name)["text"], encoding="utf-8")
    assert_read(name, tmp_path)


def assert_read(name: str, folder: Path) -> None:
    """That the folder is read as this export, with the rows its case expects."""
    preset = name.partition("-")[0]
    intake = read_book([folder])
    for file in intake.receipt.files:
        assert file.found_by == "preset"
        assert any(note.endswith(f"(preset {preset})") for note in file.notes)
        assert file.rows_read == file.used + file.quarantined + file.left_out + file.not_data
    for table, expected in case(name)["expect"].items():
        rows = intake.tables[table].select(expected["columns"]).rows()
        found = [[plain(table, *pair) for pair in zip(expected["columns"], row, strict=True)] for row in rows]
        assert found == expected["rows"], table
    assert not intake.receipt.questions
    if "revenue" in case(name):
        assert revenue(assemble(intake)) == case(name)["revenue"]


def revenue(book: Book) -> dict[str, float]:
    """What counts as sold to each customer, in units."""
    sold = book.sales.group_by("customer").agg(pl.col("amount").sum())
    named = sold.join(book.customers.select("customer", "customer_id"), on="customer").sort("customer")
    return {name: amount / MONEY_SCALE for name, amount in named.select("customer_id", "amount").rows()}


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name", ["bigcommerce_orders", "hubspot_deals", "salesforce_order", "woocommerce_orders_csv_export"]
)
def test_an_export_with_typed_columns_is_read_like_its_texts(name: str, tmp_path: Path) -> None:
    typed = pl.read_csv(io.StringIO(case(name)["text"]), infer_schema_length=None)
    assert not all(dtype == pl.String for dtype in typed.dtypes)
    typed.write_parquet(tmp_path / f"{name}.parquet")
    assert_read(name, tmp_path)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name",
    [
        "shopify_orders",
        "hubspot_deals",
        "pipedrive_deals-de",
        "recurly_invoices",
        "square_items",
        "etsy_orders",
    ],
)
def test_columns_in_any_order_and_case_and_another_separator_and_encoding_give_the_same(
    name: str, tmp_path: Path
) -> None:
    rows = [row for row in csv.reader(io.StringIO(case(name)["text"])) if any(row)]
    turned = [[cell.upper() if row is rows[0] else cell for cell in reversed(row)] for row in rows]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(turned)
    (tmp_path / case(name)["file"]).write_bytes(text.getvalue().encode("utf-16"))
    assert_read(name, tmp_path)


def folder_of(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / f"{name}-{case(name)['file']}").write_text(case(name)["text"], encoding="utf-8")
    return tmp_path


@pytest.mark.thorough
def test_salesforce_objects_make_one_book_with_the_history_of_owners(tmp_path: Path) -> None:
    names = [name for name in CASES if name.startswith("salesforce_") and "report" not in name]
    tables = read_book([folder_of(tmp_path, *names)]).tables
    assert set(tables) == {
        *("customers", "opportunities", "opportunity_stages", "tickets", "interactions", "reps"),
        *("contacts", "contracts", "orders", "order_lines", "assignments"),
    }
    quern, sable = "001Qx0000001aaaIAA", "001Qx0000001aabIAA"
    ana, luc, mia = (f"005Qx000000000{number}IAA" for number in (1, 2, 4))
    spans = tables["assignments"].select("customer_id", "rep_id", "start", "end").rows()
    assert [span for span in spans if span[0] == sable] == [
        (sable, ana, date(2024, 2, 5), date(2024, 9, 1)),
        (sable, luc, date(2024, 9, 1), date(2025, 3, 1)),
        (sable, mia, date(2025, 3, 1), None),
    ]
    assert [span for span in spans if span[0] == quern] == [(quern, ana, date(2024, 1, 5), None)]


def test_two_exports_of_the_same_sales_give_the_orders_of_one_and_the_lines_of_the_other(
    tmp_path: Path,
) -> None:
    both = read_book([folder_of(tmp_path, "square_transactions", "square_items")]).tables
    assert both["orders"].height == len(case("square_transactions")["expect"]["orders"]["rows"])
    assert both["orders"]["amount"].sum() == 1295 * MONEY_SCALE
    assert both["order_lines"].height == len(case("square_items")["expect"]["order_lines"]["rows"])


@pytest.mark.thorough
def test_invoices_are_the_sales_of_a_book_that_has_no_others(tmp_path: Path) -> None:
    alone = read_book([folder_of(tmp_path, "stripe_invoices")]).tables
    assert {"orders", "invoices"} <= set(alone)
    beside = read_book([folder_of(tmp_path, "stripe_subscriptions")]).tables
    assert "subscriptions" in beside
    assert "orders" not in beside


def test_customers_named_by_deals_do_not_stand_beside_the_list_of_them(tmp_path: Path) -> None:
    tables = read_book([folder_of(tmp_path, "dynamics_accounts", "dynamics_opportunities")]).tables
    assert tables["customers"].height == 5
