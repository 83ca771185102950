"""`[thresholds]` in holdfast.toml: carried as it is written, refused where it has no sense."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.core.intake.conftest import Book

from holdfast.book.assemble import assemble
from holdfast.book.disk import cache
from holdfast.engine import Engine
from holdfast.errors import UsageError

ORDERS = "order_id,customer_id,order_date,amount\no1,c1,2025-01-01,10\no2,c1,2025-02-01,10\n"


def test_thresholds_and_preset_are_carried_to_the_flags(book: Book) -> None:
    mapping = (
        'thresholds.preset = "retail"\n[thresholds.F01]\nwatch = 1.9\n[thresholds.F25]\nnames = ["Acme"]\n'
    )
    settings = book(orders_dot_csv=ORDERS, holdfast_dot_toml=mapping).settings
    assert dict(settings.thresholds) == {"preset": "retail", "F01.watch": 1.9, "F25.names": ("Acme",)}


def test_an_engine_raises_flags_by_the_thresholds_of_the_book(book: Book) -> None:
    mapping = "[thresholds.F01]\nwatch = 1.9\n[thresholds.F29.cadence_days]\nA = 14\n"
    found = Engine(assemble(book(orders_dot_csv=ORDERS, holdfast_dot_toml=mapping))).thresholds
    assert (found.values["F01.watch"], found.values["F29.cadence_days.A"]) == (1.9, 14)
    assert found.name == "default, 2 set by the book"


def test_the_cache_keeps_them(book: Book, tmp_path: Path) -> None:
    mapping = '[thresholds]\npreset = "retail"\nF25.names = ["Acme"]\n'
    read = assemble(book(orders_dot_csv=ORDERS, holdfast_dot_toml=mapping))
    assert cache.store(read, tmp_path / "cache")
    stored = cache.load(read.fingerprint, tmp_path / "cache")
    assert stored is not None
    assert stored.settings == read.settings


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("thresholds = 3", "[thresholds] must be a section, not 3"),
        ("[thresholds]\npreset = 3", "[thresholds] preset must be text in quotes, not 3"),
        ("[thresholds]\nF01 = 2", "[thresholds] F01 is 2: write its thresholds in a section"),
        ("[thresholds.F01]\nwatch = 12:00:00", "F01.watch is 12:00:00: write a number, a text"),
        ("[thresholdz]\nF01 = 2", "'thresholdz' is not a known key"),
    ],
)
def test_another_shape_is_refused_where_the_mapping_is_read(book: Book, mapping: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        book(orders_dot_csv=ORDERS, holdfast_dot_toml=mapping)
    assert str(refused.value).startswith("holdfast.toml: ")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (
            '[thresholds]\npreset = "retial"',
            "[thresholds] preset 'retial' is not a preset: did you mean retail?",
        ),
        ("[thresholds.F01]\nwatsch = 2", "[thresholds] F01.watsch is not a threshold: did you mean watch?"),
        ("[thresholds.F01]\nwatch = 2020-01-01", "F01.watch is 2020-01-01: write a number"),
    ],
)
def test_a_wrong_threshold_stops_the_engine_with_file_and_key(book: Book, mapping: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        Engine(assemble(book(orders_dot_csv=ORDERS, holdfast_dot_toml=mapping)))
    assert str(refused.value).startswith("holdfast.toml: ")
    assert message in str(refused.value)
