"""`holdfast where`: the folders of the user, and a cache that can be cleared without losing anything."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.unprivileged import unprivileged

from holdfast.engine import Engine, open_book
from holdfast.export.results import write_file
from holdfast.own.files import private_folder
from holdfast.own.places import PURPOSES, cached_books, folder_for
from holdfast.query import Query
from holdfast.risk.thresholds.own import own_file, save_own
from holdfast.risk.thresholds.thresholds import Layer
from holdfast_tui.command_line.last_books import LastBook, remember
from holdfast_tui.command_line.verbs.where import size
from holdfast_tui.crash import report_crash
from holdfast_tui.sitting.visits import Visits

from .conftest import Run


@pytest.mark.thorough
def test_every_folder_is_named_with_its_purpose_and_what_lies_there(run: Run, recurring: Path) -> None:
    run("show", "metrics", recurring)
    ran = run("where")
    assert (ran.status, ran.err) == (0, "")
    for kind, purpose in PURPOSES.items():
        (line,) = (line for line in ran.out.splitlines() if line.startswith(f"{kind} "))
        assert str(folder_for(kind)) in line
        assert purpose in line
    listed = json.loads(run("where", "--format", "json").out)
    by_kind = {folder.pop("folder"): folder for folder in listed["folders"]}
    files = [path for path in cached_books().rglob("*") if path.is_file()]
    assert by_kind["cache"] == {
        "path": str(folder_for("cache")),
        "for": PURPOSES["cache"],
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "problem": None,
    }
    assert by_kind["config"]["files"] == 0


@pytest.mark.thorough
def test_pruning_says_what_was_freed_and_changes_no_answer(run: Run, recurring: Path) -> None:
    expected = run("show", "metrics", recurring)
    (folder_for("config") / "themes").mkdir(parents=True)
    before = json.loads(run("where", "--format", "json").out)["folders"][1]
    assert before["bytes"] > 0
    ran = run("where", "--prune")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"freed {size(before['bytes'])} in {before['files']} files: {folder_for('cache')}\n"
    assert list(cached_books().iterdir()) == []
    assert (folder_for("config") / "themes").is_dir()
    again = json.loads(run("where", "--prune", "--format", "json").out)
    assert again == {"freed": {"path": str(folder_for("cache")), "files": 0, "bytes": 0, "problem": None}}
    assert run("show", "metrics", recurring) == expected


@pytest.mark.usefixtures("opened_again")
def test_what_cannot_be_cleared_is_said_and_is_status_2(run: Run) -> None:
    (private_folder(cached_books()) / "book").write_text("stays")
    cached_books().chmod(0o500)
    with unprivileged():
        ran = run("where", "--prune")
    cached_books().chmod(0o700)
    assert ran.status == 2
    assert ran.out.startswith("freed 0 B in 0 files")
    assert ran.err == f"holdfast: {cached_books()}: not everything could be removed\n"


def test_a_variable_that_does_not_count_and_a_folder_that_is_none_are_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "somewhere")
    private_folder(folder_for("state").parent)
    folder_for("state").write_text("in its place")
    ran = run("where")
    assert ran.status == 0
    assert ran.err.splitlines() == [
        "holdfast: XDG_DATA_HOME is 'somewhere', which is no full path, and does not count",
        f"holdfast: {folder_for('state')} cannot be read (Not a directory)",
    ]


@pytest.mark.parametrize(
    ("count", "read"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_951, "1.0 MB"),
        (335_000_000, "335.0 MB"),
        (2.5e9, "2.5 GB"),
        (3e15, "3000.0 TB"),
    ],
)
def test_a_size_is_read_at_a_glance(count: float, read: str) -> None:
    assert size(count) == read


@pytest.fixture
def _open_umask() -> Iterator[None]:
    """Whatever is made is open to all unless it says otherwise."""
    usual = os.umask(0)
    yield
    os.umask(usual)


@pytest.mark.thorough
@pytest.mark.usefixtures("_open_umask")
def test_nobody_else_may_read_anything_that_is_written(run: Run, recurring: Path, tmp_path: Path) -> None:
    run("show", "backtest", recurring)
    Visits([recurring]).record(date(2025, 1, 31))
    remember(LastBook((recurring,)))
    save_own(Layer("you", "you", "retail", ()), own_file([recurring]), "recurring")
    report_crash(ValueError("secret"), os.environ)
    export = tmp_path / "customers.csv"
    write_file(Engine(open_book([recurring])).customers(Query()), export)
    roots = [folder_for(kind) for kind in ("config", "cache", "state")]
    written = [path for root in roots for path in (root, *root.rglob("*"))]
    names = {path.name for path in written}
    assert {"book.mart", "visits.json", "last_book.json", "history", "crash", "thresholds"} <= names
    expected = {path: 0o700 if path.is_dir() else 0o600 for path in (*written, export)}
    assert {path: path.stat().st_mode & 0o777 for path in expected} == expected
