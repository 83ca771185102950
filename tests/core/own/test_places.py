"""Where the user's own files are, on every system, and what lies there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unprivileged import unprivileged

from holdfast.own.places import PURPOSES, Kind, Usage, cached_books, clear, folder_for, ignored, usage

ANA = {"HOME": "/home/ana"}
LINUX: dict[Kind, str] = {
    "config": "/home/ana/.config/holdfast",
    "cache": "/home/ana/.cache/holdfast",
    "data": "/home/ana/.local/share/holdfast",
    "state": "/home/ana/.local/state/holdfast",
}
MAC: dict[Kind, str] = {
    "config": "/Users/ana/Library/Application Support/holdfast/config",
    "cache": "/Users/ana/Library/Caches/holdfast",
    "data": "/Users/ana/Library/Application Support/holdfast/data",
    "state": "/Users/ana/Library/Application Support/holdfast/state",
}


@pytest.mark.parametrize("kind", PURPOSES)
def test_without_any_variable_files_lie_below_the_home(kind: Kind) -> None:
    assert folder_for(kind, ANA, "linux") == Path(LINUX[kind])
    assert folder_for(kind, {"HOME": "/Users/ana"}, "darwin") == Path(MAC[kind])


@pytest.mark.parametrize("system", ["linux", "darwin"])
@pytest.mark.parametrize("kind", PURPOSES)
def test_a_variable_says_otherwise_unless_it_is_relative(kind: Kind, system: str) -> None:
    variable = f"XDG_{kind.upper()}_HOME"
    usual = folder_for(kind, ANA, system)
    assert folder_for(kind, {**ANA, variable: "/x"}, system) == Path("/x/holdfast")
    for wrong in ("x", "./x", "~/x", ""):
        assert folder_for(kind, {**ANA, variable: wrong}, system) == usual


def test_variables_that_do_not_count_are_named() -> None:
    environ = {**ANA, "XDG_CACHE_HOME": "here", "XDG_STATE_HOME": "/there", "XDG_DATA_HOME": ""}
    assert ignored(environ, "linux") == ("XDG_CACHE_HOME",)


def test_windows_keeps_what_roams_apart_from_what_does_not() -> None:
    environ = {"APPDATA": r"C:\Users\Ana\AppData\Roaming", "LOCALAPPDATA": r"C:\Users\Ana\AppData\Local"}
    found = {kind: str(folder_for(kind, environ, "win32")).replace("\\", "/") for kind in PURPOSES}
    assert found == {
        "config": "C:/Users/Ana/AppData/Roaming/holdfast/config",
        "cache": "C:/Users/Ana/AppData/Local/holdfast/cache",
        "data": "C:/Users/Ana/AppData/Local/holdfast/data",
        "state": "C:/Users/Ana/AppData/Local/holdfast/state",
    }
    bare = folder_for("config", {"USERPROFILE": r"C:\Users\Ana", "APPDATA": "Roaming"}, "win32")
    assert str(bare).replace("\\", "/") == "C:/Users/Ana/AppData/Roaming/holdfast/config"


def test_who_has_no_home_has_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    nowhere = folder_for("cache", {}, "linux")
    assert usage(nowhere) == Usage()
    assert not nowhere.parent.is_dir()


def test_books_lie_in_the_cache() -> None:
    assert cached_books(ANA) == Path("/home/ana/.cache/holdfast/books")


# What lies there


def test_a_folder_is_measured_with_all_below_it_and_without_what_links_lead_to(tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "a").write_bytes(bytes(10))
    (tmp_path / "deep" / "deeper" / "b").write_bytes(bytes(200))
    (tmp_path / "elsewhere").symlink_to("/usr")
    assert usage(tmp_path / "deep") == Usage(1, 200)
    assert usage(tmp_path).bytes < 1000
    assert usage(tmp_path / "none") == Usage()


@pytest.mark.usefixtures("opened_again")
def test_what_cannot_be_measured_is_owned_up_to(tmp_path: Path) -> None:
    (tmp_path / "open").write_bytes(bytes(10))
    shut = tmp_path / "shut"
    shut.mkdir()
    shut.chmod(0)
    with unprivileged():
        assert usage(tmp_path) == Usage(1, 10, f"{shut} cannot be read (Permission denied)")
        assert usage(shut / "below").problem == f"{shut} may not be entered (Permission denied)"
    assert usage(tmp_path / "open" / "below").problem == f"{tmp_path / 'open'} is not a folder"


def test_clearing_removes_everything_and_says_what_was_freed(tmp_path: Path) -> None:
    (tmp_path / "books" / "one").mkdir(parents=True)
    (tmp_path / "kept").write_text("elsewhere")
    (tmp_path / "books" / "one" / "a").write_bytes(bytes(10))
    (tmp_path / "books" / "b").write_bytes(bytes(5))
    (tmp_path / "books" / "link").symlink_to(tmp_path)
    freed = clear(tmp_path / "books")
    assert (freed.files, freed.problem) == (2, None)
    assert list((tmp_path / "books").iterdir()) == []
    assert (tmp_path / "kept").exists()
    assert clear(tmp_path / "books") == clear(tmp_path / "none") == Usage()


def test_what_cannot_be_cleared_is_owned_up_to(tmp_path: Path) -> None:
    books = tmp_path / "books"
    books.mkdir()
    (books / "one").write_bytes(bytes(10))
    books.chmod(0o500)
    with unprivileged():
        assert clear(books) == Usage(0, 0, f"{books}: not everything could be removed")
    books.chmod(0o700)
    assert clear(books) == Usage(1, 10)
