"""A mart is opened wherever it lies, or refused in one line with what builds it again."""

from __future__ import annotations

import shlex
import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.core.journal.desks import note
from tests.core.shared.shop import built, write_shop

from holdfast.book.built import MART, Built, mart_in
from holdfast.book.disk.stored import write_book
from holdfast.engine import open_book, open_by
from holdfast.errors import UsageError
from holdfast.journal.place import journal_of
from holdfast.mart.errors import AbsentError, DamagedError, ForeignError, OtherVersionError
from holdfast.own.user import UserSettings
from holdfast.shared.opened import content_now


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("team")
    built(write_shop(home / "the exports"), home / "mart", 'rep:"Ana Ruiz"')
    return home


@pytest.fixture
def mart(built_once: Path, tmp_path: Path) -> Path:
    """A copy somewhere else, the exports out of sight."""
    return Path(shutil.copytree(built_once / "mart", tmp_path / "copy"))


@pytest.mark.thorough
def test_a_copy_is_the_same_book(mart: Path, built_once: Path) -> None:
    books = [open_book([path], use_cache=False) for path in (mart, mart / MART, built_once / "mart")]
    assert len({book.fingerprint for book in books}) == 1
    assert all(book.customers.equals(books[0].customers) for book in books)


def test_another_version_is_refused_with_the_command_that_builds_it(
    mart: Path, built_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.book.disk.stored.made_by", lambda: "another")
    with pytest.raises(OtherVersionError) as refused:
        open_book([mart], use_cache=False)
    said, _, command = str(refused.value).partition("; to build it again: ")
    assert said.startswith(f"{mart} was built by another version, Holdfast ")
    exports = built_once / "the exports"
    assert shlex.split(command) == [
        *("holdfast", "build", str(exports), "--into", str(mart), "--where", 'rep:"Ana Ruiz"')
    ]


def test_what_is_cut_flipped_or_foreign_is_refused_in_one_line(mart: Path) -> None:
    whole = (mart / MART).read_bytes()
    for content, kind in (
        (whole[:-1], DamagedError),
        (whole[: len(whole) // 2], DamagedError),
        (whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:], DamagedError),
        (b"customer_id,name\n", ForeignError),
        (b"", ForeignError),
    ):
        (mart / MART).write_bytes(content)
        with pytest.raises(kind) as refused:
            open_book([mart], use_cache=False)
        assert "\n" not in str(refused.value)
        if kind is DamagedError:
            assert f"to build it again: holdfast build SOURCE --into {mart}" in str(refused.value)


def test_a_mart_is_neither_read_by_a_mapping_nor_beside_files(mart: Path, built_once: Path) -> None:
    with pytest.raises(UsageError, match="was read by its mapping when it was built"):
        open_book([mart], mart / "holdfast.toml", use_cache=False)
    with pytest.raises(UsageError, match="is a mart, a book of its own: open it alone"):
        open_book([built_once / "the exports", mart], use_cache=False)
    with pytest.raises(UsageError, match="its mapping and its files are where it was built from"):
        open_by([mart], None, "")


def test_a_cache_is_no_mart_to_open(built_once: Path, tmp_path: Path) -> None:
    write_book(open_book([built_once / "mart"], use_cache=False), tmp_path)
    with pytest.raises(ForeignError, match="name the exports themselves"):
        open_book([tmp_path], use_cache=False)
    (tmp_path / MART).unlink()
    assert mart_in([tmp_path]) is None
    with pytest.raises(AbsentError):
        content_now(tmp_path)


@pytest.mark.thorough
def test_journals_of_two_users_follow_the_mart_and_are_read_as_one(
    mart: Path, built_once: Path, tmp_path: Path
) -> None:
    """Both write their own file; the exports themselves and every copy of the mart have one journal."""
    shared = tmp_path / "journals"
    shared.mkdir()
    places = (mart, built_once / "mart", built_once / "the exports")
    journals = [
        journal_of(
            [place],
            open_book([place], use_cache=False).settings,
            UserSettings(writer=who, journal_folder=shared),
        )
        for place, who in zip(places, ("ana", "ben", "cleo"), strict=True)
    ]
    for journal in journals[:2]:
        journal.write([note(f"by {journal.writer}", "CUST-ALPHA")])
    assert [entry.text for entry in journals[2].read().written] == ["by ana", "by ben"]
    assert {path.name for path in shared.rglob("*.db")} == {"ana.db", "ben.db"}


def test_how_it_was_built_is_said_in_words() -> None:
    one = Built(
        "2025-07-01T03:00:00Z", ("/srv/exports",), where="rep:ana", as_of="2025-06-30", config="/x/a b.toml"
    )
    assert one.sentence == "a mart of 2025-07-01 03:00 UTC, built from /srv/exports, rows of rep:ana only"
    assert one.command(Path("m")) == (
        "holdfast build /srv/exports --into m --where rep:ana --config '/x/a b.toml' --as-of 2025-06-30"
    )
    assert Built.of(one.told()) == one
    assert one.moment().date() == date(2025, 7, 1)
    with pytest.raises(ValueError, match="does not match"):
        Built.of({**one.told(), "at": "yesterday"})
