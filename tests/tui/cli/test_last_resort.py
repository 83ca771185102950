"""Whatever goes wrong, a command ends with a status and one line: no traceback, no noise, no data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from polars.exceptions import PanicException

from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.verbs import show
from holdfast_tui.crash import crash_folder

from .conftest import Run

SECRET = "Acme-Geheim-84217"


@pytest.mark.parametrize("error", [ZeroDivisionError, RecursionError, PanicException, AssertionError])
def test_a_fault_of_the_program_is_one_line_and_a_report_without_data(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def broken(options: Options) -> int:
        raise error(SECRET)

    monkeypatch.setattr(show, "run", broken)
    ran = run("show", "metrics", shop)
    assert ran.status == 2
    assert ran.out == ""
    (report,) = crash_folder(os.environ).iterdir()
    assert ran.err == (
        "holdfast: Holdfast stopped because of a fault in the program. Your files are untouched. "
        f"A report that holds none of your data lies in {report}\n"
    )
    assert error.__name__ in report.read_text()
    assert SECRET not in report.read_text()


def test_too_little_memory_is_no_fault_of_the_program(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(options: Options) -> int:
        raise MemoryError

    monkeypatch.setattr(show, "run", greedy)
    ran = run("show", "metrics", shop)
    assert (ran.status, ran.err) == (2, "holdfast: there is not enough memory for this\n")


@pytest.mark.thorough
@pytest.mark.parametrize("shell", ["", "2>&1"])
def test_a_panic_of_a_library_writes_nothing_of_its_own(tmp_path: Path, shell: str) -> None:
    code = (
        "import os, sys\n"
        "from holdfast_tui.cli import main\n"
        "from holdfast_tui.command_line.verbs import explain\n"
        "import polars as pl\n"
        "def panics(options):\n"
        f"    print({SECRET!r}, file=sys.stderr)\n"
        "    pl.select(pl.lit(2**31 - 1, dtype=pl.Int32).cast(pl.Date).cast(pl.String))\n"
        "explain.run = panics\n"
        "status = main(['explain', 'F01'])\n"
        "print('after', file=sys.stderr)\n"
        "os.write(2, b'written')\n"
        "sys.exit(status)\n"
    )
    done = in_shell(f"{sys.executable} -c {quoted(code)} {shell}", tmp_path)
    said = done.stdout if shell else done.stderr
    assert done.returncode == 2
    lines = said.splitlines()
    assert lines[0] == SECRET
    assert lines[1].startswith("holdfast: Holdfast stopped")
    assert lines[2:] == ["after", "written"]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def in_shell(command: str, state: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "XDG_CACHE_HOME": str(state), "XDG_STATE_HOME": str(state)}
    words = ["bash", "-c", command]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=environ)


HOLDFAST = f"{sys.executable} -m holdfast_tui.cli"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("redirected", "status", "says"),
    [
        (">&-", 2, "holdfast: standard output is closed: there is nowhere to write to\n"),
        (">/dev/full", 2, "holdfast: No space left on device\n"),
        ("1</dev/null", 2, "holdfast: Bad file descriptor\n"),
        (">/dev/null 2>&-", 0, ""),
        (">/dev/null 2>/dev/full", 0, ""),
        (">&- 2>&- <&-", 2, ""),
        (">/dev/null <&-", 0, ""),
    ],
)
def test_streams_that_are_closed_or_full_end_in_one_line(
    tmp_path: Path, redirected: str, status: int, says: str
) -> None:
    done = in_shell(f"{HOLDFAST} explain F01 {redirected}", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", says)


@pytest.mark.thorough
def test_what_writes_nothing_to_standard_output_needs_none(recurring: Path, tmp_path: Path) -> None:
    done = in_shell(f"{HOLDFAST} init {recurring} >&-", tmp_path)
    assert done.returncode == 0
    assert (recurring / "holdfast.toml").exists()


@pytest.mark.thorough
def test_the_brief_without_standard_input_is_printed(recurring: Path, tmp_path: Path) -> None:
    assert in_shell(f"{HOLDFAST} {recurring} <&-", tmp_path).stdout.startswith("recurring\n")
