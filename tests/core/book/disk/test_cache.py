"""The cache: the same book as from the files, and never trusted over them."""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.core.books import make_book
from tests.core.figures_of import FiguresOf
from tests.core.worked import EXAMPLES, orders_book
from tests.examples import some_by_day
from tests.unprivileged import unprivileged

from holdfast import intake
from holdfast.book.book import Book
from holdfast.book.disk import cache
from holdfast.engine import Engine, open_book
from holdfast.own.places import cached_books
from holdfast.query import Query
from holdfast.risk.past import disk as history_cache
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


def test_the_cache_gives_the_same_answers_as_the_files(folder: Path) -> None:
    plain = answers(open_book([folder], use_cache=False))
    assert not cached_books().exists()
    assert answers(open_book([folder])) == plain
    assert the_entry().is_dir()
    stored = cache.load(intake.fingerprint([folder]))
    assert stored is not None
    assert answers(stored) == plain


def test_the_second_opening_reads_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = answers(open_book([folder]))

    def refuse(*_: object) -> None:
        raise AssertionError("the files were read again")

    monkeypatch.setattr(intake, "read_book", refuse)
    assert answers(open_book([folder])) == first


def truncate(entry: Path) -> None:
    file = entry / "sales.arrow"
    file.write_bytes(file.read_bytes()[:-40])


def flip_a_bit(entry: Path) -> None:
    file = entry / "sales.arrow"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)


def empty(entry: Path) -> None:
    (entry / "purchases.arrow").write_bytes(b"")


def overwrite(entry: Path) -> None:
    (entry / "customers.arrow").write_bytes(b"no arrow at all" * 50)


def garble(entry: Path) -> None:
    (entry / "book.json").write_text('{"settings": ', encoding="utf-8")


def another_shape(entry: Path) -> None:
    (entry / "book.json").write_text('{"rows": [], "settings": []}', encoding="utf-8")


def a_list(entry: Path) -> None:
    (entry / "book.json").write_text("[]", encoding="utf-8")


def not_text(entry: Path) -> None:
    (entry / "book.json").write_bytes(b"\xff\xfe\x00")


def remove_json(entry: Path) -> None:
    (entry / "book.json").unlink()


def remove_table(entry: Path) -> None:
    (entry / "months.arrow").unlink()


def another_setting(entry: Path) -> None:
    file = entry / "book.json"
    before, after = (f'"active_window": {{"months": {months}'.encode() for months in (3, 2))
    assert before in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(before, after))


def remove_checksum(entry: Path) -> None:
    (entry / "book.json.sha256").unlink()


def checked_again(entry: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what stands beside the frames, with the checksum it would have been written with."""
    described = json.loads((entry / "book.json").read_text(encoding="utf-8"))
    change(described)
    content = json.dumps(described).encode()
    (entry / "book.json").write_bytes(content)
    (entry / "book.json.sha256").write_text(hashlib.sha256(content).hexdigest(), encoding="ascii")


def fewer_rows(entry: Path) -> None:
    file = entry / "sales.arrow"
    pl.read_ipc(file.read_bytes()).head(3).write_ipc(file)
    checksum = zlib.crc32(file.read_bytes())
    checked_again(entry, lambda described: described["checksums"].update(sales=checksum))


def forget_a_table(entry: Path) -> None:
    checked_again(entry, lambda described: described["rows"].pop("sales"))


def a_setting_of_tomorrow(entry: Path) -> None:
    checked_again(entry, lambda described: described["settings"].update(colour="red"))


DAMAGES = (
    truncate,
    flip_a_bit,
    empty,
    overwrite,
    garble,
    another_shape,
    a_list,
    not_text,
    remove_json,
    remove_table,
    another_setting,
    remove_checksum,
    fewer_rows,
    forget_a_table,
    a_setting_of_tomorrow,
)


@pytest.mark.parametrize("damage", some_by_day(DAMAGES, by_day=3), ids=lambda damage: damage.__name__)
def test_a_damaged_entry_is_rebuilt_in_silence(
    folder: Path, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    plain = answers(open_book([folder]))
    fingerprint = intake.fingerprint([folder])
    assert cache.load(fingerprint) is not None
    damage(the_entry())
    assert cache.load(fingerprint) is None
    assert answers(open_book([folder])) == plain
    assert cache.load(fingerprint) is not None
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


@pytest.mark.parametrize("keep", some_by_day([200, 1, 8, 64, 400]))
def test_an_arrow_file_cut_anywhere_is_rebuilt(folder: Path, keep: int) -> None:
    plain = answers(open_book([folder]))
    for name in ("sales", "customers", "changes"):
        file = the_entry() / f"{name}.arrow"
        file.write_bytes(file.read_bytes()[:keep])
        assert answers(open_book([folder])) == plain


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


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


@pytest.mark.usefixtures("opened_again")
def test_a_read_only_cache_folder_does_no_harm(folder: Path) -> None:
    home = cached_books()
    home.mkdir(parents=True)
    home.chmod(0o500)
    with unprivileged():
        assert answers(open_book([folder])) == answers(open_book([folder], use_cache=False))
        assert not list(home.iterdir())


def test_a_cache_folder_that_cannot_be_made_does_no_harm(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert answers(open_book([folder])) == answers(open_book([folder], use_cache=False))


def test_a_disk_that_fills_up_leaves_no_half_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_ipc", full)
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
    (other / "book.json").write_text("{}")
    assert cache.store(make_book(orders=[], fingerprint="book2"), tmp_path)
    assert not other.exists()
    assert cache.load("book2", tmp_path) is not None


def test_what_is_being_written_stays_and_what_a_dead_writer_left_goes(tmp_path: Path) -> None:
    day = 24 * 60 * 60
    ages = {"writing-now": 0, "writing-for-hours": day - 60, "writing-since-yesterday": day + 60}
    for name, age in ages.items():
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    assert cache.store(make_book(orders=[], fingerprint="book"), tmp_path)
    assert {path.name for path in tmp_path.glob("writing-*")} == {"writing-now", "writing-for-hours"}


def test_nobody_else_may_read_what_is_stored(folder: Path) -> None:
    usual = os.umask(0)
    try:
        open_book([folder])
    finally:
        os.umask(usual)
    for path in (cached_books(), *cached_books().rglob("*")):
        assert oct(path.stat().st_mode & 0o777) == ("0o700" if path.is_dir() else "0o600"), path


def flips(file: Path, step: int) -> Iterator[int]:
    """Every bit of a file turned round, one after the other, or every so many; whole again in the end."""
    content = file.read_bytes()
    with file.open("r+b", buffering=0) as written:
        for bit in range(0, 8 * len(content), step):
            place = bit // 8
            for byte in (content[place] ^ 1 << bit % 8, content[place]):
                written.seek(place)
                written.write(bytes([byte]))
                if byte != content[place]:
                    yield bit


def step_of(file: Path) -> int:
    """Every bit of what describes a book; of the frames, whose checksums are older, some."""
    return 997 if file.suffix == ".arrow" else 1


def test_no_flipped_bit_of_a_stored_book_is_read(tmp_path: Path) -> None:
    book = make_book(orders=[{"customer_id": "c", "order_date": "2025-01-01", "amount": 1}])
    assert cache.store(book, tmp_path)
    (entry,) = tmp_path.iterdir()
    read = [
        (file.name, bit)
        for file in entry.iterdir()
        for bit in flips(file, step_of(file))
        if cache.load(book.fingerprint, tmp_path) is not None
    ]
    assert read == []
    assert cache.load(book.fingerprint, tmp_path) is not None


def test_no_flipped_bit_of_the_stored_past_is_read(tmp_path: Path) -> None:
    frame = pl.DataFrame({"customer": [0, 1], "raised": [True, None]})

    def load() -> object:
        return history_cache.load(tmp_path, "2025-01-31", lambda frames, told: (frames, told))

    assert history_cache.store(tmp_path, "2025-01-31", {"raised": frame}, {"days": 90})
    files = [*(tmp_path / "2025-01-31").iterdir()]
    assert len(files) == 3
    read = [(file.name, bit) for file in files for bit in flips(file, step_of(file)) if load() is not None]
    assert read == []
    assert load() is not None
