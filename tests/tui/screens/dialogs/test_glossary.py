"""The glossary on the desk: the entry of the figure under the cursor, in the language one reads."""

from __future__ import annotations

from typing import Any

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_run import desk_app
from tests.tui.desk_story import idle
from textual.pilot import Pilot

from holdfast.risk.catalog import FLAGS
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.risk.thresholds.words import guard_of
from holdfast_tui.app import DeskApp
from holdfast_tui.screens.dialogs.glossary import GlossaryReader, GlossaryRoom


async def explained(pilot: Pilot[Any], key: str, *moves: str) -> None:
    """The entry of what the moves lead to, else of the first figure, opened by a key."""
    await idle(pilot)
    await pilot.press(*(moves or ("shift+tab",)), key)
    await idle(pilot)
    assert isinstance(pilot.app.screen, GlossaryReader)


def shown(app: DeskApp) -> str:
    return screen_text(app)


@pytest.mark.thorough
@pytest.mark.parametrize("key", ["f1", "i", "question_mark"])
async def test_a_figure_is_explained_with_example_source_synonyms_and_practice(key: str) -> None:
    app = desk_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await explained(pilot, key)
        for words in ("retention.customers", "Formula", "3 ÷ 4 = 75 %", "Source", "logo retention", "Now"):
            assert words in shown(app)
        assert "practice.contact" in shown(app)


@pytest.mark.parametrize("size", some_by_day([(80, 24), (120, 40), (60, 20)]))
async def test_l_turns_to_the_next_language_and_the_sitting_remembers_it(size: tuple[int, int]) -> None:
    app = desk_app()
    async with app.run_test(size=size) as pilot:
        await explained(pilot, "f1")
        await pilot.press("l")
        await idle(pilot)
        assert "Formule" in shown(app)
        await pilot.press("l", "l")
        await idle(pilot)
        assert "المعادلة" in shown(app)
        await pilot.press("escape", "f1")
        await idle(pilot)
        assert "المعادلة" in shown(app)
        assert app.session.language == "ar"


async def test_a_flag_is_explained_too() -> None:
    app = desk_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await explained(pilot, "f1", "tab")
        flag = app.room.situation().metric
        assert flag is not None
        assert flag in FLAGS
        guard = guard_of(FLAGS[flag], default_thresholds())
        for words in (flag, "Rule", guard[:20], "Example", f"flag:{FLAGS[flag].slug}"):
            assert words in shown(app)


async def test_on_a_rep_the_adjusted_retention_is_explained() -> None:
    app = desk_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await explained(pilot, "f1", "tab", "tab", "down", "down", "down")
        assert "retention.customers.by_rep" in shown(app)
        assert "199 customers" in shown(app)


@pytest.mark.thorough
async def test_the_glossary_is_searched_read_beside_the_list_and_opened_in_another_language() -> None:
    app = desk_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        screens = len(app.screen_stack)
        await pilot.press("I", *"clause")
        await idle(pilot)
        assert isinstance(app.screen, GlossaryRoom)
        for words in ("Attrition clause", "concept.attrition_clause", "group contracts"):
            assert words in shown(app)
        await pilot.press("tab", "enter")
        await idle(pilot)
        assert isinstance(app.screen, GlossaryReader)
        assert "Clause d'attrition" in shown(app)
        await pilot.press("escape", "escape")
        await idle(pilot)
        assert len(app.screen_stack) == screens


@pytest.mark.thorough
async def test_a_search_without_a_find_says_so() -> None:
    app = desk_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await idle(pilot)
        await pilot.press("I", *"xyzzy")
        await idle(pilot)
        assert "nothing speaks of this" in shown(app)
        await pilot.press("enter", "down")
        await idle(pilot)
        assert isinstance(app.screen, GlossaryRoom)
