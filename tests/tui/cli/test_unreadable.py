"""Folders of the user's that cannot be read: no cache is needed, and settings that are missing are named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.unprivileged import unprivileged

from holdfast.own.files import private_folder
from holdfast.own.places import Kind, cached_books, folder_for
from holdfast_tui.app import DeskApp
from holdfast_tui.run import run_desk

from .conftest import Run


def shut(folder: Path) -> str:
    private_folder(folder).chmod(0)
    return f"{folder} may not be entered (Permission denied)"


def shut_inside(folder: Path) -> str:
    (private_folder(folder) / "books").mkdir(0)
    (folder / "thresholds").mkdir(0)
    return f"{folder / 'thresholds'} may not be entered (Permission denied)"


def a_file(folder: Path) -> str:
    private_folder(folder.parent)
    folder.write_text("in its place")
    return f"{folder} is not a folder"


def a_dangling_link(folder: Path) -> str:
    private_folder(folder.parent)
    folder.symlink_to(folder.parent / "gone")
    return f"{folder} is a link that leads nowhere"


OBSTACLES = (shut, shut_inside, a_file, a_dangling_link)
Obstacle = Callable[[Path], str]


@pytest.mark.thorough
@pytest.mark.usefixtures("opened_again")
@pytest.mark.parametrize("obstacle", some_by_day(OBSTACLES, by_day=2))
@pytest.mark.parametrize("kind", ["cache", "state"])
def test_an_unreadable_cache_or_state_is_no_reason_to_stop_or_to_speak(
    run: Run, recurring: Path, kind: Kind, obstacle: Obstacle
) -> None:
    expected = run("show", "flags", recurring)
    obstacle(elsewhere(kind))
    with unprivileged():
        assert run("show", "flags", recurring) == expected
        assert run("show", "backtest", recurring).status == 0


def elsewhere(kind: Kind) -> Path:
    """The folder of a kind, empty again."""
    folder = folder_for(kind)
    if folder.exists():
        folder.rename(folder.with_name("before"))
    return folder


@pytest.mark.thorough
@pytest.mark.usefixtures("opened_again")
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_unreadable_thresholds_are_named_in_one_line_and_the_rest_goes_on(
    run: Run, recurring: Path, obstacle: Obstacle
) -> None:
    expected = run("show", "flags", recurring)
    assert expected.status == 0
    why = obstacle(folder_for("config"))
    with unprivileged():
        ran = run("show", "flags", recurring)
        missing = f"holdfast: {why}: flags are raised without your thresholds\n"
        unread = f"holdfast: {why}: the journal is read without your settings\n"
        unread = "" if obstacle is shut_inside else unread
        assert sorted(ran.err.splitlines()) == sorted((missing + unread + expected.err).splitlines())
        assert (ran.status, ran.out) == (0, expected.out)
        assert run("explain", "F01", recurring).err == missing
        preset = run("show", "flags", recurring, "--thresholds", "default")
        assert preset.out == expected.out
        assert sorted(preset.err.splitlines()) == sorted((expected.err + unread).splitlines())


def test_a_file_of_thresholds_that_was_asked_for_is_not_done_without(run: Run, recurring: Path) -> None:
    ran = run("show", "flags", recurring, "--thresholds", recurring)
    assert (ran.status, ran.out) == (2, "")
    assert "cannot be read: Is a directory" in ran.err


@pytest.mark.thorough
@pytest.mark.parametrize("opener", ["os.open", "os.scandir", "pathlib.Path.open"])
def test_a_system_that_refuses_to_open_any_file_of_the_users_is_no_reason_to_stop(
    run: Run, recurring: Path, monkeypatch: pytest.MonkeyPatch, opener: str
) -> None:
    expected = run("show", "metrics", recurring)
    own = tuple(str(folder_for(kind)) for kind in ("cache", "config", "state"))
    module, name = opener.rpartition(".")[::2]
    owner = {"os": os, "pathlib.Path": Path}[module]
    usual = getattr(owner, name)

    def refuse(path: object, *args: object, **named: object) -> object:
        if str(path).startswith(own):
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path, *args, **named)

    private_folder(cached_books())
    monkeypatch.setattr(owner, name, refuse)
    ran = run("show", "metrics", recurring)
    assert (ran.status, ran.out) == (0, expected.out)


@pytest.mark.thorough
@pytest.mark.usefixtures("opened_again")
@pytest.mark.parametrize("obstacle", [shut, a_file, a_dangling_link])
def test_the_desk_opens_without_settings_that_cannot_be_read_and_says_so_once(
    recurring: Path, monkeypatch: pytest.MonkeyPatch, obstacle: Obstacle
) -> None:
    said = []

    def opened(desk: DeskApp) -> None:
        desk.session.open_engine()
        said.append(desk.session.left_out.sentence)

    monkeypatch.setattr("holdfast_tui.run.run_until_told", opened)
    why = obstacle(folder_for("config"))
    with unprivileged():
        assert run_desk([recurring]) == 0
    assert said == [f"Your themes, settings, keys, figures, thresholds are left out: {why}"]


def test_a_desk_with_all_its_settings_has_nothing_to_say(
    recurring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    monkeypatch.setattr(
        "holdfast_tui.run.run_until_told", lambda desk: said.append(desk.session.left_out.sentence)
    )
    assert run_desk([recurring]) == 0
    assert said == [""]
