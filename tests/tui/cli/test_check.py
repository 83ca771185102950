"""`check` says which column became what, asks first, and names every file with the way to get it in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.tui.cli.conftest import Run


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "orders.csv").write_text(
        "Order ID,Date,Customer,Total,Net Sales,Tax\n1,2025-01-05,Acme,119,100,19\n"
    )
    (folder / "prices.csv").write_text("SKU,Name,Price\nT1,Tea,10\n")
    return folder


def test_check_prints_which_column_became_what_and_why(run: Run, exports: Path) -> None:
    page = run("check", exports).out
    assert 'orders.csv: orders, by the name "orders"' in page
    assert 'amount ← "Net Sales"' in page
    assert "not used: Total, Tax" in page
    assert "prices.csv looks like a list of products (it has: SKU, Name, Price)" in page


def test_check_asks_first_and_exits_1(run: Run, exports: Path) -> None:
    (exports / "extract.csv").write_text("Customer ID,When,Answer,Note\na,2025-01-05,7,x\n")
    (exports / "orders.csv").write_text(
        "Order ID,Date,Customer,Total,Status\n1,2025-01-05,Acme,119,Zwiebel\n2,2025-01-05,Acme,119,paid\n"
    )
    done = run("check", exports)
    assert done.status == 1
    page = done.out
    assert page.index("To be answered") < page.index("Found by")


def test_the_document_has_the_files_that_are_not_used_with_the_next_step(run: Run, exports: Path) -> None:
    found = json.loads(run("check", exports, "--format", "json").out)
    (file,) = found["files"]
    assert file["read"] == file["used"] + file["quarantined"] + file["left_out"] + file["not_data"] == 1
    assert file["columns"]["amount"] == "Net Sales"
    assert file["why"].startswith('the name "orders"')
    assert file["questions"] == []
    (unused,) = found["not_used"]
    assert unused["file"] == "prices.csv"
    assert unused["why"].startswith("looks like a list of products")
    assert "holdfast.toml" in unused["next"]
