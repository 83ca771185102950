"""The user's own files: nobody else reads them, and what cannot be read says what is in the way."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unprivileged import unprivileged

import holdfast
import holdfast_tui
from holdfast.errors import UnreadableError
from holdfast.own.files import has_own, own_files, private_file, private_folder, read_or, write_private

Obstacle = Callable[[Path], str]
"""Puts something in the way below a home, and answers what is to be said of it."""


@pytest.fixture
def _open_umask() -> Iterator[None]:
    """Whatever is made is open to all unless it says otherwise."""
    usual = os.umask(0)
    yield
    os.umask(usual)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("_open_umask")
def test_folders_are_for_nobody_else_with_all_those_made_above_them(tmp_path: Path) -> None:
    made = private_folder(tmp_path / "a" / "b" / "c")
    assert [mode(folder) for folder in (made, made.parent, made.parent.parent)] == [0o700] * 3
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    assert mode(private_folder(shared)) == 0o755


@pytest.mark.usefixtures("_open_umask")
def test_files_are_for_nobody_else_and_those_that_are_there_stay_as_they_are(tmp_path: Path) -> None:
    assert mode(private_file(tmp_path / "new")) == 0o600
    with pytest.raises(FileExistsError):
        private_file(tmp_path / "new")
    (tmp_path / "new").chmod(0o640)
    assert mode(private_file(tmp_path / "new", exist_ok=True)) == 0o640


@pytest.mark.usefixtures("_open_umask")
def test_a_file_is_written_whole_and_for_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.json"
    for text in ("first\n", "zweite Zeile\n"):
        write_private(path, text)
        assert path.read_bytes() == text.encode()
        assert mode(path) == 0o600
    assert mode(path.parent) == 0o700


def test_a_text_that_is_none_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_private(path, "before")
    with pytest.raises(UnicodeError):
        write_private(path, "\ud800")
    assert [file.read_text() for file in tmp_path.iterdir()] == ["before"]


def test_what_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert not has_own(tmp_path / "none" / "keys.toml")
    assert own_files(tmp_path / "none", ".toml") == []
    assert not has_own(Path(os.devnull) / "holdfast" / "keys.toml")


def test_what_is_there_is_found_by_its_ending_and_in_order(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", "a.txt"):
        (tmp_path / name).touch()
    assert has_own(tmp_path / "a.txt")
    assert own_files(tmp_path, ".toml") == [tmp_path / "a.toml", tmp_path / "b.toml"]


def a_shut_folder(home: Path) -> str:
    (home / "holdfast" / "themes").mkdir(parents=True)
    (home / "holdfast").chmod(0)
    return f"{home / 'holdfast'} may not be entered (Permission denied)"


def a_file_in_its_place(home: Path) -> str:
    (home / "holdfast").touch()
    return f"{home / 'holdfast'} is not a folder"


def a_file_further_up(home: Path) -> str:
    home.rmdir()
    home.touch()
    return f"{home} is not a folder"


def a_link_that_leads_nowhere(home: Path) -> str:
    (home / "holdfast").symlink_to(home / "gone")
    return f"{home / 'holdfast'} is a link that leads nowhere"


def a_link_to_itself(home: Path) -> str:
    (home / "holdfast").symlink_to(home / "holdfast")
    return f"{home / 'holdfast'} cannot be read (Too many levels of symbolic links)"


def a_folder_for_a_file(home: Path) -> str:
    (home / "holdfast" / "keys.toml").mkdir(parents=True)
    return f"{home / 'holdfast' / 'keys.toml'} cannot be read (Is a directory)"


def a_shut_file(home: Path) -> str:
    (home / "holdfast").mkdir()
    (home / "holdfast" / "keys.toml").touch(0)
    return f"{home / 'holdfast' / 'keys.toml'} cannot be read (Permission denied)"


OBSTACLES: tuple[Obstacle, ...] = (
    a_shut_folder,
    a_file_in_its_place,
    a_file_further_up,
    a_link_that_leads_nowhere,
    a_link_to_itself,
)


@pytest.mark.usefixtures("opened_again")
@pytest.mark.parametrize("obstacle", [*OBSTACLES, a_folder_for_a_file, a_shut_file])
def test_a_file_that_cannot_be_read_names_what_is_in_the_way(tmp_path: Path, obstacle: Obstacle) -> None:
    home = tmp_path / "home"
    home.mkdir()
    told = obstacle(home)
    with unprivileged(), pytest.raises(UnreadableError) as refused:
        has_own(home / "holdfast" / "keys.toml")
    assert str(refused.value) == told


@pytest.mark.usefixtures("opened_again")
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_folder_that_cannot_be_read_names_what_is_in_the_way(tmp_path: Path, obstacle: Obstacle) -> None:
    home = tmp_path / "home"
    home.mkdir()
    told = obstacle(home)
    with unprivileged(), pytest.raises(UnreadableError) as refused:
        own_files(home / "holdfast" / "themes", ".toml")
    assert str(refused.value) == told


def test_whoever_can_do_without_hears_why_and_goes_on(tmp_path: Path) -> None:
    told: list[str] = []
    a_link_that_leads_nowhere(tmp_path)
    assert read_or(lambda: has_own(tmp_path / "holdfast" / "x"), False, told.append) is False
    assert told == [f"{tmp_path / 'holdfast'} is a link that leads nowhere"]
    assert read_or(lambda: 3, 4, told.append) == 3
    assert len(told) == 1


SOURCES = {
    path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
    for package in (holdfast, holdfast_tui)
    for root in (Path(package.__path__[0]).parent,)
    for path in Path(package.__path__[0]).rglob("*.py")
}


def test_one_module_works_out_the_folders_of_the_user() -> None:
    rule = re.compile(r"XDG_\w+HOME\"|APPDATA|Path\.home|expanduser|\"HOME\"")
    assert [name for name, text in SOURCES.items() if rule.search(text)] == ["holdfast/own/places.py"]


OPEN = (
    "holdfast/own/files.py",
    "holdfast_tui/command_line/verbs/init.py",
    "holdfast_tui/sitting/files/exports.py",
    "holdfast/intake/read/inside/standard_input.py",
    "holdfast/intake/sources.py",
    "holdfast/engines/workplace.py",
    "holdfast/mart/write.py",
    "holdfast/shared/build.py",
)
"""What writes private files, a mapping beside its book, into a folder of the system's that is private, a mart
for a team where its builder says so (tests/core/shared/test_build.py), else private."""


def test_whatever_is_written_is_for_nobody_else_to_read() -> None:
    """But for a mapping, which belongs to the folder of its book, and made-up books."""
    ways = (
        r"\.write_(text|bytes|ipc)\(",
        r"\.mkdir\(",
        r"mk[sd]temp\(",
        r"(?<!fd)open\([^)]*[\"'][wax]b?[\"']",
    )
    writing = re.compile("|".join(ways))
    open_to_all = [
        f"{name}: {line.strip()}"
        for name, text in SOURCES.items()
        if not name.startswith("holdfast/sample/") and name not in OPEN
        for line in text.splitlines()
        if writing.search(line) and "private_file(" not in line and "private_folder(" not in line
    ]
    assert open_to_all == []
