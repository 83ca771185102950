"""A lagging line or a key that repeats answers a dialog more than once: it is answered once, and alone."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.examples import some_by_day
from tests.tui.desk_run import desk_app
from tests.tui.shared_desk import SharedDesk

import holdfast_tui
from holdfast.engine import Engine
from holdfast.journal.journal import Journal
from holdfast.risk.thresholds.thresholds import Thresholds
from holdfast_tui.messages import OpenCustomer
from holdfast_tui.screens.dialogs import thresholds
from holdfast_tui.screens.dialogs.base import Dialog
from holdfast_tui.screens.dialogs.chooser import Chooser
from holdfast_tui.screens.dialogs.columns import ArrangeDialog, ColumnsDialog
from holdfast_tui.screens.dialogs.finding.keys import KeysHelp
from holdfast_tui.screens.dialogs.finding.palette import Palette
from holdfast_tui.screens.dialogs.forms.export import ExportForm
from holdfast_tui.screens.dialogs.forms.form import EntryForm
from holdfast_tui.screens.dialogs.forms.keyed import KeyedChooser
from holdfast_tui.screens.dialogs.forms.leave import LeaveQuestion
from holdfast_tui.screens.dialogs.forms.message import MessageForm
from holdfast_tui.screens.dialogs.forms.page import TextPage
from holdfast_tui.screens.dialogs.forms.play import PlayReader
from holdfast_tui.screens.dialogs.forms.views import ViewsDialog
from holdfast_tui.screens.dialogs.glossary import GlossaryReader, GlossaryRoom
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.dialogs.prompt import Prompt
from holdfast_tui.screens.dialogs.thresholds import ThresholdsScreen
from holdfast_tui.screens.dialogs.what_if import WhatIfDialog
from holdfast_tui.screens.leaving import leave, while_open
from holdfast_tui.sitting.journal.journaling import Journaling
from holdfast_tui.sitting.state import Place
from holdfast_tui.widgets.choice_list import ChoiceLine

OPENED_BY: dict[str, tuple[tuple[str, ...], type[Dialog[Any]]]] = {
    "commands": (("ctrl+p",), Palette),
    "themes": (("T",), Chooser),
    "columns": (("c",), ColumnsDialog),
    "figures": (("K",), ArrangeDialog),
    "as-of date": (("a",), Prompt),
    "period": (("A",), Prompt),
    "day to compare with": (("3", "D"), Prompt),
    "split of retention": (("4", "d"), Chooser),
    "what if": (("4", "W"), WhatIfDialog),
    "split of deals": (("6", "d"), Chooser),
    "split of answers": (("9", "d"), Chooser),
    "what a column is": (("F", "tab", "tab", "enter"), Chooser),
    "keys": (("?",), KeysHelp),
    "a word explained": (("tab", "i"), GlossaryReader),
    "an entry of the glossary": (("I", "enter"), GlossaryReader),
    "flags with thresholds": (("L",), Chooser),
    "thresholds": (("L", "enter"), ThresholdsScreen),
    "a threshold in words": (("L", "enter", "space"), Prompt),
    "presets": (("L", "enter", "p"), Chooser),
    "saved views": (("v",), ViewsDialog),
    "export": (("e",), ExportForm),
    "snooze": (("z",), EntryForm),
    "outcome": (("o",), KeyedChooser),
    "play": (("p",), PlayReader),
    "brief": (("b",), TextPage),
}
"""Every dialog, by the keys that open it from the desk, and its kind."""


MOST_WRITTEN = {"snooze": 1, "play": 20}
"""Entries that enter writes: a play has a task for each of its steps."""


def kinds(of: type[Any]) -> Iterator[type[Any]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


@pytest.mark.thorough
@pytest.mark.parametrize("name", some_by_day(OPENED_BY, by_day=3))
async def test_an_answer_given_three_times_at_once_is_given_once(
    desks: SharedDesk, sample_engine: Engine, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keys, kind = OPENED_BY[name]
    journal = Journal(tmp_path / "journal", "sample", "ana")
    async with desks.at((120, 40)) as desk:
        desk.app.session.journaling = Journaling(journal, today=lambda: date(2025, 6, 30))
        for key in ("enter", "escape"):
            await desk.press(*keys)
            *below, dialog = desk.app.screen_stack
            assert type(dialog) is kind
            await desk.press_at_once(key, key, key)
            stack = desk.app.screen_stack
            assert stack[: len(below)] == below, "what lies below stays"
            assert dialog not in stack
            assert len(stack) - len(below) <= (key == "enter"), "only what was chosen is opened"
            engine = desk.app.session.engine
            assert engine is not None
            assert engine.thresholds is sample_engine.thresholds, "no threshold is changed"
            assert len(journal.read().written) <= MOST_WRITTEN.get(name, 0), "what is written is so once"
            await desk.press("escape", "escape", "1")


def test_every_kind_of_dialog_is_answered_three_times() -> None:
    ours = {kind for kind in kinds(Dialog) if kind.__module__.startswith("holdfast_tui.")}
    # The glossary answers nothing: enter opens an entry over it. In a message it begins another line. Where
    # leaving is asked about, it leaves. A text that is only read answers nothing either.
    others = {GlossaryRoom, MessageForm, LeaveQuestion, Reader}
    assert ours == {kind for _, kind in OPENED_BY.values()} | others


async def test_a_dialog_that_is_closed_answers_nothing_and_closes_nothing() -> None:
    app = desk_app()
    answers: list[str | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        chooser = Chooser("Ways", [ChoiceLine("one", ())])
        await app.push_screen(chooser, answers.append)
        for answer in ("one", "two", None):
            chooser.answer(answer)
        await pilot.pause()
        chooser.answer("late")
        await pilot.pause()
        assert answers == ["one"]
        assert app.screen_stack == [app.room]


async def test_a_late_answer_closes_its_own_dialog_with_what_lies_on_top_of_it() -> None:
    app = desk_app()
    answers: dict[str, str | None] = {}
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lower, upper = Chooser("Lower", [ChoiceLine("one", ())]), Chooser("Upper", [ChoiceLine("two", ())])
        await app.push_screen(lower, lambda answer: answers.update(lower=answer))
        await app.push_screen(upper, lambda answer: answers.update(upper=answer))
        lower.answer("one")
        await pilot.pause()
        assert answers == {"lower": "one", "upper": None}
        assert app.screen_stack == [app.room]
        assert not leave(upper)


async def test_an_answer_of_the_worker_for_a_closed_screen_is_not_shown() -> None:
    app = desk_app()
    shown: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        chooser = Chooser("Ways", [ChoiceLine("one", ())])
        show = while_open(chooser, shown.append)
        show("early")
        await app.push_screen(chooser)
        show("open")
        await app.push_screen(Chooser("Others", [ChoiceLine("two", ())]))
        show("below")
        chooser.answer(None)
        show("late")
        await pilot.pause()
        show("gone")
    assert shown == ["open", "below"]


@pytest.mark.thorough
async def test_what_was_clicked_in_a_room_that_is_left_opens_nothing(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4")
        left = desk.app.room
        await desk.press("escape")
        left.heed(OpenCustomer(3))
        assert desk.app.screen_stack == [desk.app.room]
        await desk.press("4")
        desk.app.screen_stack[0].post_message(OpenCustomer(3))
        await desk.settled()
        assert desk.app.room.place == "retention"


async def test_a_room_that_opens_closes_the_dialog_over_the_one_before() -> None:
    app = desk_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        desk = app.room
        await app.push_screen(Chooser("Ways", [ChoiceLine("one", ())]))
        # What was under the cursor before the dialog opened.
        app.session.store.go(Place("customer", "Customer", 3))
        await pilot.pause()
        assert app.screen_stack == [desk, app.room]
        app.session.store.back()
        await pilot.pause()
        assert app.screen_stack == [desk]


@pytest.mark.thorough
async def test_enter_and_escape_at_once_open_a_room_and_leave_that_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        for _ in range(2):
            await desk.press_at_once("enter", "escape")
            assert desk.app.screen_stack == [desk.app.room]
            assert desk.app.room.place == "desk"
            await desk.press_at_once("4", "escape", "enter", "escape")
            assert desk.app.room.place == "desk"


@pytest.mark.thorough
async def test_a_threshold_is_not_saved_by_the_enter_that_ends_its_words(
    desks: SharedDesk, tmp_path: Path
) -> None:
    kept = tmp_path / "mine.toml"
    async with desks.at((120, 40)) as desk:
        desk.app.session.own_thresholds = kept
        await desk.press("L", "enter", "space").press_at_once("backspace", "2", "enter", "enter")
        assert isinstance(desk.app.screen, ThresholdsScreen)
        assert not kept.exists()


async def test_thresholds_are_not_left_while_they_are_saved(
    desks: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()
    monkeypatch.setattr(thresholds, "save_own", lambda *_: slow.wait(30))
    answers: list[Thresholds | None] = []
    async with desks.at((120, 40)) as desk:
        desk.app.session.own_thresholds = tmp_path / "mine.toml"
        screen = ThresholdsScreen(desk.app.session, "F01", "EUR")
        await desk.app.push_screen(screen, answers.append)
        await desk.press("plus")
        saved = screen.draft.thresholds
        screen.action_save()
        screen.action_change(1)
        screen.action_leave()
        screen.action_leave()
        assert desk.app.screen is screen, "left now, the flags would go on by what was before"
        slow.set()
        await desk.settled()
        assert answers == [saved], "what was saved, not what was changed since"


def test_nothing_else_closes_screens() -> None:
    """`leave` closes the screen that is meant, once; what Textual offers closes the one on top."""
    folder = Path(holdfast_tui.__file__).parent
    closing = re.compile(r"\.(?:dismiss|pop_screen|switch_screen)\(")
    closers = {path.name for path in folder.rglob("*.py") if closing.search(path.read_text("utf-8"))}
    assert closers == {"leaving.py"}
