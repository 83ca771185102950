"""One question of a screen: asked where it changed, the newest answered, dimmed while it takes long."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import date

import pytest
from tests.tui.desk_run import FakeEngine
from tests.tui.screens.helpers.bench import Bench, bench

from holdfast.errors import UsageError
from holdfast.query import Query, SortKey
from holdfast_tui.screens.helpers import asking
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.sitting.session import Engine


class Asker:
    """Asks for the filter, of which the order is no part; keeps what it is told."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.refused: list[str] = []
        self.stale = False

    def question(self, engine: Engine, query: Query) -> str:
        engine.desk(query)
        return query.where

    def part_asked(self, query: Query) -> Query:
        return replace(query, sort=())

    def show_answer(self, view: str) -> None:
        self.shown.append(view)

    def show_refusal(self, error: UsageError) -> None:
        self.refused.append(str(error))

    def panes(self) -> tuple[Asker]:
        return (self,)

    def set_stale(self, stale: bool) -> None:
        self.stale = stale


def asking_on(screen: Bench) -> tuple[Asking[str], Asker]:
    asker = Asker()
    return Asking(screen, screen.session, screen.bars, "bench", asker), asker


async def test_the_same_question_is_asked_once_and_again_only_where_it_is_told_to() -> None:
    async with bench() as (screen, _):
        question, asker = asking_on(screen)
        question.ask()
        assert screen.take()
        screen.store.change(sort=(SortKey("revenue", True),))
        question.ask()
        assert not question.is_pending, "the order changes no answer"
        question.ask_again()
        assert screen.take()
        screen.store.change(where="tier:A")
        question.ask()
        assert screen.take()
        assert asker.shown == ["", "", "tier:A"]


async def test_only_the_newest_question_is_answered() -> None:
    async with bench() as (screen, _):
        question, asker = asking_on(screen)
        screen.engine.gate.clear()
        for where in ("tier:A", "tier:B"):
            screen.store.change(where=where)
            question.ask()
        screen.engine.gate.set()
        while question.is_pending:
            screen.take()
        assert asker.shown == ["tier:B"]


async def test_before_the_book_is_read_nothing_is_asked_and_the_header_says_so() -> None:
    async with bench() as (screen, pilot):
        question, _ = asking_on(screen)
        screen.session.engine = None
        question.ask()
        await pilot.pause()
        assert not question.is_pending
        assert question.asked is None


async def test_what_cannot_be_answered_is_refused_in_words() -> None:
    async with bench() as (screen, _):
        question, asker = asking_on(screen)
        screen.store.change(where="tier:")
        question.ask()
        assert screen.take()
        assert asker.shown == []
        assert len(asker.refused) == 1


async def test_panes_are_dimmed_while_an_answer_takes_long_and_not_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "STALE_AFTER_SECONDS", 0.001)
    async with bench() as (screen, pilot):
        question, asker = asking_on(screen)
        screen.engine.gate.clear()
        question.ask()
        for _ in range(200):
            await pilot.pause(0.01)
            if asker.stale:
                break
        assert asker.stale
        screen.engine.gate.set()
        assert screen.take()
        assert not asker.stale


async def test_a_closed_screen_is_told_nothing() -> None:
    async with bench() as (screen, pilot):
        question, asker = asking_on(screen)
        question.ask()
        await screen.app.pop_screen()
        await pilot.pause()
        screen.take()
        assert asker.shown == []


class AskedOfDays(Asker):
    """Says for which days it was asked; the engine takes one step to each."""

    def __init__(self) -> None:
        super().__init__()
        self.days: list[date | None] = []
        self.over = threading.Event()

    def question(self, engine: Engine, query: Query) -> str:
        self.days.append(query.as_of)
        if len(self.days) == 3:
            self.over.set()
        return str(query.as_of)


async def test_the_dates_beside_the_one_on_show_are_made_ready_and_not_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "PREPARE_AFTER_SECONDS", 0.01)
    async with bench(query=Query(as_of=date(2025, 4, 30))) as (screen, pilot):
        screen.session.prepares_ahead = True
        monkeypatch.setattr(FakeEngine, "keeps_neighbours", True, raising=False)
        monkeypatch.setattr(FakeEngine, "steps_to", lambda _, query: iter([query]), raising=False)
        asker = AskedOfDays()
        question: Asking[str] = Asking(screen, screen.session, screen.bars, "bench", asker)
        question.ahead.whole = True
        screen.store.change(as_of=date(2025, 4, 30))
        question.ask()
        assert screen.take()
        async with asyncio.timeout(30):
            while not asker.over.is_set():
                await pilot.pause(0.01)
        screen.store.change(as_of=date(2025, 3, 31))
        question.ask()
        assert screen.take()
        assert asker.shown == ["2025-04-30", "2025-03-31"]
        assert asker.days == [date(2025, 4, 30), date(2025, 3, 31), date(2025, 5, 31)]
        question.ask_again()
        assert screen.take()
        assert asker.days[3] == date(2025, 3, 31), "what is asked again is asked of the engine"
