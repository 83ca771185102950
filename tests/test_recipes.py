"""The recipes of `holdfast help nightly`: what is shown there runs, and systemd takes it."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.core.shared.shop import write_shop

from holdfast_tui.cli import main
from holdfast_tui.help.topics import topics

NIGHTLY = topics()["nightly"].written


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", NIGHTLY, re.DOTALL)


@pytest.fixture
def server(tmp_path: Path) -> Path:
    write_shop(tmp_path / "exports")
    return tmp_path


def runs(command: str, server: Path) -> None:
    program, *words = shlex.split(command.replace("/srv", str(server)))
    assert program.rpartition("/")[2] == "holdfast"
    assert main(words) == 0


@pytest.mark.thorough
def test_what_cron_runs_builds_both_marts(server: Path) -> None:
    (table,) = blocks("cron")
    for line in table.splitlines():
        found = re.fullmatch(r"\d+ \d+ \* \* \*  umask 027; (holdfast build [^%]*)", line)
        assert found
        runs(found[1], server)
    assert main(["show", "customers", str(server / "holdfast" / "ana")]) == 0


@pytest.mark.thorough
def test_what_systemd_runs_builds_both_marts(server: Path) -> None:
    service, timer = blocks("ini")
    commands = re.findall(r"^ExecStart=(.*)$", service, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        runs(command, server)
    assert "OnCalendar=" in timer


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    service, timer = blocks("ini")
    program = Path(sys.executable).with_name("holdfast")
    units = {"holdfast-build.service": service, "holdfast-build.timer": timer}
    for name, text in units.items():
        (tmp_path / name).write_text(text.replace("/usr/local/bin/holdfast", str(program)), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "holdfast-build" in line]) == (
        0,
        [],
    )
