"""Wrong usage is one clear line on stderr and status 2; help comes at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.version import version
from holdfast_tui.command_line.arguments.reading import COMMANDS

from .conftest import Run, write


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["show"], "VIEW"),
        (["show", "flag", "."], "did you mean 'flags'?"),
        (["show", "flags", ".", "--rep", "Ana"], "--rep goes with 'show today or week or regret or done'"),
        (["show", "backtest", ".", "--horizon", "soon"], "write days, such as 90d"),
        (["show", "backtest", ".", "--horizon", "0"], "write days, such as 90d"),
        (["show", "backtest", ".", "--months", "0"], "a whole number of month-ends"),
        (["show", "flags", ".", "--horizon", "90d"], "--horizon goes with 'show backtest'"),
        (["show", "customers", ".", "--where", "-flag:overdu"], "did you mean 'overdue'?"),
        (["show", "customers", ".", "--columns", "name,owner,rep"], "'owner' and 'rep' are the same column"),
        (["show", "customers", ".", "--columns", "name,name"], "'name' stands there twice"),
        (["show", "flags", ".", "--columns", "flag,money,flag"], "'flag' stands there twice"),
        (["show", "metrics", ".", "--columns", "id,id"], "'id' stands there twice"),
        (["show", "customers", ".", "--sort", "why"], "cannot be sorted"),
        (["show", "customers", ".", "--by", "segment"], "--by goes with"),
        (["show", "flags", ".", "--rows", "x"], "--rows goes with 'show metrics or plays'"),
        (["show", "metrics", ".", "--by", "segment", "--rows", "x"], "leave out --by"),
        (["show", "movements", ".", "--by", "week"], "month, quarter or year"),
        (["show", "metrics", ".", "--as-of", "30.6.2025"], "not a date"),
        (["show", "metrics", ".", "--period", "soon"], "not a period"),
        (["show", "metrics", ".", "--format", "docx"], "docx"),
        (["show", "metrics", ".", "--limit", "-3"], "whole number"),
        (["show", "metrics", "--wher", "x"], "--wher"),
        (["show", "metrics", "no-such-folder"], "no-such-folder: there is no such file or folder"),
        (["check", ".", "--config", "no.toml"], "no.toml: there is no such file"),
        (["explain", "zzqqzz"], "nothing is called 'zzqqzz' or like it"),
        (["brief", ".", "--format", "json"], "json"),
        (["--no-such-option"], "--no-such-option"),
        (["no-such-book"], "no-such-book: there is no such file or folder"),
        ([], "name a book"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(run: Run, words: list[str], says: str) -> None:
    ran = run(*words)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("holdfast: ")
    assert ran.err.count("\n") == 1
    assert says in ran.err


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["customers", "--where", "segmnt:x"], "--where, character 1: there is no field 'segmnt'"),
        (["customers", "--columns", "nmae"], "did you mean 'name'?"),
        (["customers", "--sort", "-revenu"], "did you mean 'revenue'?"),
        (["metrics", "--by", "segmnt"], "did you mean 'segment'?"),
    ],
)
def test_a_field_that_the_book_does_not_have_is_told_once_it_is_open(
    run: Run, tmp_path: Path, words: list[str], says: str
) -> None:
    """One of its own columns may be meant."""
    folder = write(tmp_path / "book", orders="order_id,customer_id,order_date,amount\n1,C1,2025-01-31,10\n")
    ran = run("show", words[0], folder, *words[1:])
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert says in ran.err


@pytest.mark.thorough
def test_own_columns_are_read_from_the_command_line(run: Run, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "book",
        customers="customer_id,name,Plan Kind,Seats\nC1,Acme,pro,1200\nC2,Beta,basic,3\nC3,Gamma,pro,20\n",
        orders="order_id,customer_id,order_date,amount\n1,C1,2025-01-31,10\n2,C3,2025-01-31,10\n",
    )
    asked = ("--columns", "name,plan_kind,seats", "--where", "Plan_kind:pro", "--sort", "-seats")
    lines = run("show", "customers", folder, *asked).out.splitlines()
    assert [line.split() for line in lines[2:]] == [
        *(["Customer", "Plan", "Kind", "Seats"], ["Acme", "pro", "1,200"], ["Gamma", "pro", "20"])
    ]
    assert 'own columns: plan_kind ← "Plan Kind", seats ← "Seats"' in run("check", folder).out


def test_a_message_with_hostile_text_is_inert(run: Run) -> None:
    ran = run("\x1b]0;owned\x07")
    assert ran.status == 2
    assert "\x1b" not in ran.err


def test_help_names_what_there_is_and_nothing_else(run: Run) -> None:
    ran = run("--help")
    assert ran.status == 0
    for word in (*COMMANDS, "exit status", "--where"):
        assert word in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_the_version(run: Run) -> None:
    assert run("--version").out == f"holdfast {version()}\n"


IN_NEW_PROCESS = """
import sys
from holdfast_tui.cli import main
status = main({words!r})
print(status, [module for module in {modules!r} if module in sys.modules])
"""


def in_new_process(words: list[str], *modules: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", IN_NEW_PROCESS.format(words=words, modules=modules)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("words", "status"),
    [(["--help"], 0), (["--version"], 0), (["show", "nothing"], 2), (["nowhere/at/all"], 2)],
)
def test_help_version_and_usage_errors_load_neither_polars_nor_textual(words: list[str], status: int) -> None:
    assert in_new_process(words, "polars", "textual") == f"{status} []"


NEEDS_A_BOOK = (
    "holdfast.filters",
    "holdfast.schema.fields",
    "holdfast.query",
    "holdfast.timeline",
    "holdfast.own.user",
)
"""What the words of a question mean."""
NEEDS_A_FAULT = ("logging", "tempfile", "traceback", "platform", "holdfast_tui.crash")
"""What a report of a crash takes."""


@pytest.mark.thorough
@pytest.mark.parametrize(
    "words",
    [["--help"], ["show", "--help"], ["explain", "--help"], ["completion", "bash"], ["explain", "churn"]],
    ids=" ".join,
)
def test_help_and_completion_answer_before_anything_else_is_imported(words: list[str]) -> None:
    never = ("polars", "textual", "asyncio", "inspect", *NEEDS_A_BOOK, *NEEDS_A_FAULT)
    loaded = in_new_process(words, *never)
    assert loaded.endswith("0 []")


@pytest.mark.thorough
def test_showing_a_view_loads_no_textual(
    recurring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert in_new_process(["show", "flags", str(recurring)], "textual") == "0 []"
    assert in_new_process(["brief", str(recurring)], "textual") == "0 []"
