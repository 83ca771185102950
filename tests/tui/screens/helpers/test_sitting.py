"""A book opens as it was left: where, with which question, on which customer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.tui.desk_run import desk_app
from tests.tui.desk_story import Story
from tests.tui.small_book import small_engine

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast_tui.screens.rooms.desk import DeskScreen
from holdfast_tui.sitting.left.desk import LeftDesk
from holdfast_tui.sitting.left.file import LeftFile

SIZE = (120, 40)


@pytest.fixture
def small() -> Engine:
    return small_engine()


class Counting:
    """The engine, with what the rooms of a test ask it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name in ("desk", "risk_room", "reps_room"):
            self.asked.append(name)
        return getattr(self._engine, name)


def customer_of(desk: Story) -> object:
    """The customer under the cursor of the desk."""
    room = desk.app.room
    assert isinstance(room, DeskScreen)
    return room.customers.identity_at(room.customers.row)


@asynccontextmanager
async def sat(
    engine: Any, folder: Path, query: Query | None = None, given: frozenset[str] = frozenset(), *keys: str
) -> AsyncIterator[Story]:
    """A sitting over the book as it was left in `folder`; `keys` are typed before it is read."""
    app = desk_app(engine, query)
    app.session.prepares_ahead = False
    app.session.left = LeftDesk(LeftFile(folder / "left.json"), given)
    typed = threading.Event()

    def read() -> Any:
        assert typed.wait(30)
        return engine

    app.session.open_engine = read
    async with app.run_test(size=SIZE) as pilot:
        story = Story(app, pilot)
        for key in keys:
            story.send(key)
        while keys and not app._desk.filtering.bar.text.endswith(keys[-1]):
            await asyncio.sleep(0.01)
        typed.set()
        await story.settled()
        yield story
        app.exit()


@pytest.mark.thorough
async def test_a_book_opens_as_it_was_left_and_asks_nothing_twice(small: Engine, tmp_path: Path) -> None:
    async with sat(small, tmp_path) as desk:
        await desk.press("j", "j", "j", "space", "s", "]", "[", "}", "3", "tab")
        await desk.press("/").types("segment:smb").press("enter", "1", "j", "j")
        customer = customer_of(desk)
        await desk.press("3")
    engine = Counting(small)
    async with sat(engine, tmp_path) as desk:
        await desk.sees("Risk", "segment:smb", "24m", "1 marked", "As you left it: filter, sort, period 24m")
        assert engine.asked == ["risk_room"]
        state = desk.app.session.store.state
        assert state.here.focus == "flag-customers"
        assert state.query.as_of == date(2025, 5, 31)
        # One step takes the question back; the way back leads to the desk, and to the customer there.
        await desk.press("1")
        assert customer_of(desk) == customer
        await desk.press("u").sees("Undone: filter, as-of date, period, sort").misses("/ segment:smb")
        assert not desk.app.session.store.query.where
        await desk.press("u").sees("There is nothing to undo.")


@pytest.mark.thorough
async def test_the_page_of_a_customer_is_open_again_and_begun_afresh_all_is_as_at_first(
    small: Engine, tmp_path: Path
) -> None:
    async with sat(small, tmp_path) as desk:
        await desk.press("/").types("segment:smb").press("enter", "j", "j", "space", "enter")
        name = desk.app.room.session.store.state.here.title
    async with sat(small, tmp_path) as desk:
        await desk.sees(name)
        assert desk.app.session.store.state.here.room == "customer"
        await desk.press("N").sees("Begun afresh: u takes it back. 1 marked stay: C unmarks them.")
        assert str(desk.app.room.place) == "desk"
        assert not desk.app.session.store.query.where
        await desk.press("u").sees("segment:smb")
        await desk.press("N", "C")
    async with sat(small, tmp_path) as desk:
        await desk.misses("As you left it", "/ segment:smb", "marked")


@pytest.mark.thorough
async def test_what_is_typed_while_the_book_is_read_and_what_the_command_line_says_go_first(
    small: Engine, tmp_path: Path
) -> None:
    async with sat(small, tmp_path) as desk:
        await desk.press("/").types("segment:smb").press("enter", "s", "3")
    async with sat(small, tmp_path, None, frozenset(), "/", *"tier:a") as desk:
        assert desk.app.room.place == "desk"
        await desk.press("enter").sees("tier:a").misses("segment:smb")
        assert desk.app.session.store.query.sort
        await desk.press("3")
    async with sat(small, tmp_path, Query(where="segment:mid"), frozenset({"where"})) as desk:
        await desk.sees("Risk", "segment:mid")


async def test_the_desk_is_kept_a_moment_after_a_key_without_being_left(
    small: Engine, tmp_path: Path
) -> None:
    async with sat(small, tmp_path) as desk:
        left = desk.app.session.left
        assert left is not None
        await desk.press("5", "/").types("segment:smb")
        desk.app._keeping._rested()
        left.file.settle()
        # A filter that is half typed is not kept.
        found = LeftDesk(left.file).left
        assert found is not None
        assert (found.room, dict(found.question)) == ("reps", {})
        await desk.press("enter")
        desk.app._keeping._rested()
        left.file.settle()
        found = LeftDesk(left.file).left
        assert found is not None
        assert dict(found.question) == {"where": "segment:smb"}
