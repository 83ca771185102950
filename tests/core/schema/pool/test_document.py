"""Files of a pool: what is written is read again, what is wrong is said with its place and the way out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.examples import each

from holdfast.errors import UsageError
from holdfast.schema.pool.counts import KeptAndLost, Noise, PoolBook
from holdfast.schema.pool.document import books_of, epsilon_of, public_pool, written
from holdfast.schema.pool.mapped import pool_of

BOOK = PoolBook(
    file="peers.toml",
    year=2025,
    everybody=KeptAndLost(200, -1),
    flags={"F01": KeptAndLost(3, 4), "F12": KeptAndLost(-5, 0)},
    noise=Noise(Fraction(1, 2), 3),
    thresholds="retail, changed",
    window="6m",
)


def test_a_book_that_is_written_is_read_again_as_it_was() -> None:
    text = written((BOOK, BOOK), ("one line", ""))
    assert books_of(text, "peers.toml") == (BOOK, BOOK)
    assert PoolBook.of(BOOK.told()) == BOOK
    assert BOOK.noise is not None
    assert (BOOK.noise.sensitivity, BOOK.scale) == (4, Fraction(8))


def test_public_rates_travel_along_with_their_source_and_licence_and_without_noise() -> None:
    books = public_pool()
    assert len(books) >= 2
    for book in books:
        assert book.noise is None
        assert book.source
        assert book.licence
        # Each customer under a flag is one of everybody.
        assert all(0 <= one.kept <= book.everybody.kept for one in book.flags.values())
        assert all(0 <= one.lost <= book.everybody.lost for one in book.flags.values())


GOOD = written((BOOK,), ())


@each(
    "then,now,said",
    [
        ("version = 1", "version = 2", "peers.toml: version is 2, written by a newer Holdfast"),
        ("version = 1", "", "peers.toml: version is None, name a file that `holdfast pool export` wrote"),
        ("version = 1", "version = 1\nname = 'ACME'", "something else than"),
        ("[[book]]", "[book]", "something else than"),
        ("year = 2025", "year = 25", "book 1: year must be a whole number from 1900 to 2200, not 25"),
        ("year = 2025", "year = 2025-06-30", "book 1: year must be a whole number"),
        ("year = 2025", "year = 2025\ncustomer = 'ACME'", "book 1: 'customer' is not a known key"),
        ("horizon_days = 90", "horizon_days = 30", "horizon_days is 30: losses within 90 days"),
        ("kept = 3", "kept = 3.5", "flags.F01.kept must be a whole number"),
        ("kept = 3", "kept = true", "flags.F01.kept must be a whole number"),
        ("kept = 3", "kept = 10000000000", "flags.F01.kept must be a whole number"),
        ("kept = 3,", "", "flags.F01 must say kept and lost, and no more"),
        ("F01 =", "F1 =", "flags: 'F1' is no flag"),
        ('"0.5"', '"0"', "noise.epsilon must be a number from 0.01 to 10"),
        ('"0.5"', '"1e99"', "noise.epsilon must be a number from 0.01 to 10"),
        ("flags_a_customer = 3", "flags_a_customer = 0", "flags_a_customer must be a whole number"),
        ('"6m"', r'"6m\u001b[31m"', "window must be a text of at most"),
        ("kept = 3", f"kept = {'9' * 5_000}", "holds a number that cannot be read"),
        ("[[book]]", "[[book", "is not valid TOML"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place_and_the_way_out(
    then: str, now: str, said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        books_of(GOOD.replace(then, now, 1), "peers.toml")
    assert said in str(refused.value)
    assert str(refused.value).startswith("peers.toml: ")


def test_counts_without_noise_must_be_of_public_data() -> None:
    bare = "\n".join(line for line in GOOD.splitlines() if not line.startswith("noise"))
    with pytest.raises(UsageError, match="must be a whole number from 0"):
        books_of(bare.replace("window", 'source = "Somebody"\nwindow'), "peers.toml")
    with pytest.raises(UsageError, match="must be of public data: name its source"):
        books_of(bare.replace("-1", "1").replace("-5", "5"), "peers.toml")


def test_the_section_of_a_mapping_names_files_beside_it(tmp_path: Path) -> None:
    mapping, text = tmp_path / "holdfast.toml", GOOD
    (tmp_path / "peers.toml").write_text(text)
    section = {"files": ["peers.toml", "public"], "epsilon": 0.5, "budget": 2}
    found = pool_of(section, mapping, "holdfast.toml", trusted=False)
    assert found["pool"] == (BOOK, *public_pool())
    assert (found["pool_epsilon"], found["pool_budget"]) == ("0.5", "2")
    assert pool_of({}, mapping, "holdfast.toml", trusted=False) == {}


@each(
    "section,said",
    [
        ({"file": []}, "[pool] 'file' is not a known key"),
        ({"files": 3}, "must be a list of file names"),
        ({"files": ["public", "public"]}, "'public' stands there twice, and would count twice"),
        ({"files": ["none.toml"]}, "none.toml: cannot be read: No such file"),
        ({"files": ["../peers.toml"]}, "leads out of the book's folder"),
        ({"files": ["a\0b"]}, "is no name of a file"),
        ({"epsilon": True}, "[pool] epsilon must be a number from 0.01 to 10"),
        ({"budget": 11}, "[pool] budget must be a number from 0.01 to 10"),
    ],
)
def test_a_wrong_section_is_refused(section: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        pool_of(section, tmp_path / "holdfast.toml", "holdfast.toml", trusted=False)
    assert str(refused.value).startswith("holdfast.toml: [pool] ")
    assert said in str(refused.value)


def test_a_budget_is_the_number_that_is_written() -> None:
    assert epsilon_of(0.1, "--epsilon") == Fraction(1, 10)
    assert epsilon_of("2.5", "--epsilon") == Fraction(5, 2)
