"""What is worked out about a book goes with the book: closing it frees the memory."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import ref

import pytest
from tests.core.books import make_book
from tests.core.risk.risky_world import AS_OF, RiskyWorld, ago, thresholds
from tests.core.worked import mrr_book, orders_book

import holdfast
from holdfast.engine import Engine, open_book
from holdfast.intake.read.inside import content, lists, workbook
from holdfast.query import Query
from holdfast.schema.fields import FIELDS
from holdfast.views.retention.results import RetentionOptions

QUERY = Query(AS_OF)
EARLY = Query(ago(540))
"""A day with a few month-ends behind it: each of them takes a third of a second."""


def ask_everything(engine: Engine) -> None:
    """The questions that the desk and the command line put to an engine."""
    engine.desk(QUERY)
    engine.desk(Query(AS_OF, where="segment:smb"))
    engine.metrics(QUERY)
    engine.metrics(Query(AS_OF, by="segment"))
    engine.customers(Query(AS_OF, columns=tuple(FIELDS)))
    for answer in (
        engine.flags, engine.reps, engine.cohorts, engine.movements, engine.survival, engine.pipeline,
        engine.losses, engine.contracts, engine.lifetime_values, engine.risk_room, engine.reps_room,
        engine.pipeline_room, engine.voice_room, engine.money_room, engine.voice, engine.money,
    ):  # fmt: skip
        answer(QUERY)
    for look_back in (
        engine.flag_changes,
        engine.backtest,
        engine.flag_rates,
        engine.best_order,
        engine.expected_loss,
    ):
        look_back(EARLY)
    engine.survival(QUERY, "reps")
    engine.reps(QUERY, at_loss=True)
    engine.retention(QUERY, RetentionOptions())
    engine.customer(QUERY, 3)
    engine.flag_customers(QUERY, "F01")
    engine.rows_behind(QUERY, "retention.customers")
    engine.complete("segment:", len("segment:"))
    changed = engine.thresholds.replaced("F01", "watch", 1.2)
    engine.preview(QUERY, "F01", changed)
    engine.preview_records(EARLY, "F01", changed)
    engine.under(changed).desk(QUERY)


def engines() -> Iterator[Engine]:
    tables: dict[str, Any] = RiskyWorld(1).tables
    engine = Engine(make_book(**tables), thresholds())
    ask_everything(engine)
    yield engine
    for book in (orders_book(), mrr_book()):
        engine = Engine(book)
        engine.desk(Query())
        engine.metrics(Query())
        yield engine


@pytest.mark.thorough
def test_engines_that_were_asked_everything_leave_no_book_in_memory() -> None:
    closed = [ref(engine.book) for engine in engines()]
    gc.collect()
    assert [number for number, book in enumerate(closed, 1) if book() is not None] == []


PLAIN = {"str", "int", "float", "bool", "date", "Language", "InterfaceLanguage", "Order"}
"""What a cache at the top of a module may be asked with: values that hold no data of a book."""


LET_GO = {"content_of", "sheets_of"}
"""Beside those of intake/read/inside/lists.py: what `forget` lets go of once a book is read."""


OF_NO_BOOK = {"_own_plays_in", "_day", "_kind", "_reader", "_told"}
"""Asked with files and variables of the user, days, kinds, declared sentences: no data of a book."""


def test_nothing_of_the_files_is_held_once_a_book_is_read(tmp_path: Path) -> None:
    (tmp_path / "orders.json").write_text(
        '[{"Order ID": 1, "Date": "2025-01-05", "Customer": "A", "Total": 5}]'
    )
    open_book([tmp_path], use_cache=False)
    held = [
        one
        for module in (lists, content, workbook)
        for one in vars(module).values()
        if hasattr(one, "cache_info")
    ]
    assert len(held) >= 6
    assert [one.cache_info().currsize for one in held] == [0] * len(held)


def test_no_cache_of_a_module_is_asked_with_anything_of_a_book() -> None:
    """Such a cache outlives every book: what is about a book is kept by `keeping.Keeper`."""
    asked = {}
    for path in Path(holdfast.__path__[0]).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "WeakKeyDictionary" not in text, path
        if "cache" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and any(map(_is_cache, node.decorator_list)):
                kinds = {ast.unparse(argument.annotation or node) for argument in node.args.args}
                if (
                    kinds - PLAIN
                    and "held.cache_clear()" not in text
                    and node.name not in LET_GO | OF_NO_BOOK
                ):
                    asked[f"{path.name}: {node.name}"] = kinds
    assert asked == {}


def _is_cache(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2] in ("lru_cache", "cache")
