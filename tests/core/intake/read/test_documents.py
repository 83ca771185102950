from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast.intake import read_book
from holdfast.intake.read.inside import document
from holdfast.schema.exports import Intake

ROWS = [
    {"order_id": 1, "customer": {"id": "Acme"}, "order_date": "2025-01-02", "amount": 1.234},
    {"order_id": 2, "customer": {"id": "Brio"}, "order_date": "2025-01-03", "amount": 50, "tags": ["a", "b"]},
]
MAPPING = (
    '[tables.orders]\nfiles = ["orders.*"]\n'
    'columns = { order_id = "order_id", customer_id = "customer.id", '
    'order_date = "order_date", amount = "amount" }\n'
)


def read(folder: Path, name: str, content: str | bytes) -> Intake:
    (folder / "holdfast.toml").write_text(MAPPING)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_book([folder])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("orders.json", json.dumps(ROWS)),
        ("orders.json", json.dumps({"count": 2, "data": {"orders": ROWS}})),
        ("orders.json", json.dumps(ROWS).encode("utf-16")),
        ("orders.jsonl", "\n\n".join(map(json.dumps, ROWS))),
        ("orders.ndjson", "\r\n".join(map(json.dumps, ROWS)) + "\r\n"),
        ("orders.json", "\n".join(map(json.dumps, ROWS))),
        ("orders.json.gz", gzip.compress(json.dumps(ROWS).encode())),
    ],
    ids=["list", "list inside", "utf-16", "lines", "lines of windows", "lines called json", "gzip"],
)
def test_json_of_any_shape_is_read_with_objects_flattened(tmp_path: Path, name: str, content: str) -> None:
    intake = read(tmp_path, name, content)
    assert intake.tables["orders"].select("order_id", "customer_id", "order_date", "amount").rows() == [
        ("1", "Acme", date(2025, 1, 2), 12_340),
        ("2", "Brio", date(2025, 1, 3), 500_000),
    ]
    assert intake.receipt.quarantine.is_empty()


def test_several_lists_in_one_document_are_files_of_their_own(tmp_path: Path) -> None:
    customers = [{"customer_id": "Acme", "name": "Acme Ltd"}]
    orders = [{"order_id": "1", "customer_id": "Acme", "order_date": "2025-01-02", "amount": "5"}]
    (tmp_path / "export.json").write_text(json.dumps({"customers": customers, "orders": orders}))
    intake = read_book([tmp_path])
    assert {file.file: file.table for file in intake.receipt.files} == {
        "export.json › customers": "customers",
        "export.json › orders": "orders",
    }


def test_a_cut_line_of_json_is_quarantined_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [*map(json.dumps, ROWS), json.dumps(ROWS[0])[:20]]
    intake = read(tmp_path, "orders.jsonl", "\n".join(lines))
    (file,) = intake.receipt.files
    assert (file.rows_read, file.used, file.quarantined) == (3, 2, 1)
    (row,) = intake.receipt.quarantine.to_dicts()
    assert (row["line"], row["text"]) == (3, lines[2])


def test_what_is_no_object_among_the_rows_is_quarantined(tmp_path: Path) -> None:
    intake = read(tmp_path, "orders.json", json.dumps([*ROWS, 7]))
    assert intake.receipt.quarantine.select("line", "text", "reason").rows() == [(3, "7", "is not an object")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (json.dumps(ROWS)[:50], "damaged or cut off at line 1"),
        ('{"a": 1}', "holds no list of rows"),
        ("[" * 100_000, "nested too deeply"),
        ("", "damaged or cut off at line 1"),
        (b"\xff" * 30, "damaged or cut off at line 1"),
    ],
    ids=["cut", "no list", "deep", "empty", "noise"],
)
def test_a_damaged_document_beside_others_is_a_problem_that_names_it(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    (tmp_path / "orders.csv").write_text("order_id,customer_id,order_date,amount\n1,Acme,2025-01-02,5\n")
    (tmp_path / "customers.json").write_bytes(content.encode() if isinstance(content, str) else content)
    (problem,) = read_book([tmp_path]).receipt.problems
    assert problem.message.startswith("customers.json ")
    assert said in problem.message


def test_settings_of_a_program_are_no_problem(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("order_id,customer_id,order_date,amount\n1,Acme,2025-01-02,5\n")
    (tmp_path / "package.json").write_text('{"name": "x", "version": "1"}')
    intake = read_book([tmp_path])
    assert not intake.receipt.problems
    assert intake.receipt.ignored_files == ("package.json",)


def test_values_of_several_types_in_a_column_stay_as_they_are_written() -> None:
    rows = document.lists_of(
        b'[{"a": 1.50, "b": 12345678901234567890}, {"a": "x", "b": 1}, {"a": true}]', "x"
    )
    assert rows[""].frame.to_dict(as_series=False) == {
        "a": ["1.50", "x", "true"],
        "b": ["12345678901234567890", "1", None],
    }


def test_keys_that_flatten_to_one_name_lose_nothing() -> None:
    rows = document.lists_of(b'[{"a.b": 1, "a": {"b": 2, "c": []}, "d": [{"e": 1}]}]', "x")
    assert rows[""].frame.row(0, named=True) == {"a.b": 1, "a.b_2": 2, "a.c": "", "d": '[{"e": 1}]'}


def test_a_document_may_not_have_more_columns_than_a_table(tmp_path: Path) -> None:
    (tmp_path / "orders.json").write_text(json.dumps([{f"c{number}": 1 for number in range(5_001)}]))
    with pytest.raises(UsageError, match="5,001 columns"):
        read_book([tmp_path])
