"""The bundled sample book: what the generator writes, free of errors, with a story that can be found."""

from __future__ import annotations

import functools
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from holdfast.intake import read_book
from holdfast.sample import book
from holdfast.sample.generate import main
from holdfast.schema.tables import TABLES

SAMPLE: Final = Path(__file__).resolve().parents[3] / "sample_data"
END: Final = date(2025, 6, 30)
RANGES: Final = {
    "customers": (400, 400),
    "reps": (14, 14),
    "orders": (5_000, 10_000),
    "subscriptions": (150, 400),
    "contracts": (30, 100),
    "contract_usage": (3, 10),
    "interactions": (3_000, 8_000),
    "tickets": (400, 1_200),
    "surveys": (1_000, 4_000),
    "opportunities": (100, 400),
    "losses": (30, 120),
}
INTERVALS: Final = (
    ("assignments", "start", "end"),
    ("subscriptions", "start", "end"),
    ("contracts", "start", "end"),
    ("reps", "hire_date", "end_date"),
    ("tickets", "created", "first_reply"),
    ("tickets", "first_reply", "solved"),
    ("invoices", "issue_date", "paid_date"),
    ("surveys", "invited", "answered"),
    ("surveys", "answered", "loop_closed"),
)


@functools.cache
def table(name: str) -> pl.DataFrame:
    """One table of the sample book with dates and timestamps typed."""
    return pl.read_csv(SAMPLE / f"{name}.csv", try_parse_dates=True, infer_schema_length=None)


def customer(name: str) -> str:
    """The id of a customer of that name."""
    return str(table("customers").filter(pl.col("name") == name).get_column("customer_id").item())


def rows_of(name: str, customer_name: str) -> pl.DataFrame:
    """The rows of a table that belong to a customer."""
    return table(name).filter(pl.col("customer_id") == customer(customer_name))


def purchases() -> pl.DataFrame:
    """Orders that count as a purchase."""
    return table("orders").filter((pl.col("amount") > 0) & (pl.col("status") != "cancelled"))


def active_before(day: date) -> set[str]:
    """Customers active just before `day`: a running subscription, or without any an order in half a year."""
    subscriptions = table("subscriptions").filter(pl.col("start") < day)
    running = subscriptions.filter(
        (pl.coalesce("trial_end", "start") < day) & (pl.col("end").is_null() | (pl.col("end") >= day))
    )
    months = day.year * 12 + day.month - 1 - 6
    window = pl.col("order_date").is_between(date(months // 12, months % 12 + 1, day.day), day, closed="left")
    ordering = purchases().filter(window).get_column("customer_id")
    return set(running["customer_id"]) | (set(ordering) - set(subscriptions["customer_id"]))


def served_on(day: date, rep_id: str) -> set[str]:
    """Customers the rep served on that day."""
    open_then = (pl.col("start") <= day) & (pl.col("end").is_null() | (pl.col("end") > day))
    return set(table("assignments").filter(open_then & (pl.col("rep_id") == rep_id))["customer_id"])


@pytest.mark.thorough
def test_the_bundled_files_are_what_the_generator_writes() -> None:
    written = book.texts()
    assert sorted(path.name for path in SAMPLE.iterdir()) == sorted(written)
    different = [name for name, text in written.items() if (SAMPLE / name).read_bytes() != text.encode()]
    assert different == []


@pytest.mark.thorough
def test_another_seed_gives_another_book_with_the_same_story(tmp_path: Path) -> None:
    assert main([str(tmp_path / "other"), "--seed", "8"]) == 0
    names = pl.read_csv(tmp_path / "other" / "customers.csv").get_column("name")
    assert set(names) != set(table("customers")["name"])
    assert {"Kurhaus Distelfähre", "Fjordheim Kjølelager AS"} <= set(names)


def test_the_book_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 3_000_000


@pytest.mark.thorough
@pytest.mark.parametrize("name", RANGES)
def test_every_table_has_a_believable_number_of_rows(name: str) -> None:
    low, high = RANGES[name]
    assert low <= table(name).height <= high


def test_all_tables_but_levels_and_rates_are_there_with_canonical_columns() -> None:
    files = {path.stem: path for path in SAMPLE.glob("*.csv")}
    # Refunds are taken off the orders, whose returns the sample states there.
    assert set(TABLES) - set(files) == {"mrr_events", "fx", "refunds"}
    for name, path in files.items():
        header = pl.read_csv(path, n_rows=0).columns
        assert set(TABLES[name].required) <= set(header)
        assert [column for column in header if TABLES[name].column(column) is None] == []


def test_it_says_plainly_that_it_is_synthetic() -> None:
    assert "**Everything in this folder is synthetic.**" in (SAMPLE / "README.md").read_text(encoding="utf-8")
    assert "synthetic" in (SAMPLE / "holdfast.toml").read_text(encoding="utf-8")
    assert table("contacts").get_column("email").str.ends_with(".example").all()


def test_the_guide_names_only_customers_and_reps_that_exist() -> None:
    guide = (SAMPLE / "README.md").read_text(encoding="utf-8")
    named = set(pl.Series([guide]).str.extract_all(r"\*[^*\n`]{4,40}\*").item().str.strip_chars("*"))
    names = set(table("customers")["name"])
    assert len(named & names) >= 10
    for rep in ("Luc Tessier", "Maren Østervang"):
        assert rep in guide
        assert rep in set(table("reps")["name"])


@pytest.mark.thorough
def test_intake_finds_nothing_to_complain_about() -> None:
    receipt = read_book([SAMPLE]).receipt
    assert receipt.quarantine.is_empty()
    assert [finding for finding in receipt.findings if finding.severity != "info"] == []


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLE.glob("*.csv")))
def test_every_reference_leads_somewhere(name: str) -> None:
    rows = table(name)
    for column, target in (
        ("customer_id", "customers"),
        ("rep_id", "reps"),
        ("manager_id", "reps"),
        ("contact_id", "contacts"),
        ("order_id", "orders"),
        ("contract_id", "contracts"),
        ("opportunity_id", "opportunities"),
        ("referred_by", "customers"),
    ):
        if column in rows.columns:
            key = TABLES[target].key
            assert key is not None
            assert set(rows[column].drop_nulls()) <= set(table(target)[key])


@pytest.mark.parametrize(
    "name", [t.name for t in TABLES.values() if t.key and t.name not in ("mrr_events", "fx", "refunds")]
)
def test_keys_are_unique(name: str) -> None:
    key = TABLES[name].key
    assert key is not None
    assert table(name).get_column(key).is_unique().all()


@pytest.mark.parametrize(("name", "start", "end"), INTERVALS)
def test_nothing_ends_before_it_starts(name: str, start: str, end: str) -> None:
    rows = table(name).drop_nulls([start, end])
    assert rows.height > 0
    assert rows.filter(pl.col(end) < pl.col(start)).is_empty()


def test_no_customer_has_two_reps_on_one_day() -> None:
    rows = table("assignments").sort("customer_id", "start")
    earlier_end = pl.col("end").shift(1).over("customer_id")
    is_later = pl.int_range(pl.len()).over("customer_id") > 0
    overlaps = is_later & (earlier_end.is_null() | (pl.col("start") < earlier_end))
    assert rows.filter(overlaps).is_empty()


def test_reps_serve_only_while_they_are_employed() -> None:
    served = table("assignments").join(table("reps"), on="rep_id", suffix="_rep")
    outside = (pl.col("start") < pl.col("hire_date")) | (
        pl.col("end_date").is_not_null() & (pl.col("end").is_null() | (pl.col("end") > pl.col("end_date")))
    )
    assert served.filter(outside).is_empty()


def test_nothing_is_dated_after_the_end_of_the_book() -> None:
    for name, declared in TABLES.items():
        if declared.known_on is None or not (SAMPLE / f"{name}.csv").exists():
            continue
        for column in (declared.known_on, "answered", "loop_closed", "solved", "paid_date"):
            if column in table(name).columns:
                latest = table(name).get_column(column).cast(pl.Date).max()
                assert isinstance(latest, date)
                assert latest <= END, (name, column)


def test_lines_add_up_to_their_order() -> None:
    lines = table("order_lines").group_by("order_id").agg(pl.col("amount").sum().alias("lines"))
    joined = table("orders").filter(pl.col("amount") > 0).join(lines, on="order_id")
    assert joined.height == table("orders").filter(pl.col("amount") > 0).height
    assert joined.filter((pl.col("amount") - pl.col("lines")).abs() > 0.005).is_empty()


def test_most_customers_are_kept_and_fewer_of_those_luc_served() -> None:
    start = active_before(date(2024, 7, 1))
    end = active_before(date(2025, 7, 1))

    def kept(among: set[str]) -> float:
        return len(among & end) / len(among)

    assert 0.84 <= kept(start) <= 0.90
    luc = kept(start & served_on(date(2024, 7, 1), "R02"))
    maren = kept(start & served_on(date(2024, 7, 1), "R04"))
    assert luc < kept(start) - 0.12
    assert luc < maren - 0.15


def test_lucs_customers_were_left_without_a_rep() -> None:
    left = date(2025, 5, 1)
    assert table("reps").filter(pl.col("name") == "Luc Tessier").get_column("end_date").item() == left
    ended = table("assignments").filter((pl.col("rep_id") == "R02") & (pl.col("end") == left))
    now_served = table("assignments").filter(pl.col("end").is_null()).get_column("customer_id")
    orphans = (set(ended["customer_id"]) & active_before(date(2025, 7, 1))) - set(now_served)
    assert 12 <= len(orphans) <= 18
    assert active_before(date(2025, 7, 1)) - set(now_served) == orphans
    ordered_since = purchases().filter(pl.col("order_date") >= date(2025, 5, 10)).get_column("customer_id")
    assert len(orphans - set(ordered_since)) >= 5
    assert "A" in set(table("customers").filter(pl.col("customer_id").is_in(list(orphans)))["tier"])


def test_marens_customers_were_handed_over_with_conversations() -> None:
    handed = table("assignments").filter((pl.col("rep_id") == "R12") & (pl.col("start") == date(2024, 11, 1)))
    talks = table("interactions").filter(
        (pl.col("rep_id") == "R12")
        & (pl.col("direction") == "two-way")
        & (pl.col("at").dt.date() < date(2025, 1, 31))
    )
    counted = talks.group_by("customer_id").len().filter(pl.col("len") >= 2).get_column("customer_id")
    active_then = set(handed["customer_id"]) & active_before(date(2024, 11, 1))
    assert len(active_then & set(counted)) >= 0.85 * len(active_then)


def test_the_silent_customer_stopped_without_a_word() -> None:
    name = "Kurhaus Distelfähre"
    days = purchases().filter(pl.col("customer_id") == customer(name)).get_column("order_date").sort()
    usual = days.diff().dt.total_days().median()
    assert isinstance(usual, float)
    assert (END - days[-1]).days >= 3 * usual
    assert rows_of("tickets", name).is_empty()
    assert rows_of("losses", name).is_empty()
    assert rows_of("surveys", name).drop_nulls("score").is_empty()
    assert rows_of("interactions", name).filter(pl.col("direction") == "in").is_empty()
    assert customer(name) in active_before(date(2025, 7, 1))


def test_nobody_answered_the_detractor() -> None:
    name = "Fjordheim Kjølelager AS"
    latest = (
        rows_of("surveys", name).filter(pl.col("kind") == "nps").drop_nulls("score").sort("answered").tail(1)
    )
    assert latest["score"].item() <= 6
    assert latest["loop_closed"].item() is None
    assert END - latest["answered"].item() > timedelta(days=28)
    assert "nobody called back" in latest["comment"].item()
    assert rows_of("customers", name)["tier"].item() == "A"


def test_contracts_lapsed_while_the_customer_still_orders() -> None:
    last_end = (
        table("contracts").group_by("customer_id").agg(pl.col("end").max()).filter(pl.col("end") <= END)
    )
    assert 1 <= last_end.height <= 4
    recent = purchases().filter(pl.col("order_date") > END - timedelta(days=60)).get_column("customer_id")
    assert set(last_end["customer_id"]) <= set(recent)


def test_one_hotel_block_falls_short_of_its_allowance() -> None:
    block = table("contracts").drop_nulls("units")
    nights = table("contract_usage")
    assert block.height == 1
    assert nights["contracted"].sum() == block["units"].item()
    assert nights.filter(pl.col("resold") > pl.col("contracted") - pl.col("used")).is_empty()
    assert nights["used"].sum() < block["units"].item() * (1 - block["allowance_pct"].item() / 100)


def test_an_important_customer_has_not_met_the_new_rep() -> None:
    name = "Klinikum Rautenweiler"
    new = rows_of("assignments", name).sort("start").tail(1)
    assert (END - new["start"].item()).days <= 90
    assert rows_of("customers", name)["tier"].item() == "A"
    assert rows_of("interactions", name).filter(pl.col("rep_id") == new["rep_id"].item()).is_empty()


def test_names_include_accents_and_wide_characters() -> None:
    names = "".join(table("customers")["name"])
    assert {"é", "ß", "ø", "ć", "東"} <= {*names, *names.lower()}


def test_a_large_book_has_the_shape_asked_for(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--customers", "1000", "--orders", "10000"]) == 0
    orders = pl.read_parquet(tmp_path / "orders.parquet")
    customers = pl.read_parquet(tmp_path / "customers.parquet")
    assert orders.columns == ["order_id", "customer_id", "order_date", "amount", "rep_id"]
    assert (customers.height, orders.height) == (1_000, 10_000)
    assert customers["customer_id"].is_unique().all()
    assert set(orders["customer_id"]) <= set(customers["customer_id"])
    assert orders["order_date"].max() == END
    assert orders["order_date"].is_sorted()
    bounds = orders.join(customers, on="customer_id").filter(pl.col("order_date") < pl.col("created"))
    assert bounds.is_empty()


def test_a_large_book_assigns_each_order_to_the_rep_of_its_day(tmp_path: Path) -> None:
    main([str(tmp_path), "--customers", "500", "--orders", "4000"])
    reps = pl.read_parquet(tmp_path / "reps.parquet")
    served = pl.read_parquet(tmp_path / "assignments.parquet")
    assert set(served["rep_id"]) <= set(reps["rep_id"])
    orders = pl.read_parquet(tmp_path / "orders.parquet").join(reps, on="rep_id")
    assert orders.height == 4_000
    assert orders.filter(pl.col("order_date") >= pl.col("end_date")).is_empty()
    overlaps = served.sort("customer_id", "start").with_columns(
        pl.col("end").shift(1).over("customer_id").alias("before")
    )
    assert overlaps.filter(pl.col("before") > pl.col("start")).is_empty()


def test_a_large_book_is_the_same_twice_and_differs_by_seed(tmp_path: Path) -> None:
    for folder, seed in (("one", "3"), ("two", "3"), ("other", "4")):
        main([str(tmp_path / folder), "--customers", "200", "--orders", "2000", "--seed", seed])
    for name in ("customers", "orders", "reps", "assignments"):
        one, two = (pl.read_parquet(tmp_path / folder / f"{name}.parquet") for folder in ("one", "two"))
        assert_frame_equal(one, two)
    other = pl.read_parquet(tmp_path / "other" / "orders.parquet")
    assert not other.equals(pl.read_parquet(tmp_path / "one" / "orders.parquet"))


def test_a_large_book_can_be_written_as_csv(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--customers", "50", "--orders", "300", "--format", "csv"]) == 0
    assert pl.read_csv(tmp_path / "orders.csv").height == 300


@pytest.mark.parametrize(
    "arguments", [["--customers", "-1"], ["--orders", "0"], ["--customers", "0"], ["--format", "parquet"]]
)
def test_impossible_requests_are_refused_in_one_line(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
