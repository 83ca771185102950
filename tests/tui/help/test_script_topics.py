"""The topics about scripts: what they print, promise and show runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import tomli
from tests import topic_files
from tests.core.shared.shop import write_shop
from tests.tui.cli.conftest import Run, run

from holdfast.engine import Engine
from holdfast.own.commands import OwnCommand, read_commands

__all__ = ["run"]

TOPICS = topic_files.TOPIC.parent
OURS = ("json", "changes", "commands")


def topic(name: str) -> str:
    return (TOPICS / f"{name}.md").read_text(encoding="utf-8")


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", topic(name), re.DOTALL)


def commands(name: str) -> Iterator[str]:
    for block in blocks(name, ""):
        yield from re.findall(r"^\$ holdfast (.*)$", block, re.MULTILINE)


@pytest.fixture
def folder(sample_read: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the sample book is `sample_data`, as the topics have it."""
    place = tmp_path / "topics"
    place.mkdir()
    (place / "sample_data").symlink_to(sample_read)
    return place


@pytest.mark.thorough
def test_what_the_views_print_is_what_the_topic_says(sample_engine: Engine) -> None:
    assert topic("json-rows") == topic_files.written(sample_engine), "run make topics"


@pytest.mark.nightly  # by day: tests/tui/cli/test_help.py, which runs the commands of every topic
def test_every_command_that_is_shown_runs(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    shown = [line for name in OURS for line in commands(name) if ">" not in line.replace(">=", "")]
    assert len(shown) >= 8
    for line in shown:
        assert run(*shlex.split(line)).status == 0, line


@pytest.mark.thorough
def test_the_notebook_makes_a_frame_of_what_a_command_prints(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    (snippet,) = blocks("json", "python")
    made: dict[str, Any] = {}
    exec(compile(snippet, "json.md", "exec"), made)
    assert made["customers"].columns == ["name", "rep", "revenue", "risk"]
    assert set(made["customers"]["risk"]) == {"high", "critical"}
    by_rep = made["by_rep"]
    assert isinstance(by_rep, pl.DataFrame)
    assert by_rep["revenue"].sum() == pytest.approx(made["customers"]["revenue"].sum())
    (document,) = blocks("json", "json")
    assert list(json.loads(document)) == list(made["told"])


def test_the_commands_in_the_example_are_read_as_they_stand() -> None:
    (text,) = blocks("commands", "toml")
    found = dict(read_commands(tomli.loads(text)["commands"]))
    assert all(isinstance(one, OwnCommand) for one in found.values()), found
    assert list(found) == ["crm", "mail", "history"]


@pytest.mark.thorough
def test_what_cron_and_systemd_run_is_a_digest(run: Run, tmp_path: Path) -> None:
    write_shop(tmp_path / "srv")
    (table,) = blocks("changes", "cron")
    found = re.fullmatch(r'0 7 \* \* 1-5  holdfast ([^|%]*) \| mail -s "Holdfast" \S+\n', table)
    service, timer = blocks("changes", "ini")
    (started,) = re.findall(r"^ExecStart=/usr/local/bin/holdfast (.*)$", service, re.MULTILINE)
    assert found is not None
    for words in (found[1], started):
        ran = run(*shlex.split(words.replace("/srv/holdfast/all", str(tmp_path / "srv"))))
        assert ran.status == 0
        assert "What is new since" in ran.out
    assert "OnCalendar=" in timer


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    service, timer = blocks("changes", "ini")
    program = Path(sys.executable).with_name("holdfast")
    units = {"holdfast-digest.service": service, "holdfast-digest.timer": timer}
    for name, text in units.items():
        (tmp_path / name).write_text(text.replace("/usr/local/bin/holdfast", str(program)), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    faults = [line for line in done.stderr.splitlines() if "holdfast-digest" in line]
    assert (done.returncode, faults) == (0, [])
