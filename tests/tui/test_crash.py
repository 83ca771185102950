from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.pty_run import Terminal
from textual.app import App, ComposeResult
from textual.widgets import Static

from holdfast.errors import UsageError
from holdfast_tui.crash import REPORTS_KEPT, CrashSafe, crash_folder, crash_message, report_crash
from holdfast_tui.terminal.capabilities import UNICODE

SECRET = "Acme-Geheim-84217"

CRASHING_APP = f"""
import asyncio, os, threading
from textual import work
from textual.app import App
from textual.widgets import Static
from holdfast.errors import UsageError
from holdfast_tui.crash import CrashSafe, install_hooks

WAY = os.environ["WAY"]

class Rich(Exception):
    def __rich__(self):
        return "{SECRET}"

class Desk(CrashSafe, App):
    CSS = "Static {{ color: $nothing; }}" if WAY == "css" else ""

    def compose(self):
        yield Static("desk")

    def fail(self):
        customer = "{SECRET}"
        if WAY == "rich":
            raise Rich(customer)
        if WAY == "usage":
            raise UsageError("orders.csv, line 3: no date. Add one.")
        if WAY == "group":
            raise ExceptionGroup(customer, [ValueError(customer)])
        raise KeyError(f"no such customer: {{customer}}")

    def on_mount(self):
        if WAY == "timer":
            self.set_timer(0.01, self.fail)
        elif WAY == "worker":
            self.toil()
        elif WAY == "input":
            from rich.traceback import Traceback
            try:
                self.fail()
            except KeyError:
                self.call_later(self.panic, Traceback(show_locals=True))
        elif WAY == "twice":
            self.call_later(self.fail)
            self.call_later(self.fail)
        elif WAY == "thread":
            threading.Thread(target=self.fail).start()
            self.set_timer(0.1, self.exit)
        elif WAY == "task":
            async def forgotten():
                self.fail()
            asyncio.get_running_loop().create_task(forgotten())
            self.set_timer(0.1, self.exit)
        elif WAY == "outside":
            self.exit()
        else:
            self.fail()

    @work(thread=True)
    def toil(self):
        self.fail()

install_hooks(os.environ)
app = Desk()
app.run()
if WAY == "outside":
    app.fail()
raise SystemExit(app.return_code)
"""

WAYS = ("handler", "timer", "worker", "rich", "group", "css", "twice", "thread", "task", "outside", "input")


@pytest.mark.thorough
@pytest.mark.parametrize("way", WAYS)
def test_a_crash_prints_no_data_and_says_where_the_report_lies(way: str, tmp_path: Path) -> None:
    with Terminal(CRASHING_APP, {"WAY": way, "XDG_STATE_HOME": str(tmp_path)}) as terminal:
        status = terminal.wait()
    written = terminal.output.decode()
    assert SECRET not in written
    assert "Traceback" not in written
    assert "customer" not in written
    reports = list(crash_folder({"XDG_STATE_HOME": str(tmp_path)}).glob("*"))
    assert not any(SECRET in report.read_text() for report in reports)
    if way not in ("thread", "task"):
        assert status == 1
    if way == "input":
        assert "No report could be written." in written
        return
    assert len(reports) == 1
    if way not in ("thread", "task"):
        assert "Holdfast stopped because of a fault in the program." in written
        assert reports[0].name in written.replace("\r\n", "")


@pytest.mark.thorough
def test_our_own_usage_error_speaks_for_itself(tmp_path: Path) -> None:
    with Terminal(CRASHING_APP, {"WAY": "usage", "XDG_STATE_HOME": str(tmp_path)}) as terminal:
        terminal.wait()
    assert b"orders.csv, line 3: no date. Add one." in terminal.output


class Failing(CrashSafe, App[None]):
    def compose(self) -> ComposeResult:
        yield Static("desk")

    def on_key(self) -> None:
        raise KeyError(SECRET)


async def test_a_fault_stays_loud_in_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    async def use() -> None:
        async with Failing().run_test() as pilot:
            await pilot.press("x")

    with pytest.raises(KeyError):
        await use()
    assert SECRET not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def raised(error: Exception) -> Exception:
    try:
        secret_local = SECRET
        assert secret_local
        raise error
    except Exception as caught:  # noqa: BLE001
        return caught


def test_the_report_names_types_and_versions_and_no_values(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path), "TERM": "xterm-256color"}
    error = raised(ValueError(SECRET))
    error.__cause__ = raised(ExceptionGroup(SECRET, [TypeError(SECRET)]))
    path = report_crash(error, environ)
    assert path is not None
    text = path.read_text()
    assert SECRET not in text
    assert "error: builtins.ValueError" in text
    assert "behind it: builtins.ExceptionGroup" in text
    assert "behind it: builtins.TypeError" in text
    assert "textual 8." in text
    assert "colour=256" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_report_names_our_frames(tmp_path: Path) -> None:
    with pytest.raises(KeyError) as caught:
        UNICODE.severity(SECRET)
    path = report_crash(caught.value, {"XDG_STATE_HOME": str(tmp_path)})
    assert path is not None
    text = path.read_text()
    assert "  holdfast_tui.terminal.capabilities Glyphs.severity line " in text
    assert "test_crash" not in text
    assert SECRET not in text


def test_an_error_that_is_its_own_cause_ends() -> None:
    error = raised(ValueError("x"))
    error.__context__ = other = raised(KeyError("y"))
    other.__context__ = error
    assert crash_message(None, error).endswith("No report could be written.")


def test_a_state_folder_that_cannot_be_written_is_no_second_crash(tmp_path: Path) -> None:
    (tmp_path / "holdfast").write_text("a file where a folder should be")
    assert report_crash(ValueError(), {"XDG_STATE_HOME": str(tmp_path)}) is None


def test_only_the_latest_reports_are_kept(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    written = [report_crash(ValueError(), environ) for _ in range(REPORTS_KEPT + 5)]
    assert sorted(crash_folder(environ).iterdir()) == written[5:]


def test_a_usage_error_keeps_its_words() -> None:
    assert crash_message(None, UsageError("a.csv: no\x1b[31m date")) == "a.csv: no�[31m date"


def test_commands_that_never_open_the_desk_do_not_load_textual() -> None:
    modules = "sys, holdfast_tui.crash, holdfast_tui.terminal.wire"
    code = f"import {modules}; print({{'textual', 'polars'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
