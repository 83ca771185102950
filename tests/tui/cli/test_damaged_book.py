"""A file that cannot be read is said wherever the book is shown, and `check` answers 1."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.damaged import CUSTOMERS, DAMAGED, ORDERS, parquet_of

from .conftest import Run


def book_with(folder: Path, name: str) -> Path:
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS)
    (folder / name).write_bytes(DAMAGED[name]())
    return folder


@pytest.mark.thorough
@pytest.mark.parametrize("name", DAMAGED)
def test_check_shows_the_reason_and_answers_1(run: Run, tmp_path: Path, name: str) -> None:
    ran = run("check", book_with(tmp_path / "book", name))
    assert ran.status == 1
    assert ran.err == ""
    findings = ran.out[ran.out.index("\nFindings\n") :]
    assert f"  problem  orders: {name} " in findings
    assert f"  {name} " in ran.out[ran.out.index("\nFiles not used\n") :]
    found = json.loads(run("check", tmp_path / "book", "--format", "json").out)
    assert found["clean"] is False


@pytest.mark.thorough
@pytest.mark.parametrize(
    "words", [["show", "metrics"], ["show", "customers"], ["brief"], [], ["init", "--output", "-"]]
)
def test_views_say_it_on_stderr_first_and_from_the_cache(run: Run, tmp_path: Path, words: list[str]) -> None:
    folder = book_with(tmp_path / "book", "orders.parquet")
    for _ in ("read", "from the cache"):
        ran = run(*words, folder)
        assert ran.status == 0
        assert ran.out
        assert ran.err == (
            "holdfast: problem: orders: orders.parquet is not a readable Parquet file: "
            "it is cut off: export or copy it again\n"
        )


def test_of_many_problems_the_first_are_told_and_the_rest_counted(run: Run, tmp_path: Path) -> None:
    folder = book_with(tmp_path / "book", "orders.parquet")
    for number in range(7):
        (folder / f"orders_{number}.csv").write_text("")
    lines = run("brief", folder).err.splitlines()
    assert len(lines) == 6
    assert lines[-1] == f"holdfast: and 3 more problems: holdfast check {folder}"


def test_a_damaged_file_alone_is_one_line_and_status_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "orders.parquet").write_bytes(parquet_of(ORDERS)[:-40])
    for words in (["check"], ["show", "metrics"], ["brief"], ["init"]):
        ran = run(*words, tmp_path / "orders.parquet")
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.count("\n") == 1


@pytest.mark.thorough
def test_a_mapping_is_written_for_files_whose_names_are_not_utf8(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    path = Path(os.fsdecode(os.fsencode(folder) + b"/orders\xff.csv"))
    path.write_text(ORDERS.write_csv())
    before = run("show", "metrics", folder, "--format", "json")
    assert before.status == 0
    assert run("init", folder).status == 0
    assert run("show", "metrics", folder, "--format", "json").out == before.out
