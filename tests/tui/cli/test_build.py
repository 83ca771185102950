"""`holdfast build` and a mart as the book of every other command, as the shell sees them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.core.shared.shop import write_shop
from tests.examples import some_by_day

from holdfast.book.built import MART
from holdfast_tui.command_line.build.sources import from_anywhere
from holdfast_tui.command_line.options import VIEWS

from .conftest import AskedAgain, Run


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return write_shop(tmp_path / "exports")


@pytest.mark.thorough
def test_every_view_of_a_copy_is_that_of_the_exports_to_the_byte(
    run: Run, asked_again: AskedAgain, exports: Path, tmp_path: Path
) -> None:
    assert run("build", exports, "--into", tmp_path / "mart").status == 0
    shutil.copytree(tmp_path / "mart", tmp_path / "copy")
    asked_again(exports, tmp_path / "copy")
    # One view is of a column that has to be named.
    more = {"frequency": ("--by", "segment"), "rows": ("--behind", "cohort-cell cohort=2024-01 offset=1")}
    asked = [(view, *more.get(view, ())) for view in VIEWS]
    before = [run("show", *words, exports, "--format", "json").out for words in asked]
    shutil.rmtree(exports)
    shutil.rmtree(tmp_path / "mart")
    after = [run("show", *words, tmp_path / "copy", "--format", "json").out for words in asked]
    assert after == before
    told = [out for out in after if out]
    # What is asked for rows or for a margin that this shop cannot know says so, and prints nothing.
    assert len(told) >= len(VIEWS) - 2
    assert all(json.loads(out) for out in told)


@pytest.mark.thorough
def test_one_line_says_what_was_built_and_that_nothing_changed(
    run: Run, exports: Path, tmp_path: Path
) -> None:
    mart = tmp_path / "mart"
    first = run("build", exports, "--into", mart)
    assert first.out.startswith(f"built {mart}: 5 customers, 6 sales, as of 2025-03-10, 0.0 MB, content ")
    assert first.out.count("\n") == 1
    assert f"1 row is in quarantine: holdfast check {mart}" in first.err
    again = run("build", exports, "--into", mart, "--format", "json")
    told = json.loads(again.out)
    assert (told["written"], told["content"][:12], told["built"]["sources"]) == (
        False,
        first.out.split()[-1],
        [str(exports)],
    )
    assert "nothing has changed since" in again.err


@pytest.mark.thorough
def test_the_rows_of_a_rep_are_built_from_the_mart_of_everybody(
    run: Run, exports: Path, tmp_path: Path
) -> None:
    run("build", exports, "--into", tmp_path / "all")
    ran = run("build", tmp_path / "all", "--into", tmp_path / "ana", "--where", "rep:ana-ruiz")
    assert (ran.status, ran.out) == (2, "")
    assert "Nothing was built" in ran.err
    where = 'rep:"Ana Ruiz"'
    ran = run("build", tmp_path / "all", "--into", tmp_path / "ana", "--where", where)
    assert f"2 customers of 5 ({where})" in ran.out
    shown = run("show", "customers", tmp_path / "ana", "--columns", "name", "--format", "json")
    document = json.loads(shown.out)
    assert document["book"] == f"{where} only, of exports"
    assert {row["name"] for row in document["rows"]} == {"Alphabet Gmbh", "Gammatron"}
    assert f"rows of {where} only" in shown.err
    ran = run("build", tmp_path / "ana", "--into", tmp_path / "more")
    assert "holds rows of" in ran.err
    assert ran.status == 2


@pytest.mark.thorough
def test_check_prints_the_receipt_that_is_in_the_mart(run: Run, exports: Path, tmp_path: Path) -> None:
    mart = tmp_path / "mart"
    run("build", exports, "--into", mart)
    of_files, of_mart = run("check", exports), run("check", mart)
    assert (of_mart.status, of_mart.out) == (1, of_files.out)
    assert "this is a mart of 20" in of_mart.err
    assert f"built from {exports}" in of_mart.err


@pytest.mark.thorough
def test_what_needs_the_files_themselves_is_refused_with_the_reason(
    run: Run, exports: Path, tmp_path: Path
) -> None:
    run("build", exports, "--into", tmp_path / "mart")
    ran = run("init", tmp_path / "mart")
    assert (ran.status, ran.out) == (2, "")
    assert "its mapping and its files are where it was built from" in ran.err
    assert run("explain", "F01", tmp_path / "mart").status == 0


@pytest.mark.parametrize("words", [(), ("--into",), ("--into", "m", "--engine", "abacus")])
def test_wrong_usage_is_one_line(run: Run, exports: Path, words: tuple[str, ...]) -> None:
    ran = run("build", exports, *words)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)


@pytest.mark.thorough
def test_a_password_is_neither_stored_nor_told(run: Run, tmp_path: Path) -> None:
    assert from_anywhere("postgresql://ana:geheim@db/shop#orders") == "postgresql://db/shop#orders"
    ran = run("build", "postgresql://ana:geheim@127.0.0.1:1/shop", "--into", tmp_path / "mart")
    assert ran.status == 2
    assert "geheim" not in ran.err
    assert not (tmp_path / "mart").exists()


@pytest.mark.thorough
@pytest.mark.parametrize("part", some_by_day(range(1, 10), by_day=3))
def test_a_flipped_bit_changes_no_figure_it_is_refused(
    run: Run, exports: Path, tmp_path: Path, part: int
) -> None:
    run("build", exports, "--into", tmp_path / "mart")
    sound = run("show", "customers", tmp_path / "mart", "--format", "json")
    path = tmp_path / "mart" / MART
    content = bytearray(path.read_bytes())
    content[len(content) * part // 10] ^= 4
    path.write_bytes(content)
    ran = run("show", "customers", tmp_path / "mart", "--format", "json")
    if ran.status == 0:
        assert ran.out == sound.out
    else:
        assert (ran.status, ran.out) == (2, "")
        assert f"{path} is damaged" in ran.err.splitlines()[-1]
