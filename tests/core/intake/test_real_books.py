from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from holdfast.intake import read_book


@pytest.mark.thorough
def test_online_retail_gives_its_published_figures(shared: Path) -> None:
    intake = read_book([shared / "data" / "online_retail_1"])
    orders, receipt = intake.tables["orders"], intake.receipt.files[0]
    assert (receipt.rows_read, receipt.used) == (541_909, 397_884)
    assert orders.height == 18_532
    assert orders["customer_id"].n_unique() == 4_338
    assert round(int(orders["amount"].sum()) / 10_000, 2) == 8_911_407.90
    assert intake.tables["customers"].height == 4_372


def test_cdnow_keeps_zero_padded_ids_and_units(shared: Path) -> None:
    orders = read_book([shared / "data" / "cdnow_sample"]).tables["orders"]
    assert orders.height == 6_919
    assert orders["customer_id"].n_unique() == 2_357
    assert orders["customer_id"][0] == "0001"
    assert orders["units"].dtype == pl.String


def test_the_pipeline_gives_won_deals_as_orders(shared: Path) -> None:
    tables = read_book([shared / "data" / "crm_opportunities"]).tables
    assert tables["orders"].height == tables["opportunities"]["is_won"].sum() == 4_238
    assert tables["opportunities"].height == 8_800
    assert tables["opportunities"]["customer_id"].null_count() == 1_425


def test_ravenstack_is_read_whole_and_its_contradictions_are_named(shared: Path) -> None:
    intake = read_book([shared / "data" / "ravenstack"])
    heights = {name: frame.height for name, frame in intake.tables.items()}
    assert heights == {
        "customers": 500,
        "subscriptions": 5_000,
        "tickets": 2_000,
        "usage": 25_000,
        "losses": 600,
    }
    assert intake.tables["usage"]["customer_id"].str.starts_with("A-").all()
    assert any("53 losses are dated before" in finding.message for finding in intake.receipt.findings)


@pytest.mark.thorough
@pytest.mark.parametrize("variant", ["v01", "v02", "v04", "v06", "v09", "v14"])
def test_messy_variants_give_the_same_customers(shared: Path, variant: str) -> None:
    folder = shared / "data" / "messy"
    canonical = pl.read_csv(folder / "canonical.csv", infer_schema=False).select(
        "account_id", "account", "country"
    )
    (path,) = folder.glob(f"{variant}_*.csv")
    customers = read_book([path]).tables["customers"].select("customer_id", "name", "country")
    assert customers.rows() == canonical.rows()


@pytest.mark.parametrize("variant", ["v01", "v02", "v04", "v06", "v09", "v14"])
def test_messy_amounts_add_up(shared: Path, tmp_path: Path, variant: str) -> None:
    (path,) = (shared / "data" / "messy").glob(f"{variant}_*.csv")
    (tmp_path / path.name).write_bytes(path.read_bytes())
    german = variant == "v04"
    names = ("Kundennr", "Letzte Bestellung", "Umsatz") if german else ("account_id", "last_order", "revenue")
    (tmp_path / "holdfast.toml").write_text(
        f'[tables.orders]\nfiles = ["{path.name}"]\n'
        f'columns = {{ customer_id = "{names[0]}", order_date = "{names[1]}", amount = "{names[2]}" }}\n'
    )
    orders = read_book([tmp_path]).tables["orders"]
    assert (orders.height, int(orders["amount"].sum())) == (87, 4_419_246_200)
    assert str(orders["order_date"].max()) == "2011-12-08"
