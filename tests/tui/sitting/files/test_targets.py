"""Where an export goes is proposed as it was the last time, and understood as a shell would."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast_tui.sitting.files.targets import KeptTarget, target_of, unused, with_ending


def test_folder_and_format_are_proposed_again_and_the_start_folder_is_not_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    monkeypatch.chdir(here)
    kept = KeptTarget(tmp_path / "state" / "export.json")
    assert kept.read() == (here, "csv")
    kept.keep(there / "a.md")
    assert kept.read() == (there, "md")
    assert kept.path is not None
    assert kept.path.stat().st_mode & 0o777 == 0o600
    kept.keep(here / "a.parquet")
    monkeypatch.chdir(there)
    assert kept.read() == (there, "parquet")
    # A folder that is gone, one of the book, and a damaged file propose none.
    kept.keep(here / "a.md")
    here.rmdir()
    assert kept.read() == (there, "md")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert kept.read((there,)) == (tmp_path, "md")
    kept.path.write_text('{"folder": 3, "ending": []}', encoding="utf-8")
    assert kept.read() == (there, "csv")
    assert KeptTarget().read() == (there, "csv")


def test_a_path_is_understood_and_what_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "book"
    book.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "book" / ".."))

    def meant(text: str, ending: str = "csv") -> Path:
        return target_of(text, "customers.csv", ending, (book,)).resolve()

    assert meant("mine.md") == tmp_path / "mine.md"
    assert meant("mine", "json") == tmp_path / "mine.json"
    assert meant("v1.2", "json") == tmp_path / "v1.2.json"
    assert meant("~/mine.csv") == tmp_path / "mine.csv"
    assert meant(f"{tmp_path}/") == tmp_path / "customers.csv"
    for text, why in [
        ("  ", "Type where the file goes"),
        ("nowhere/a.csv", f"There is no folder {tmp_path}/nowhere."),
        ("book/a.csv", "belongs to the book"),
        ("a\0.csv", "This is no path"),
    ]:
        with pytest.raises(UsageError, match=why):
            meant(text)


def test_another_format_changes_the_ending_alone_and_a_name_that_is_taken_gets_a_number(
    tmp_path: Path,
) -> None:
    assert [with_ending(text, "md") for text in ("a.csv", "a", "v1.2", "~/b/", " ")] == [
        "a.md", "a.md", "v1.2.md", "~/b/", " ",
    ]  # fmt: skip
    (tmp_path / "a.csv").touch()
    # What leads nowhere is something of that name, too.
    (tmp_path / "a-2.csv").symlink_to(tmp_path / "gone")
    assert unused(tmp_path / "a.csv") == tmp_path / "a-3.csv"
