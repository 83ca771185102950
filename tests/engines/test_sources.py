"""One book is one book, wherever its tables lie: figures to the last byte, and the rows they rest on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from tests.engines.typed import FORMS, SAMPLE

from holdfast.book.book import Book
from holdfast.engine import Engine
from holdfast.engines.built import book_of_sources
from holdfast_tui.cli import main

VIEWS: Final = ("metrics", "customers", "flags")


def shown(view: str, book: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints of a book on disk."""
    assert main(["show", view, str(book), "--format", "json", "--no-journal"]) == 0
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def figures() -> dict[str, str]:
    """What the views say of the CSV files, each asked for once."""
    return {}


@pytest.mark.parametrize("form", [form for form in FORMS if form != "csv"])
def test_every_form_on_disk_shows_the_figures_of_the_csv_files(
    form: str, forms: Mapping[str, Path], figures: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for view in VIEWS:
        if view not in figures:
            figures[view] = shown(view, SAMPLE, capsys)
        assert json.loads(figures[view])
        assert shown(view, forms[form], capsys) == figures[view], view


def test_a_database_gives_the_book_and_the_figures_of_the_csv_files(
    shop: str,
    settings_file: Path,
    figures: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = book_of_sources([shop], settings_file, network=True)
    assert_same(found, book_of_sources([str(SAMPLE)], network=False))
    for view in VIEWS:
        if view not in figures:
            figures[view] = shown(view, SAMPLE, capsys)
    monkeypatch.setattr("holdfast.engine.open_book", lambda *_: found)
    for view in VIEWS:
        assert shown(view, SAMPLE, capsys) == figures[view], view


def test_two_readings_of_a_database_are_one_book(shop: str, settings_file: Path) -> None:
    first, second = (book_of_sources([shop], settings_file, network=True) for _ in range(2))
    assert first.fingerprint == second.fingerprint
    assert all(frame.equals(second.tables[name]) for name, frame in first.tables.items())


def assert_same(found: Book, other: Book) -> None:
    """The same customers, sales, purchases and activity, and the same rows of every table in any order."""
    for one, two in zip(frames(found), frames(other), strict=True):
        assert one.equals(two)
    assert found.tables.keys() == other.tables.keys()
    for name, frame in found.tables.items():
        assert sorted(frame.rows(), key=repr) == sorted(other.tables[name].rows(), key=repr), name
    ask: Callable[[Book], str] = lambda book: repr(Engine(book).book.receipt.quarantine.rows())  # noqa: E731
    assert ask(found) == ask(other)


def frames(book: Book) -> tuple[pl.DataFrame, ...]:
    """Everything that figures rest on, but for the tables."""
    activity = book.activity
    return (
        book.customers.with_columns(pl.col(pl.Categorical).cast(pl.String)),
        book.sales.drop("order"),
        book.purchases.drop("order"),
        activity.changes,
        activity.months,
        activity.gaps,
    )
