from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.benchmarks.budgets import BUDGETS, Unit, amount, written
from tests.benchmarks.engine import headlines, look, questions
from tests.benchmarks.growth import Cost, exponent, page, pressed
from tests.benchmarks.models import CONTRACTS, ORDERS, SPEND, buyers, renewals, spells
from tests.benchmarks.rich import write_rich
from tests.benchmarks.rivals import rivals
from tests.benchmarks.rivals.asked import Days
from tests.benchmarks.table import Measurement, not_measured, ratio, table

from holdfast.engine import Engine, open_book
from holdfast.query import Query
from holdfast.risk.catalog import FLAGS
from holdfast.risk.needs import missing_tables
from holdfast.sample.firm.account import END
from holdfast.sample.large import write_large
from holdfast.schema.tables import TABLES
from holdfast.statistics.models import bgnbd, gamma_gamma
from holdfast.statistics.survival import shifted_beta_geometric


def test_every_budget_reads_as_an_amount_and_its_goal_is_no_looser() -> None:
    for name, budget in BUDGETS.items():
        now, unit = amount(budget.now)
        goal, unit_of_goal = amount(budget.goal)
        assert unit == unit_of_goal, name
        assert goal <= now, name


def test_an_amount_without_a_known_unit_is_refused() -> None:
    for text in ("25", "25ms", "25 parsecs", "fast"):
        with pytest.raises(ValueError, match="is no amount"):
            amount(text)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0253, "seconds", "25.3 ms"),
        (0.25, "seconds", "250 ms"),
        (4.5, "seconds", "4.50 s"),
        (0, "bytes", "0 B"),
        (1_490, "bytes", "1.49 KB"),
        (900_000_000, "bytes", "900 MB"),
        (2.04, "ratio", "2 ×"),
        (47.1, "ratio", "47 ×"),
    ],
)
def test_amounts_are_written_in_the_unit_a_person_would_use(value: float, unit: Unit, text: str) -> None:
    assert written(value, unit) == text


def test_a_row_says_whether_the_goal_or_only_the_budget_is_kept() -> None:
    verdicts = [
        Measurement("desk", seconds, budget="desk 100k / 1M").verdict for seconds in (0.008, 0.02, 0.03)
    ]
    assert verdicts == ["goal", "ok", "over"]
    assert Measurement("metrics", 0.1).verdict == ""


def test_the_table_is_aligned_and_says_why_a_row_has_no_figure() -> None:
    rows = [
        Measurement("filter", 0.012, budget="desk 100k / 1M", beside=f"duckdb {ratio(0.12, 0.012)}"),
        not_measured("first intake of CSV", MemoryError("no room\nat all")),
    ]
    title, headings, kept, missing = table("Engine", rows).splitlines()
    assert title == "Engine"
    assert (
        headings.index("beside")
        == kept.index("duckdb 120 ms (10 ×)")
        == missing.index("MemoryError: no room")
    )
    assert headings.index("measured") + len("measured") == kept.index("12 ms") + len("12 ms")
    assert "not measured" in missing
    assert "at all" not in missing


def test_twice_the_rows_at_twice_the_cost_is_an_exponent_of_one() -> None:
    assert exponent((10, 20, 40), (3, 6, 12)) == pytest.approx(1)
    assert exponent((10, 100), (2, 200)) == pytest.approx(2)
    assert exponent((10, 100, 1000), (5, 5, 5)) == pytest.approx(0)
    for sizes, costs in (((10,), (1,)), ((10, 20), (1, 0)), ((10, 20), (1,))):
        with pytest.raises(ValueError, match="an exponent needs"):
            exponent(sizes, costs)


def test_the_page_of_growth_has_a_column_per_size_and_the_exponent() -> None:
    head, _, line = page(
        "customers", ("10k", "100k"), (1e4, 1e5), [Cost("key", "seconds", (0.002, 0.02))]
    ).split("\n")
    assert head == "| customers | 10k | 100k | exponent |"
    assert line == "| key | 2 ms | 20 ms | 1.00 |"


def test_a_book_in_fewer_months_keeps_every_order_and_its_last_day(tmp_path: Path) -> None:
    write_large(tmp_path / "whole", customers=50, orders=500, seed=3)
    whole, part = (
        pl.read_parquet(folder / "orders.parquet").get_column("order_date")
        for folder in (tmp_path / "whole", pressed(tmp_path / "whole", tmp_path / "part", 0.25))
    )
    assert part.len() == whole.len()
    span = (END - min(whole)).days
    assert (END - min(part)).days == pytest.approx(span / 4, abs=1)


def test_duckdb_plain_polars_and_pandas_give_the_figures_of_the_desk_under_every_filter(
    tmp_path: Path,
) -> None:
    write_large(tmp_path, customers=400, orders=4_000, seed=3)
    engine = Engine(open_book([tmp_path], use_cache=False))
    as_of = date(2025, 6, 30)
    others = rivals(tmp_path, Days(as_of, start=date(2024, 7, 1), before=date(2023, 7, 1)))
    asked_for = set()
    for words, where, asked in questions(engine):
        expected = headlines(look(engine, Query(as_of=as_of, where=where)))
        asked_for.add(expected.active)
        for name, rival in others.items():
            assert rival(asked) == expected, (words, name)
    assert len(asked_for) == 4
    assert min(asked_for) > 0


def test_the_rich_book_leaves_no_flag_locked_and_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    books = []
    for name in ("one", "other"):
        write_rich(tmp_path / name, customers=200, orders=2_000, seed=3)
        books.append(open_book([tmp_path / name], use_cache=False))
    # Refunds are taken off the orders: no book keeps a table of them.
    assert set(books[0].tables) >= set(TABLES) - {"customers", "mrr_events", "fx", "refunds"}
    assert not [flag.id for flag in FLAGS.values() if missing_tables(books[0], flag)]
    for name, frame in books[0].tables.items():
        assert frame.height, name
        assert_frame_equal(frame, books[1].tables[name])


def test_customers_of_the_model_benchmark_are_drawn_from_the_published_models() -> None:
    customers = buyers(8_000, seed=3)
    orders, spend = bgnbd.fit(customers), gamma_gamma.fit(customers)
    contracts = shifted_beta_geometric.fit(*renewals(8_000))
    assert (orders.r, orders.alpha) == pytest.approx((ORDERS.r, ORDERS.alpha), rel=0.2)
    assert spend.mean == pytest.approx(SPEND.mean, rel=0.05)
    assert (contracts.alpha, contracts.beta) == pytest.approx((CONTRACTS.alpha, CONTRACTS.beta), rel=1e-6)
    assert spells(2_000, seed=3).get_column("ended").mean() == pytest.approx(0.5, abs=0.1)
