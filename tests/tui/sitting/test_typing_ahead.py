"""Whoever types faster than the desk paints ends where the keys say."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import string
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from tests.tui.desk_run import SPAN, FakeEngine, desk_app
from tests.tui.desk_story import Story, sitting
from tests.tui.shared_desk import SharedDesk
from textual import events
from textual.message_pump import MessagePump

import holdfast_tui
from holdfast.filters import FilterError
from holdfast.query import Query
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.screens.rooms.customer import CustomerScreen
from holdfast_tui.screens.rooms.desk import DeskScreen
from holdfast_tui.sitting import type_ahead
from holdfast_tui.widgets.filter_bar import MOST_CHARACTERS

MADE_UP = FakeEngine()


def where(desk: Story) -> str:
    return desk.app.session.store.query.where


def room(desk: Story) -> DeskScreen:
    assert isinstance(desk.app.room, DeskScreen)
    return desk.app.room


async def paste(desk: Story, text: str) -> None:
    desk.app.post_message(events.Paste(text))
    await desk.settled()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("tier:B", "tier:B"),
        ("segment:smb,enterprise -flag:any", "segment:smb,enterprise -flag:any"),
        ("jkhlqu[]{}12345/?", "jkhlqu[]{}12345/?"),
        ("", ""),
    ],
)
async def test_a_filter_typed_in_one_piece_is_applied_whole(desks: SharedDesk, typed: str, kept: str) -> None:
    async with desks.at((120, 40), MADE_UP) as desk:
        await desk.press_at_once("/", *typed, "enter")
        assert where(desk) == kept
        assert room(desk).filtering.bar.text == kept
        assert room(desk).customers.has_focus


async def test_keys_behind_the_filter_go_to_the_list(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as desk:
        await desk.press_at_once("/", *"tier:B", "enter", "[", "[", "]", "j", "j", "enter")
        assert where(desk) == "tier:B"
        assert str(desk.app.session.store.state.as_of) == "2025-05-31"
        assert isinstance(desk.app.room, CustomerScreen)


async def test_a_sentence_typed_too_early_runs_no_commands_and_is_said_to_be_left_out() -> None:
    engine = FakeEngine()
    engine.gate.clear()
    app = desk_app(engine)

    def opened() -> Any:
        assert engine.gate.wait(30)
        return engine

    app.session.open_engine = opened
    async with app.run_test(size=(80, 24)) as pilot:
        story = Story(app, pilot)
        for key in ("n", *"quit 4 tell Ana]", "backspace", "enter"):
            story.send(key)
            await pilot._wait_for_screen()
        await story.sees("The book is still being read: n, and what is typed after it, is left out.")
        story.send("escape")
        for key in ("/", *"tier:B", "enter"):
            story.send(key)
        engine.gate.set()
        await story.settled()
        assert app.is_running
        assert len(app.screen_stack) == 1
        assert room(story).filtering.bar.text == "tier:B"
        assert app.session.store.state.as_of == SPAN[1]


async def test_keys_run_again_once_nobody_has_typed_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    app = desk_app(FakeEngine())
    async with app.run_test(size=(80, 24)) as pilot:
        story = Story(app, pilot)
        await story.settled()
        app.type_ahead._carried_out_at = monotonic()
        app.type_ahead.leave_out_text()
        await story.press("[")
        assert app.session.store.state.as_of == SPAN[1]
        monkeypatch.setattr(type_ahead, "PAUSE_SECONDS", 0.0)
        await story.press("[")
        assert str(app.session.store.state.as_of) == "2025-05-31"


async def test_a_filter_typed_while_the_book_is_read_is_applied() -> None:
    engine = FakeEngine()
    engine.gate.clear()
    app = desk_app(engine)

    def opened() -> Any:
        assert engine.gate.wait(30)
        return engine

    app.session.open_engine = opened
    async with app.run_test(size=(120, 40)) as pilot:
        story = Story(app, pilot)
        for key in ("/", *"tier:B", "enter"):
            story.send(key)
        await pilot.pause()
        engine.gate.set()
        await story.settled()
        assert where(story) == "tier:B"
        assert engine.asked[-1].where == "tier:B"


async def test_a_wrong_filter_keeps_the_bar_however_fast_it_was_typed(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as desk:
        bar = room(desk).filtering.bar
        await desk.press_at_once("/", *"tier:", "enter", *"A", "enter")
        assert where(desk) == "tier:A"
        await desk.press_at_once("/", *" sgment:x", "enter")
        await desk.sees("segment")
        assert bar.input.has_focus
        await desk.press("escape", "escape")
        assert where(desk) == "tier:A"
        assert room(desk).customers.has_focus


class WithoutReps(FakeEngine):
    """A book without reps: that cannot be known before it is asked."""

    def _wait(self, query: Query) -> None:
        super()._wait(query)
        if (at := query.where.find("rep:")) >= 0:
            raise FilterError("this book has no 'rep'", at, at + 3)


@pytest.mark.thorough
async def test_a_filter_that_this_book_refuses_is_one_step_for_undo() -> None:
    async with sitting(WithoutReps(), (120, 40)) as desk:
        await desk.press_at_once("/", *"tier:A", "enter")
        await desk.press_at_once("/", *" rep:ana", "enter").sees("this book has no 'rep'")
        bar = room(desk).filtering.bar
        assert bar.input.has_focus
        # Enter again changes nothing: the engine has refused this very text.
        await desk.press("enter")
        assert bar.input.has_focus
        await desk.press("escape", "escape")
        assert where(desk) == "tier:A"
        await desk.press("u")
        assert where(desk) == ""


async def test_what_was_given_up_does_not_come_back(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as desk:
        for _ in range(5):
            await desk.press_at_once("/", *"flag:overdue", "escape", "escape")
            assert where(desk) == ""
            assert room(desk).filtering.bar.text == ""


async def test_completions_of_what_stood_there_before_are_not_taken_over(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as desk:
        bar = room(desk).filtering.bar
        await desk.press("/").types("rep:").press("down", "down")
        assert bar.is_marked
        await desk.press_at_once(*"an", "tab", "enter")
        # On a slow machine the completions of the new text are there before tab is: then it takes theirs.
        assert where(desk) in ("rep:an", 'rep:"Ana Ruiz"')


async def test_a_terminal_that_loses_the_focus_meanwhile_loses_no_text() -> None:
    async with sitting(FakeEngine(), (120, 40)) as desk:
        await desk.press("/").types("tier")
        desk.app.post_message(events.AppBlur())
        await desk.settled()
        desk.app.post_message(events.AppFocus())
        await desk.press_at_once(*":B", "enter", "u")
        assert where(desk) == "", "it is one step"
        assert room(desk).filtering.bar.text == ""


async def test_a_room_that_is_come_back_to_has_the_keys_even_if_none_had_them_when_it_was_left(
    desks: SharedDesk,
) -> None:
    async with desks.at((120, 40), MADE_UP) as desk:
        await desk.press("enter")
        desk.app.session.store.back()
        desk.app.room.set_focus(None)
        await desk.settled()
        assert room(desk).customers.has_focus


async def test_an_answer_on_its_way_takes_the_keys_from_nobody() -> None:
    engine = FakeEngine()
    async with sitting(engine, (120, 40)) as desk:
        await desk.press("enter")
        engine.gate.clear()
        desk.app.session.store.change(period="3m")
        for key in ("escape", "/", *"tier"):
            desk.send(key)
        while desk.app.type_ahead.is_busy:
            await asyncio.sleep(0.01)
        engine.gate.set()
        await desk.press_at_once(*":B", "enter")
        assert where(desk) == "tier:B"


@pytest.mark.thorough
async def test_text_pasted_beyond_the_limit_is_refused_whole_and_said(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as desk:
        bar = room(desk).filtering.bar
        await desk.press("/")
        await paste(desk, "a" * MOST_CHARACTERS)
        assert len(bar.text) == MOST_CHARACTERS
        await desk.press("ctrl+u")
        await paste(desk, "a" * 100_000)
        assert bar.text == ""
        await desk.sees("A filter takes 5,000 characters at most.")
        await desk.press_at_once(*("x" * 6_000)).sees("A filter takes 5,000 characters at most.")
        await desk.press_at_once("ctrl+u", *"tier:B", "enter")
        assert where(desk) == "tier:B"


@pytest.mark.thorough
async def test_a_key_that_repeats_ends_where_the_data_start(desks: SharedDesk) -> None:
    async with desks.at((120, 40), MADE_UP) as desk:
        await desk.press_at_once(*("[" * 40)).sees("The data start here")
        assert desk.app.session.store.state.as_of == SPAN[0]
        await desk.press_at_once(*("]" * 40)).sees("The data end here")
        assert desk.app.session.store.state.as_of == SPAN[1]


@pytest.mark.thorough
async def test_a_key_that_is_no_command_does_nothing(desks: SharedDesk) -> None:
    keys = {key for command in COMMANDS.values() for key in command.keys}
    others = [key for key in string.printable[:95] if key not in keys and key != " "]
    async with desks.at((120, 40), MADE_UP) as desk:
        before = desk.app.session.store.state
        for _ in room(desk).PLAN.order:
            await desk.press_at_once(*others)
            assert replace(desk.app.session.store.state, choices=before.choices) == before
            await desk.press("tab")


def test_no_method_is_taken_for_a_key() -> None:
    """Textual calls `key_at` when `@` is pressed, whatever else it was meant for."""
    for module in pkgutil.walk_packages(holdfast_tui.__path__, "holdfast_tui."):
        importlib.import_module(module.name)
    ours = [kind for kind in subclasses(MessagePump) if kind.__module__.startswith("holdfast_tui.")]
    assert len(ours) > 50
    names = {f"{kind.__name__}.{name}" for kind in ours for name in vars(kind)}
    assert not {name for name in names if name.partition(".")[2].lstrip("_").startswith("key_")}


def subclasses(of: type[Any]) -> Iterator[type[Any]]:
    for kind in of.__subclasses__():
        yield kind
        yield from subclasses(kind)


async def test_leaving_waits_for_no_key_before_it() -> None:
    app = desk_app(query=Query(where="tier:A"))
    async with app.run_test(size=(120, 40)) as pilot:
        story = Story(app, pilot)
        await story.settled()
        for key in ("j",) * 500:
            story.send(key)
        story.send("ctrl+q")
        await pilot.pause()
    assert app.return_code == 0
