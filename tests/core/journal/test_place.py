"""Where a journal lies, and under which names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.core.journal.desks import note

from holdfast.errors import NotSavedError
from holdfast.journal.place import journal_of, place_id, safe_name
from holdfast.own.user import UserSettings
from holdfast.schema.settings import BookSettings

SHOP = BookSettings(name="Shop")


def test_every_book_has_a_folder_and_every_writer_a_file(tmp_path: Path) -> None:
    environ = {"XDG_DATA_HOME": str(tmp_path / "data")}
    book = tmp_path / "exports"
    journal = journal_of([book], SHOP, UserSettings(writer="ana"), environ)
    journal.write([note()])
    assert journal.folder == tmp_path / "data" / "holdfast" / "journals" / place_id([book])
    assert journal.folder.name.startswith("exports-")
    assert [path.name for path in journal.folder.iterdir()] == ["ana.db"]
    elsewhere = journal_of([tmp_path / "others"], SHOP, UserSettings(writer="ana"), environ)
    assert elsewhere.read().written == ()


def test_a_folder_and_its_mapping_are_one_book(tmp_path: Path) -> None:
    (tmp_path / "holdfast.toml").write_text("", encoding="utf-8")
    assert place_id([tmp_path]) == place_id([tmp_path / "holdfast.toml"])


def test_a_book_with_an_id_keeps_its_journal_wherever_it_lies(tmp_path: Path) -> None:
    environ = {"XDG_DATA_HOME": str(tmp_path)}
    named = BookSettings(name="Shop", id="north-region")
    before = journal_of([tmp_path / "a"], SHOP, UserSettings(writer="ana"), environ)
    before.write([note("before it had an id")])
    here = journal_of([tmp_path / "a"], named, UserSettings(writer="ana"), environ)
    here.write([note("with its id")])
    assert here.folder.name == "north-region"
    assert {entry.text for entry in here.read().written} == {"before it had an id", "with its id"}
    moved = journal_of([tmp_path / "b"], named, UserSettings(writer="luc"), environ)
    assert [entry.text for entry in moved.read().written] == ["with its id"]
    assert set(here.books) == {"north-region", before.book}


def test_a_shared_folder_has_the_same_layout(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    shared = UserSettings(writer="Ana Ruiz", journal_folder=tmp_path / "team")
    journal = journal_of([tmp_path / "a"], BookSettings(name="Shop", id="north"), shared)
    (entry,) = journal.write([note()])
    (file,) = (tmp_path / "team" / "north").iterdir()
    assert file.name == f"{safe_name('Ana Ruiz')}.db"
    assert entry.writer == "Ana Ruiz"
    assert entry.as_of == date(2025, 3, 10)


def test_a_shared_folder_that_is_not_connected_is_said_and_not_made(tmp_path: Path) -> None:
    team = tmp_path / "mnt" / "team"
    journal = journal_of([tmp_path / "a"], SHOP, UserSettings(writer="ana", journal_folder=team))
    said = f"{team} is not there: connect it, or make it, or name another under [journal]"
    assert journal.why_read_only == said
    assert journal.read().problems == (said,)
    with pytest.raises(NotSavedError, match="nothing was saved"):
        journal.write([note()])
    assert not team.exists()
    team.mkdir(parents=True)
    journal.write([note("connected")])
    assert journal.why_read_only is None
    assert [entry.text for entry in journal.read().written] == ["connected"]
    assert journal.read().problems == ()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "CON ", "José", "ana\x00", "", "..", "x" * 300])
def test_a_name_is_safe_as_a_file_of_every_system(name: str) -> None:
    safe = safe_name(name)
    assert safe.isascii()
    assert set(safe) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert 1 <= len(safe) <= 50


def test_names_that_differ_are_files_that_differ() -> None:
    names = ("ana", "Ana", "ana ", "a-na", "a/na", "a_na", "José", "Jose")
    assert len({safe_name(name) for name in names}) == len(names)
    assert safe_name("ana") == "ana"
