"""`holdfast show`: the same figures for people and for scripts."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from holdfast_tui.cli import main
from holdfast_tui.safe_text import cell_width

from .conftest import Run

JANUARY = ("--as-of", "2025-01-31", "--period", "2025-01")


@pytest.fixture
def recurring(recurring_read: Path) -> Path:
    return recurring_read


@pytest.fixture
def shop(shop_read: Path) -> Path:
    return shop_read


def document(run: Run, *words: object) -> dict[str, Any]:
    ran = run("show", *words, "--format", "json")
    assert ran.status == 0, ran.err
    loaded: dict[str, Any] = json.loads(ran.out)
    return loaded


def metric(found: dict[str, Any], name: str, group: str | None = None) -> dict[str, Any]:
    return next(one for one in found["metrics"] if one["id"] == name and one.get("group") == group)


@pytest.mark.thorough
def test_metrics_as_json_keep_the_contract(run: Run, recurring: Path) -> None:
    found = document(run, "metrics", recurring, *JANUARY)
    assert list(found) == ["book", "as_of", "period", "where", "currency", "metrics"]
    assert found["book"] == "recurring"
    assert found["as_of"] == "2025-01-31"
    assert found["period"] == {"start": "2025-01-01", "end": "2025-02-01"}
    kept = metric(found, "retention.customers")
    assert list(kept) == [
        "id", "value", "low", "high", "numerator", "denominator", "unit", "status", "note", "previous",
    ]  # fmt: skip
    assert (kept["value"], kept["numerator"], kept["denominator"]) == (0.75, 3, 4)
    assert (kept["unit"], kept["status"]) == ("ratio", "few")
    assert kept["low"] == pytest.approx(0.3006, abs=1e-4)
    assert metric(found, "retention.revenue.gross")["value"] == pytest.approx(0.8)
    assert metric(found, "retention.revenue.net")["value"] == pytest.approx(0.84)


@pytest.mark.thorough
def test_the_same_question_gives_the_same_bytes(run: Run, recurring: Path) -> None:
    words = ("show", "metrics", recurring, *JANUARY, "--format", "json")
    first = run(*words).out
    assert first == run(*words).out
    assert first.endswith("}\n")


@pytest.mark.thorough
def test_metrics_by_a_dimension_name_their_group(run: Run, recurring: Path) -> None:
    found = document(run, "metrics", recurring, *JANUARY, "--by", "segment")
    assert list(found["metrics"][0])[-1] == "group"
    assert metric(found, "retention.customers", "SMB")["value"] == 1
    assert metric(found, "retention.customers", "Enterprise")["value"] == 0.5


@pytest.mark.thorough
def test_metrics_take_columns_and_a_limit_in_every_format(run: Run, recurring: Path) -> None:
    words = ("show", "metrics", recurring, *JANUARY, "--columns", "value,id", "--limit", "1", "--format")
    assert json.loads(run(*words, "json").out)["metrics"] == [{"value": 0.75, "id": "retention.customers"}]
    assert run(*words, "csv").out == "value,id\n0.75,retention.customers\n"
    assert run(*words, "md").out.splitlines()[-1] == "| 75.0% | retention.customers |"
    assert run("show", "metrics", recurring, "--limit", "0", "--format", "csv").out.startswith("id,value,low")
    ran = run("show", "metrics", recurring, "--columns", "valu")
    assert (ran.status, ran.out) == (2, "")
    assert "did you mean 'value'?" in ran.err


@pytest.mark.thorough
def test_a_filter_may_begin_with_a_dash(run: Run, recurring: Path) -> None:
    found = document(run, "metrics", recurring, *JANUARY, "--where", "-segment:smb")
    assert metric(found, "retention.customers")["denominator"] == 2
    assert found["where"] == "-segment:smb"


@pytest.mark.thorough
def test_metrics_for_people_put_counts_first_where_they_are_few(run: Run, recurring: Path) -> None:
    ran = run("show", "metrics", recurring, *JANUARY)
    first = ran.out.splitlines()[0]
    assert first == "recurring · as of 2025-01-31 · 2025-01-01..2025-01-31 · 5 of 5 customers"
    line = next(line for line in ran.out.splitlines() if " retention.customers" in line)
    assert "3 of 4 (75%) [30.1–95.4]" in line


@pytest.mark.thorough
def test_the_rows_behind_a_figure_are_as_many_as_its_numerator(run: Run, recurring: Path) -> None:
    words = ("metrics", recurring, *JANUARY, "--rows", "retention.customers")
    found = document(run, *words)
    assert sorted(row["name"] for row in found["rows"]) == ["Acme", "Borgo", "Delta"]
    assert "3 customers" in run("show", *words).err


@pytest.mark.thorough
def test_the_rows_carry_what_they_add_and_a_total_in_every_format(run: Run, recurring: Path) -> None:
    words = ("metrics", recurring, *JANUARY, "--rows", "mrr.churn")
    found = document(run, *words)
    assert [(row["name"], row["start"], row["end"], row["amount"]) for row in found["rows"]] == [
        ("Café Noir", 50, 0, -50)
    ]
    assert found["total"] == {"said": "Total", "value": -50, "unit": "money"}
    csv_text = run("show", *words, "--format", "csv").out
    assert [row["amount"] for row in csv.DictReader(io.StringIO(csv_text))] == ["-50.0"]
    ran = run("show", *words)
    assert ran.out.splitlines()[-1].split() == ["Total", "−50"]
    assert "Total −50" in ran.err
    assert run("show", *words, "--format", "md").out.splitlines()[-1].startswith("| Total |  |  | −50 |")


@pytest.mark.thorough
def test_rows_that_are_counted_need_no_column_of_ones_for_a_person(run: Run, recurring: Path) -> None:
    words = ("metrics", recurring, *JANUARY, "--rows", "retention.customers")
    assert [row["amount"] for row in document(run, *words)["rows"]] == [1, 1, 1]
    assert "Amount" not in run("show", *words).out


def test_a_limit_says_that_the_total_is_of_all_rows(run: Run, recurring: Path) -> None:
    ran = run("show", "metrics", recurring, *JANUARY, "--rows", "mrr.end", "--limit", "1")
    assert ran.out.splitlines()[-1].startswith("Total, all 4 rows")


@pytest.mark.thorough
def test_figures_stand_under_the_heading_of_their_family(run: Run, recurring: Path) -> None:
    lines = run("show", "metrics", recurring, *JANUARY).out.splitlines()
    assert lines.index("Customers kept and lost") < lines.index("Revenue kept and lost")
    printed = run("show", "metrics", recurring, *JANUARY, "--format", "md").out
    assert "## Revenue kept and lost\n\n| Figure |" in printed
    assert "| Gross revenue retention | 80.0% |" in printed


def test_the_basis_can_be_asked_for_where_there_are_two(run: Run, recurring: Path) -> None:
    ran = run("show", "metrics", recurring, *JANUARY, "--basis", "orders")
    assert ran.status == 2
    assert "revenue of this book can be measured on mrr only" in ran.err


def test_an_unknown_metric_is_wrong_usage(run: Run, recurring: Path) -> None:
    assert run("show", "metrics", recurring, "--rows", "retention.nobody").status == 2


@pytest.mark.thorough
def test_some_figures_by_id_or_by_family_are_those_of_all(run: Run, recurring: Path) -> None:
    every = document(run, "metrics", recurring)["metrics"]
    some = document(run, "metrics", recurring, "--metric", "retention.*, mrr.churn")["metrics"]
    chosen = [entry for entry in every if entry["id"].startswith("retention.") or entry["id"] == "mrr.churn"]
    assert some == chosen
    assert {"retention.customers", "mrr.churn"} < {entry["id"] for entry in some}
    one = document(run, "metrics", recurring, "--metric", "clv.simple", "--by", "segment")["metrics"]
    split = document(run, "metrics", recurring, "--by", "segment")["metrics"]
    assert one == [entry for entry in split if entry["id"] == "clv.simple"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (
            ("metrics", "--metric", "retenton.*"),
            "there is no metric 'retenton.*': did you mean 'retention.*'?",
        ),
        (("metrics", "--metric", "mrr.churns"), "did you mean 'mrr.churn'?"),
        (("metrics", "--metric", "retention"), "--metric: there is no metric 'retention'"),
        (("metrics", "--metric", ","), "write an id such as retention.customers"),
        (("metrics", "--metric", "mrr.churn", "--rows", "mrr.churn"), "leave out --metric"),
        (("customers", "--metric", "mrr.churn"), "--metric goes with 'show metrics'"),
    ],
)
def test_a_figure_that_cannot_be_asked_for_is_wrong_usage(
    run: Run, recurring: Path, words: tuple[str, ...], complaint: str
) -> None:
    ran = run("show", words[0], recurring, *words[1:])
    assert ran.status == 2
    assert complaint in ran.err


@pytest.mark.thorough
def test_movements_add_up_and_end_with_complete(run: Run, recurring: Path) -> None:
    (row,) = document(run, "movements", recurring, *JANUARY)["rows"]
    assert list(row) == [
        "period", "start", "new", "reactivation", "expansion", "contraction", "churn", "end", "gross", "net",
        "customers_start", "customers_new", "customers_returned", "customers_lost", "customers_end",
        "complete",
    ]  # fmt: skip
    assert row["period"] == "2025-01"
    assert row["start"] + sum(row[n] for n in list(row)[2:7]) == row["end"] == 500
    assert (row["contraction"], row["churn"]) == (-50, -50)
    assert row["complete"] is True
    words = ("movements", recurring, "--period", "2024-07..2025-01", "--by")
    quarters = document(run, *words, "quarter")["rows"]
    assert [one["period"] for one in quarters] == ["2024Q3", "2024Q4", "2025Q1"]


@pytest.mark.thorough
def test_cohorts_are_all_of_them_unless_a_period_is_asked_for(run: Run, shop: Path) -> None:
    everything = document(run, "cohorts", shop)["rows"]
    assert list(everything[0]) == ["cohort", "size", "offset", "active", "revenue", "complete"]
    assert {row["cohort"] for row in everything} == {"2025-01", "2025-05", "2025-06"}
    asked = document(run, "cohorts", shop, "--period", "2025Q2")["rows"]
    assert {row["cohort"] for row in asked} == {"2025-05", "2025-06"}


@pytest.mark.thorough
def test_flags_keep_the_contract(run: Run, shop: Path) -> None:
    rows = document(run, "flags", shop, "--where", "flag:overdue")["rows"]
    assert list(rows[0]) == ["flag", "subject", "severity", "evidence", "first_seen", "money", "play"]
    assert (rows[0]["flag"], rows[0]["subject"], rows[0]["severity"]) == ("F01", "1", "critical")


@pytest.mark.thorough
def test_customers_sorted_chosen_and_cut(run: Run, shop: Path) -> None:
    words = ("customers", shop, "--columns", "customer_id,revenue", "--sort", "-revenue,name")
    rows = document(run, *words)["rows"]
    assert [list(row) for row in rows] == [["customer_id", "revenue"]] * 3
    assert [row["customer_id"] for row in rows] == ["2", "1", "3"]
    assert rows[1]["revenue"] == 300.5
    assert [row["customer_id"] for row in document(run, *words, "--limit", "1")["rows"]] == ["2"]


@pytest.mark.thorough
def test_options_may_stand_before_the_book(run: Run, shop: Path) -> None:
    assert run("show", "customers", "--limit", "1", shop).status == 0
    assert run("show", "--limit", "1", "customers", shop).status == 0


@pytest.mark.thorough
def test_a_book_may_be_several_files(run: Run, shop: Path) -> None:
    ran = run("show", "customers", shop / "orders.csv", shop / "customers.csv", "--columns", "id")
    assert ran.status == 0
    assert "3 of 3 customers" in ran.out


@pytest.mark.thorough
def test_a_field_the_book_lacks_is_wrong_usage(run: Run, shop: Path) -> None:
    ran = run("show", "customers", shop, "--columns", "name", "--where", "flag:detractor")
    assert ran.status in (0, 2)
    assert "Traceback" not in ran.err


@pytest.mark.thorough
def test_csv_is_neutralised_and_parses(run: Run, shop: Path) -> None:
    text = run(
        "show", "customers", shop, "--columns", "name,revenue", "--sort", "revenue", "--format", "csv"
    ).out
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["name", "revenue"]
    hostile = next(row for row in rows if "HYPERLINK" in row[0])
    assert hostile[0].startswith("'=")
    assert float(hostile[1]) == 300.5
    assert "\x1b" not in text


@pytest.mark.thorough
@pytest.mark.parametrize("view", ["customers", "metrics"])
@pytest.mark.parametrize(("output", "begins"), [("xlsx", b"PK"), ("parquet", b"PAR1")])
def test_files_of_bytes_go_to_the_standard_output(
    capfdbinary: pytest.CaptureFixture[bytes], shop: Path, view: str, output: str, begins: bytes
) -> None:
    assert main(["show", view, str(shop), "--format", output]) == 0
    assert capfdbinary.readouterr().out.startswith(begins)


@pytest.mark.thorough
def test_files_of_bytes_are_kept_from_the_terminal(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    ran = run("show", "customers", shop, "--format", "xlsx")
    assert (ran.status, ran.out) == (2, "")
    assert "add > customers.xlsx to the command" in ran.err


@pytest.mark.parametrize("view", ["customers", "flags", "reps", "cohorts", "movements", "metrics"])
def test_no_view_lets_a_hostile_cell_through(run: Run, shop: Path, view: str) -> None:
    for output in ("table", "md", "json", "csv"):
        assert_inert(run, shop, view, output)


def assert_inert(run: Run, shop: Path, view: str, output: str) -> None:
    ran = run("show", view, shop, "--format", output)
    assert ran.status == 0
    assert ran.out
    assert not {"\x1b", "\x07", "\x9b"} & set(ran.out)
    if output == "json":
        json.loads(ran.out)


@pytest.mark.thorough
def test_markdown_shows_markup_as_text(run: Run, shop: Path) -> None:
    out = run("show", "customers", shop, "--columns", "name", "--format", "md").out
    assert r"\<b\>" in out
    assert out.startswith("| Customer |\n| --- |\n")


@pytest.mark.thorough
def test_a_table_is_aligned_by_cells_not_by_letters(run: Run, shop: Path) -> None:
    table = run("show", "customers", shop, "--columns", "name,revenue,rep", "--where", "-name:hyper").out
    _, wide, narrow = table.splitlines()[2:]
    starts = [cell_width(line[: line.index(rep)]) for line, rep in ((wide, "Luc"), (narrow, "Ana"))]
    ends = [
        cell_width(line[: line.index(sum_) + len(sum_)]) for line, sum_ in ((wide, "6,000"), (narrow, "10"))
    ]
    assert starts[0] == starts[1]
    assert ends[0] == ends[1]


@pytest.mark.thorough
def test_long_text_is_cut_on_a_terminal_only(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("show", "customers", shop, "--columns", "name,rep,last_order,revenue,why")
    whole = run(*words).out
    assert "…" not in whole
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    cut = run(*words).out
    assert "…" in cut
    assert all(cell_width(line) <= 60 for line in cut.splitlines()[2:])
    assert "2025-03-02" in cut
    assert "300.50" in cut


@pytest.mark.thorough
def test_quarantine_is_told_on_stderr_and_is_no_failure(run: Run, shop: Path) -> None:
    ran = run("show", "metrics", shop, "--format", "json")
    assert ran.status == 0
    assert f"1 row is in quarantine: holdfast check {shop}" in ran.err
    json.loads(ran.out)


@pytest.mark.thorough
def test_no_rows_are_said(run: Run, shop: Path) -> None:
    assert "no rows" in run("show", "customers", shop, "--where", "zzz").out
    assert document(run, "customers", shop, "--where", "zzz")["rows"] == []
