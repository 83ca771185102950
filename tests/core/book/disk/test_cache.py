"""The cache: the same book as from the files, and never trusted over them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.figures_of import FiguresOf
from tests.core.worked import EXAMPLES, orders_book
from tests.examples import some_by_day
from tests.unprivileged import unprivileged

from holdfast import intake
from holdfast.book.book import Book
from holdfast.book.built import MART
from holdfast.book.disk import cache
from holdfast.book.disk.stored import is_mart, read_book, read_stored, write_book
from holdfast.engine import Engine, open_book
from holdfast.mart import write
from holdfast.mart.errors import AbsentError, ForeignError, OtherVersionError
from holdfast.mart.read import open_mart, read_manifest
from holdfast.mart.write import write_mart
from holdfast.own.places import cached_books
from holdfast.query import Query
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration

JUNE = Query(date(2025, 6, 30), "2025-01-01..2025-06-30")
MAPPING = '[book]\nname = "North"\ncurrency = "EUR"\nactive_window = "3m"\nas_of = 2025-06-30\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A book on disk: the worked orders, customers with one bad row, and a mapping."""
    book = tmp_path / "book"
    book.mkdir()
    (book / "orders.csv").write_bytes((EXAMPLES / "orders.csv").read_bytes())
    (book / "customers.csv").write_text(
        "customer_id,name,segment,created\n"
        "c1,Acme GmbH,smb,2025-01-01\n"
        "c2,Café Noir,enterprise,2025-01-02\n"
        "c3,Borgo SpA,smb,not a day\n",
        encoding="utf-8",
    )
    (book / "holdfast.toml").write_text(MAPPING, encoding="utf-8")
    return book


def the_entry() -> Path:
    """The only book in the cache."""
    (entry,) = cached_books().iterdir()
    return entry


def answers(book: Book) -> object:
    engine = Engine(book)
    columns = ("id", "name", "segment", "revenue", "orders", "risk", "rfm", "trend", "why")
    return (
        book.settings,
        engine.metrics(JUNE),
        engine.customers(Query(JUNE.as_of, columns=columns)).frame.rows(),
        engine.movements(JUNE).frame.rows(),
        engine.cohorts(JUNE).frame.rows(),
        book.receipt.files,
        book.receipt.findings,
        book.receipt.quarantine.rows(),
    )


def test_a_folder_of_csv_files_opens_as_the_worked_book(folder: Path) -> None:
    book = open_book([folder])
    assert book.settings.name == "North"
    assert book.settings.active_window == Duration(months=3)
    repeat = FiguresOf(Engine(book), JUNE)["repeat.rate"]
    assert (repeat.numerator, repeat.denominator) == (4, 6)


@pytest.mark.thorough
def test_the_cache_gives_the_same_answers_as_the_files(folder: Path) -> None:
    plain = answers(open_book([folder], use_cache=False))
    assert not cached_books().exists()
    assert answers(open_book([folder])) == plain
    assert the_entry().is_dir()
    stored = cache.load(intake.fingerprint([folder]))
    assert stored is not None
    assert answers(stored) == plain


@pytest.mark.thorough
def test_the_second_opening_reads_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = answers(open_book([folder]))

    def refuse(*_: object) -> None:
        raise AssertionError("the files were read again")

    monkeypatch.setattr(intake, "read_book", refuse)
    assert answers(open_book([folder])) == first


def truncate(mart: Path) -> None:
    mart.write_bytes(mart.read_bytes()[:-40])


def flip_a_bit(mart: Path) -> None:
    content = bytearray(mart.read_bytes())
    content[read_manifest(mart).blocks[-1].offset] ^= 4
    mart.write_bytes(content)


def empty(mart: Path) -> None:
    mart.write_bytes(b"")


def overwrite(mart: Path) -> None:
    mart.write_bytes(b"no mart at all" * 50)


def remove(mart: Path) -> None:
    mart.unlink()


def another_setting(mart: Path) -> None:
    before, after = (f'"active_window":{{"months":{months}'.encode() for months in (3, 2))
    assert before in mart.read_bytes()
    mart.write_bytes(mart.read_bytes().replace(before, after))


def written_again(mart: Path, change: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    """Change what is told and what it holds, with the checksums it would have been written with."""
    opened = open_mart(mart)
    told, frames = dict(opened.manifest.told), dict(opened.frames.items())
    change(told, frames)
    write_mart(mart, frames, told, opened.manifest.made_by)


def forget_a_frame(mart: Path) -> None:
    written_again(mart, lambda _told, frames: frames.pop("sales"))


def forget_a_table(mart: Path) -> None:
    written_again(mart, lambda _told, frames: frames.pop("table-orders"))


def a_setting_of_tomorrow(mart: Path) -> None:
    written_again(mart, lambda told, _frames: told["settings"].update(colour="red"))


def no_settings(mart: Path) -> None:
    written_again(mart, lambda told, _frames: told.update(settings=[]))


def no_book(mart: Path) -> None:
    written_again(mart, lambda told, _frames: told.pop("kind"))


def of_another_version(mart: Path) -> None:
    opened = open_mart(mart)
    write_mart(mart, opened.frames, opened.manifest.told, "another")


DAMAGES = (
    truncate,
    flip_a_bit,
    another_setting,
    a_setting_of_tomorrow,
    forget_a_table,
    of_another_version,
    empty,
    overwrite,
    remove,
    forget_a_frame,
    no_settings,
    no_book,
)


@pytest.mark.thorough
@pytest.mark.parametrize("damage", some_by_day(DAMAGES, by_day=3), ids=lambda damage: damage.__name__)
def test_a_damaged_entry_is_rebuilt_in_silence(
    folder: Path, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    plain = answers(open_book([folder]))
    fingerprint = intake.fingerprint([folder])
    assert cache.load(fingerprint) is not None
    damage(the_entry() / MART)
    assert cache.load(fingerprint) is None
    assert answers(open_book([folder])) == plain
    assert cache.load(fingerprint) is not None
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.thorough
def test_a_changed_file_is_read_again(folder: Path) -> None:
    before = intake.fingerprint([folder])
    open_book([folder])
    rewrite(folder / "orders.csv", "o13,c6,2025-05-09,125", "o13,c6,2025-05-09,1125")
    assert intake.fingerprint([folder]) != before
    revenue = FiguresOf(Engine(open_book([folder])), JUNE)["revenue.period"]
    assert revenue.value == 2745


def test_a_file_of_the_same_size_with_a_later_time_is_read_again(folder: Path) -> None:
    before = intake.fingerprint([folder])
    orders = folder / "orders.csv"
    stood = orders.stat()
    rewrite(orders, "o13,c6,2025-05-09,125", "o13,c6,2025-05-09,126")
    os.utime(orders, ns=(stood.st_atime_ns, stood.st_mtime_ns + 1_000_000))
    assert orders.stat().st_size == stood.st_size
    assert intake.fingerprint([folder]) != before


def test_a_changed_mapping_and_a_new_file_are_noticed(folder: Path) -> None:
    before = intake.fingerprint([folder])
    rewrite(folder / "holdfast.toml", "North", "South")
    mapped = intake.fingerprint([folder])
    (folder / "tickets.csv").write_text("ticket_id,customer_id,created\nt1,c1,2025-02-01\n", encoding="utf-8")
    assert len({before, mapped, intake.fingerprint([folder])}) == 3
    assert open_book([folder]).settings.name == "South"


@pytest.mark.thorough
@pytest.mark.usefixtures("opened_again")
def test_a_read_only_cache_folder_does_no_harm(folder: Path) -> None:
    home = cached_books()
    home.mkdir(parents=True)
    home.chmod(0o500)
    with unprivileged():
        assert answers(open_book([folder])) == answers(open_book([folder], use_cache=False))
        assert not list(home.iterdir())


@pytest.mark.thorough
def test_a_cache_folder_that_cannot_be_made_does_no_harm(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert answers(open_book([folder])) == answers(open_book([folder], use_cache=False))


def test_a_disk_that_fills_up_leaves_no_half_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "stored", full)
    assert not cache.store(orders_book(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_the_newest_books_are_kept(tmp_path: Path) -> None:
    names = [f"book{number:02}" for number in range(cache.KEPT_BOOKS + 3)]
    for number, name in enumerate(names):
        before = set(tmp_path.iterdir())
        assert cache.store(make_book(orders=[], fingerprint=name), tmp_path)
        (entry,) = set(tmp_path.iterdir()) - before
        stamp = 1_700_000_000 + number
        os.utime(entry, (stamp, stamp))
    kept = [name for name in names if cache.load(name, tmp_path) is not None]
    assert kept == names[-cache.KEPT_BOOKS :]
    assert len(list(tmp_path.iterdir())) == cache.KEPT_BOOKS


def test_money_and_settings_survive_exactly(tmp_path: Path) -> None:
    settings = BookSettings(
        name="S",
        currency="EUR",
        active_window=Duration(days=45),
        fiscal_year_start=4,
        merge_same_day_orders=True,
        include_trials=True,
        reactivation_window=Duration(months=6),
        churn_date="cancel_requested",
        as_of=date(2025, 3, 1),
    )
    amounts = (0.0001, 99_999_999_999.9999, -0.01, 12.34)
    book = make_book(
        settings=settings,
        orders=[{"customer_id": "c", "order_date": "2025-01-01", "amount": amount} for amount in amounts],
        mrr_events=[{"customer_id": "c", "effective_date": "2025-01-01", "mrr": 0.1}],
    )
    assert cache.store(book, tmp_path)
    stored = cache.load(book.fingerprint, tmp_path)
    assert stored is not None
    assert stored.settings == settings
    for name in ("sales", "purchases", "customers"):
        assert getattr(stored, name).equals(getattr(book, name)), name
        assert getattr(stored, name).schema == getattr(book, name).schema, name
    for name in ("changes", "months", "gaps"):
        assert getattr(stored.activity, name).equals(getattr(book.activity, name)), name
    for name, frame in book.tables.items():
        assert stored.tables[name].equals(frame), name
        assert stored.tables[name].schema == frame.schema, name


def test_an_unknown_book_is_not_in_the_cache(tmp_path: Path) -> None:
    assert cache.load("nothing", tmp_path) is None
    assert cache.load("nothing", tmp_path / "nowhere") is None


def test_what_another_version_stored_is_removed_when_this_one_stores(tmp_path: Path) -> None:
    other = tmp_path / "book1-0123456789abcdef"
    (other / "history").mkdir(parents=True)
    (other / MART).write_bytes(b"")
    assert cache.store(make_book(orders=[], fingerprint="book2"), tmp_path)
    assert not other.exists()
    assert cache.load("book2", tmp_path) is not None


def test_nobody_else_may_read_what_is_stored(folder: Path) -> None:
    usual = os.umask(0)
    try:
        open_book([folder])
    finally:
        os.umask(usual)
    for path in (cached_books(), *cached_books().rglob("*")):
        assert oct(path.stat().st_mode & 0o777) == ("0o700" if path.is_dir() else "0o600"), path


@pytest.mark.thorough
def test_what_a_stored_book_says_is_read_without_its_rows(tmp_path: Path) -> None:
    book = make_book(
        settings=BookSettings(name="S", currency="EUR"),
        orders=[{"customer_id": "c", "order_date": "2025-01-01", "amount": 1}],
    )
    told = write_book(book, tmp_path, {"where": "rep:Ann"})
    assert is_mart(tmp_path)
    assert read_stored(tmp_path) == replace(told, receipt=ANY)
    assert told.settings == book.settings
    assert told.as_of == date(2025, 1, 1)
    assert told.rows["sales"] == 1
    assert told.built == {"where": "rep:Ann"}
    assert answers(read_book(tmp_path)) == answers(book)


@pytest.mark.thorough
def test_the_book_of_a_mart_is_found_wherever_it_lies(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    told = write_book(orders_book(), here)
    here.rename(there)
    assert not is_mart(here)
    assert answers(read_book(there, check=True)) == answers(orders_book())
    assert read_stored(there).content == told.content


def test_a_mart_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(AbsentError):
        read_book(tmp_path)
    write_book(orders_book(), tmp_path)
    of_another_version(tmp_path / MART)
    for read in (read_book, read_stored):
        with pytest.raises(OtherVersionError, match=r"book\.mart was made by another version of Holdfast"):
            read(tmp_path)
    no_book(tmp_path / MART)
    with pytest.raises(ForeignError):
        read_stored(tmp_path)
    (tmp_path / MART).write_bytes(b"")
    with pytest.raises(ForeignError):
        read_book(tmp_path)


@pytest.mark.thorough
def test_the_sample_book_is_stored_as_it_is(tmp_path: Path, sample_engine: Engine) -> None:
    book = sample_engine.book
    write_book(book, tmp_path)
    found = read_book(tmp_path)
    for name in ("settings", "fingerprint", "assumed_assignments", "own", "span", "default_as_of"):
        assert getattr(found, name) == getattr(book, name), name
    for name in ("files", "findings", "not_used", "statuses", "questions"):
        assert getattr(found.receipt, name) == getattr(book.receipt, name), name
    assert found.tables.keys() == book.tables.keys()
    stored, before = frames_of(found), frames_of(book)
    assert stored.keys() == before.keys()
    for name, frame in before.items():
        assert stored[name].schema == frame.schema, name
        assert stored[name].equals(frame), name


def frames_of(book: Book) -> dict[str, pl.DataFrame]:
    """All the frames of a book."""
    held = {**vars(book), **vars(book.activity), **vars(book.receipt), **book.tables}
    return {name: value for name, value in held.items() if isinstance(value, pl.DataFrame)}
