"""ctrl+c asks once, wherever it is pressed; what is typed outlives the desk; a prefilled box."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.desk_run import FakeEngine, desk_app
from tests.tui.desk_story import Story, sitting
from tests.tui.small_book import small_engine
from textual.widgets import Input

from holdfast_tui.commands.declared import Keys
from holdfast_tui.screens.dialogs.forms.leave import LeaveQuestion
from holdfast_tui.sitting.journal.texts import KeptTexts


@pytest.mark.thorough
async def test_ctrl_c_asks_once_in_the_filter_bar_and_on_the_desk_and_again_leaves() -> None:
    async with sitting(FakeEngine(), (80, 24)) as desk:
        await desk.press("/").types("tier:A").press("ctrl+c").sees("Leave Holdfast?", "esc stays")
        await desk.press("escape").misses("Leave Holdfast?")
        assert desk.app.focused is not None, "the keys are where they were"
        await desk.types(" b").press("enter")
        assert desk.app.session.store.query.where == "tier:A b"
        await desk.press("ctrl+c", "ctrl+c")
    assert desk.app.return_code == 0


@pytest.mark.thorough
async def test_what_is_typed_into_a_form_is_kept_however_the_desk_is_left(tmp_path: Path) -> None:
    for keys in (("ctrl+c", "enter"), ("ctrl+q",)):
        async with sitting(small_engine(), (80, 24)) as desk:
            desk.app.session.journaling.texts = KeptTexts(tmp_path / "texts.json")
            await desk.press("n").types("call back")
            if keys[0] == "ctrl+c":
                await desk.press("ctrl+c").sees("Leave Holdfast?", "What you typed is kept").press("escape")
            await desk.press(*keys)
        async with sitting(small_engine(), (80, 24)) as desk:
            desk.app.session.journaling.texts = KeptTexts(tmp_path / "texts.json")
            await desk.press("n").sees("call back", "Typed before and not written yet.")
            await desk.press("ctrl+u", "escape")


async def test_a_key_that_the_user_gave_to_something_else_asks_nothing() -> None:
    app = desk_app(FakeEngine(), keys=Keys({"quit.ask": ("Q",), "copy": ("ctrl+c",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        desk = Story(app, pilot)
        await desk.settled()
        await desk.press("ctrl+c").misses("Leave Holdfast?").press("Q").sees("Leave Holdfast?")
        assert isinstance(app.screen, LeaveQuestion)


@pytest.mark.thorough
async def test_a_prefilled_box_is_replaced_by_typing_and_changed_after_an_arrow() -> None:
    async with sitting(FakeEngine(), (80, 24)) as desk:
        await desk.press("A").types("3m").press("enter")
        assert desk.app.session.store.query.period == "3m"
        await desk.press("A", "left", "right").types("m")
        assert desk.app.screen.query_one(Input).value == "3mm"
        await desk.press("escape", "a").types("2025-03-31").press("enter")
        assert str(desk.app.session.store.query.as_of) == "2025-03-31"
