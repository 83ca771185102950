"""What `show` and `brief` print keeps its unit, in the digits of the currency and with one minus sign."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from holdfast.engine import Engine
from holdfast.figures import Figure
from holdfast.metrics.registry import METRICS
from holdfast.query import Query
from holdfast.schema.fields import FIELDS
from holdfast.schema.row_kinds import ROW_KINDS, declared_kind
from holdfast.scores.engagement import PARTS
from holdfast.views.results import TableView
from holdfast_tui.command_line.figures import entries_grid, figure_words
from holdfast_tui.command_line.grids import declared_kinds, grid_of
from holdfast_tui.terminal.capabilities import UNICODE

from .conftest import Run, write

JANUARY = ("--as-of", "2025-01-31", "--period", "2025-01")
VIEWS: dict[str, Callable[[Engine], TableView]] = {
    "reps": lambda engine: engine.reps(Query()),
    "flags": lambda engine: engine.flags(Query()),
    "frequency": lambda engine: engine.frequency(Query(by="segment")),
    "cohorts": lambda engine: engine.cohorts(Query(), "month", "exact", limit_to_period=False),
    "survival": lambda engine: engine.survival(Query()),
    "movements": lambda engine: engine.movements(Query(), "month", "endpoint"),
    "pipeline": lambda engine: engine.pipeline(Query()),
    "contracts": lambda engine: engine.contracts(Query()),
    "losses": lambda engine: engine.losses(Query()),
    "backtest": lambda engine: engine.backtest(Query()),
    "voice": lambda engine: engine.voice(Query()),
    "money": lambda engine: engine.money(Query()),
}


@pytest.mark.thorough
@pytest.mark.parametrize("layout", ["table", "md"])
def test_a_ratio_keeps_its_unit_without_the_column_of_units(run: Run, recurring: Path, layout: str) -> None:
    words = ("show", "metrics", recurring, *JANUARY, "--columns", "id,value,low,previous", "--format", layout)
    printed = re.sub(r" *\| *|  +", " ", run(*words).out)
    assert "retention.customers 75.0% 30.1% 100.0%" in printed
    assert "retention.revenue.net 84.0%" in printed
    assert "mrr.churn −50 " in printed


@pytest.mark.thorough
def test_scripts_get_raw_numbers_with_the_hyphen_of_ascii(run: Run, recurring: Path) -> None:
    words = ("show", "metrics", recurring, *JANUARY, "--columns", "id,value", "--format")
    assert "retention.customers,0.75\n" in run(*words, "csv").out
    assert "mrr.churn,-50.0\n" in run(*words, "csv").out
    assert "−" not in run(*words, "csv").out + run(*words, "json").out


@pytest.mark.thorough
def test_every_fraction_that_a_view_prints_has_a_unit(sample_engine: Engine) -> None:
    for view, asked in VIEWS.items():
        schema = asked(sample_engine).frame.schema
        fractions = {name for name, dtype in schema.items() if dtype.is_float()}
        assert fractions <= declared_kinds(view).keys(), view
    assert set(PARTS) <= ROW_KINDS.keys()


@pytest.mark.thorough
def test_every_fraction_behind_a_figure_has_a_unit(sample_engine: Engine) -> None:
    plain = {"score"}
    for metric in METRICS:
        rows = sample_engine.rows_behind(Query(), metric)
        names = [name for name, _ in rows.columns if declared_kind(name, rows.kinds) is None]
        values = rows.rows.fetch(0, 50, names)
        fractions = {name for name in names if any(isinstance(value, float) for value in values[name])}
        assert fractions <= plain | {"shortfall"}, metric


def test_shares_multiples_and_scores_of_reps_and_customers_say_what_they_are() -> None:
    reps = pl.DataFrame({"kept_adjusted": [0.858], "churn_oe": [0.224], "revenue": [1_234.5]})
    assert grid_of("reps", reps, "EUR", UNICODE).rows == (("85.8%", "0.22×", "€1,234.50"),)
    fields = {"p_alive": 0.966, "loss_rate": 0.62, "engagement": 0.94, "engagement_coverage": 0.77}
    customers = pl.DataFrame({name: [value] for name, value in fields.items()})
    assert grid_of("customers", customers, "EUR", UNICODE).rows == (("96.6%", "62.0%", "0.94", "77.0%"),)
    behind = pl.DataFrame({"rate": [0.619], "expected": [24_713.25], "recency": [0.167]})
    assert grid_of("rows", behind, "EUR", UNICODE).rows == (("61.9%", "€24,713.25", "0.17"),)


def test_the_code_of_a_currency_stands_in_the_heading_of_its_column() -> None:
    frame = pl.DataFrame({"name": ["Acme"], "revenue": [84_213.5]})
    for code, title, amount in (
        ("EUR", "Revenue 12m", "€84,213.50"),
        ("CHF", "Revenue 12m CHF", "84,213.50"),
        ("JPY", "Revenue 12m", "¥84,214"),
        ("KWD", "Revenue 12m KWD", "84,213.500"),
    ):
        grid = grid_of("customers", frame, code, UNICODE)
        assert (grid.titles[1], grid.rows[0][1]) == (title, amount)
        assert f"| {title} |" in grid.as_markdown()


@pytest.mark.parametrize("width", range(8, 40, 3))
def test_a_narrow_terminal_cuts_words_and_no_number(width: int) -> None:
    frame = pl.DataFrame(
        {"name": ["株式会社 テスト 12", "Acme GmbH 2"], "revenue": [-1_234_567.5, 3.0], "orders": [1_204, 7]}
    )
    printed = grid_of("customers", frame, "CHF", UNICODE).as_text(width)
    assert "−1,234,567.50  " in printed
    assert "1,204" in printed
    assert not re.search(r"\d[.,]?…", printed)


@pytest.mark.thorough
def test_a_customer_without_a_flag_is_called_the_same_everywhere(run: Run, tmp_path: Path) -> None:
    book = write(
        tmp_path / "quiet",
        customers="customer_id,name\n1,Acme\n",
        orders="order_id,customer_id,order_date,amount\no1,1,2025-01-01,10\no2,1,2025-01-31,10\n",
    )
    found = json.loads(run("show", "customers", book, "--format", "json").out)["rows"]
    assert [row["risk"] for row in found] == ["none"]
    table = run("show", "customers", book, "--columns", "name,risk").out
    assert table.splitlines()[-1].split() == ["Acme", "none"]
    for word in ("none", "ok", "OK"):
        told = run("show", "customers", book, "--columns", "name", "--where", f"risk:{word}").out
        assert "Acme" in told


def test_an_interval_below_nothing_reads_as_one() -> None:
    change = Figure("nps.change", 1.4, "score", -14.06, 15.51, previous=-0.3)
    assert figure_words(change, "EUR") == "+1 [−14.1, 15.5]"
    assert entries_grid([change], ["value", "previous"], "EUR").rows == (("+1", "0"),)
    loss = Figure("risk.revenue.expected", 141_886.4, "money", 112_175.9, 172_392.3)
    assert figure_words(loss, "JPY") == "¥141,886 [112,176–172,392]"


@pytest.mark.thorough
def test_the_brief_keeps_the_unit_of_what_was_before(run: Run, recurring: Path) -> None:
    told = run("brief", recurring, *JANUARY).out
    assert "before 100%" in told
    assert "before –" not in told
    assert date(2025, 1, 31).isoformat() in told
    assert not re.search(r"-\d+(\.\d+)?%", told)


def test_fields_that_are_shares_are_filtered_in_percent_too() -> None:
    assert {name for name, field in FIELDS.items() if field.kind in ("share", "chance")} == {
        "p_alive", "engagement_coverage", "health_coverage", "loss_rate",
    }  # fmt: skip
