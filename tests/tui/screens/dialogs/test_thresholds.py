"""The thresholds screen, as a user changes a flag: by keys, at every size, saved beside the user."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import stopping
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import Story, sitting
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.risk.thresholds.own import own_layer
from holdfast.risk.thresholds.preview import Preview
from holdfast.schema.settings import BookSettings
from holdfast.timeline import Duration
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.look import present
from holdfast_tui.screens.dialogs import trial
from holdfast_tui.screens.dialogs.thresholds import ThresholdsScreen

SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


@pytest.fixture(scope="module")
def few() -> Engine:
    """A small book, of which a saved change has the whole past told again."""
    settings = BookSettings(name="Few", currency="EUR", active_window=Duration(months=3))
    return Engine(make_book(settings=settings, orders=stopping(90)))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "config" / "mine.toml"


async def opened(desk: Story, kept: Path, flag: str = "overdue") -> Story:
    desk.app.session.own_thresholds = kept
    await desk.press("L").sees("Thresholds of a flag").types(flag).press("enter").sees("Threshold", "From")
    return desk


def shown(desk: Story) -> ThresholdsScreen:
    assert isinstance(desk.app.screen, ThresholdsScreen)
    return desk.app.screen


def tried(engine: Engine) -> Preview:
    """The overdue flag, to watch from 1.2."""
    return engine.preview(Query(), "F01", engine.thresholds.replaced("F01", "watch", 1.2))


def in_force(desk: Story) -> str:
    assert desk.app.session.engine is not None
    return desk.app.session.engine.thresholds.name


@pytest.mark.parametrize("size", some_by_day(SIZES))
async def test_it_says_what_every_threshold_is_and_what_the_flag_came_to(
    desks: SharedDesk, kept: Path, size: tuple[int, int]
) -> None:
    async with desks.at(size) as desk:
        await opened(desk, kept)
        await desk.sees("Thresholds of Overdue", "in force: default", "to watch from", "1.5", "default")
        await desk.sees("Customers flagged", "Change a value")
        assert COMMANDS["thresholds"].keys == ("L",)


@pytest.mark.thorough
async def test_a_typed_value_is_tried_at_once(desks: SharedDesk, engine: Engine, kept: Path) -> None:
    async with desks.at((120, 40)) as desk:
        await opened(desk, kept)
        await desk.press("1", ".", "2").sees("not saved: default, 1 changed by you", "1.2_", "you")
        found = tried(engine)
        assert found.opens > 1
        gained = present.money(found.then.money - found.now.money, "EUR")
        await desk.sees(f"Opens for {found.opens} customers", "After saving", f"+{found.opens}", f"+{gained}")
        await desk.press("backspace", "backspace", "backspace").sees("in force: default", "Change a value")


@pytest.mark.thorough
async def test_the_rule_follows_what_is_typed(desks: SharedDesk, kept: Path) -> None:
    async with desks.at((120, 40)) as desk:
        await opened(desk, kept)
        await desk.sees("1.5 watch, 2 high, 3 critical")
        await desk.press("1", ".", "2").sees("1.2 watch, 2 high, 3 critical")
        # A value that cannot be leaves the last rule that could.
        await desk.press("backspace", "backspace", "backspace", "9").sees("must rise", "watch, 2 high")
        await desk.press("r").sees("1.5 watch, 2 high, 3 critical")


@pytest.mark.thorough
async def test_steps_and_reset(desks: SharedDesk, kept: Path) -> None:
    async with desks.at((120, 40)) as desk:
        await opened(desk, kept)
        await desk.press("plus").sees("1.6", "Closes for")
        await desk.press("minus", "minus").sees("1.4", "Opens for")
        await desk.press("r").sees("in force: default")
        await desk.press("down", "down", "down", "plus").sees("not saved")
        assert shown(desk).draft.own.values == (("F01.minimum_orders", 3),)


async def test_a_value_that_cannot_be_says_why_and_is_not_saved(desks: SharedDesk, kept: Path) -> None:
    async with desks.at((120, 40)) as desk:
        await opened(desk, kept)
        await desk.press("9").sees("F01.watch, F01.high, F01.critical must rise")
        await desk.press("enter").sees("must rise")
        assert not kept.exists()
        await desk.press("down").types("10").press("down").types("11").sees("not saved: default, 3 changed")
        await desk.misses("must rise")


@pytest.mark.thorough
async def test_saving_keeps_it_beside_the_user_and_asks_the_desk_again(
    desks: SharedDesk, few: Engine, kept: Path
) -> None:
    async with desks.at((120, 40), few) as desk:
        await opened(desk, kept)
        await desk.types("1.2").press("enter").misses("Thresholds of Overdue")
        assert in_force(desk) == "default, 1 changed by you"
        assert dict(own_layer(kept).values) == {"F01.watch": 1.2}
        overdue = next(line for line in screen_text(desk.app).splitlines() if " Overdue " in line)
        assert f" {tried(few).then.open} " in overdue
        await desk.press("L").types("overdue").press("enter").sees("in force: default, 1 changed by you")
        await desk.press("r", "enter").misses("Thresholds of Overdue")
        assert in_force(desk) == "default"
        assert not kept.exists()
        # Each saving is a step that `u` takes back, among the others.
        for said, values in (("default, 1 changed by you", {"F01.watch": 1.2}), ("default", {})):
            await desk.press("u").sees("Taken back: thresholds of Overdue.")
            assert in_force(desk) == said
            assert dict(own_layer(kept).values) == values


@pytest.mark.thorough
async def test_escape_asks_once_before_a_change_is_lost(desks: SharedDesk, kept: Path) -> None:
    async with desks.at((120, 40)) as desk:
        await opened(desk, kept)
        await desk.press("escape").misses("Thresholds of Overdue")
        await opened(desk, kept)
        await desk.press("minus", "escape").sees("Not saved: enter saves, esc again leaves without saving.")
        await desk.press("escape").misses("Thresholds of Overdue")
        assert not kept.exists()


@pytest.mark.thorough
async def test_a_preset_is_tried_and_kept(desks: SharedDesk, few: Engine, kept: Path) -> None:
    async with desks.at((120, 40), few) as desk:
        await opened(desk, kept)
        await desk.press("p").sees("Preset of your industry", "changes 14 thresholds, 4 of them here")
        await desk.types("insur").press("enter").sees("not saved: insurance", "1.1", "Opens for")
        await desk.press("enter").misses("Thresholds of Overdue")
        assert in_force(desk) == "insurance"
        assert own_layer(kept).preset == "insurance"


@pytest.mark.thorough
async def test_words_are_typed_in_a_line_of_their_own(desks: SharedDesk, kept: Path) -> None:
    async with desks.at((120, 40)) as desk:
        await opened(desk, kept, "F25")
        await desk.press("plus").sees("Press space to type words.")
        await desk.press("space").sees("Names with commas between").types("Acme, Globex").press("enter")
        await desk.sees("Acme, G", "not saved")
        assert shown(desk).draft.own.values == (("F25.names", ("Acme", "Globex")),)


async def test_a_share_is_shown_and_typed_in_percent(desks: SharedDesk, kept: Path) -> None:
    async with desks.at((120, 40)) as desk:
        await opened(desk, kept, "F04")
        await desk.press("down", "down", "down").types("75").sees("75_", "% ")
        assert shown(desk).draft.own.values == (("F04.share_of_usual", 0.75),)


@pytest.mark.thorough
async def test_the_past_is_looked_at_when_typing_rests(
    desks: SharedDesk, few: Engine, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is: the pause ends when the test says so.
    monkeypatch.setattr(trial, "BACKTEST_AFTER_SECONDS", 3600)
    async with desks.at((120, 40), few) as desk:
        await opened(desk, kept)
        await desk.sees("Looking back over past month-ends")
        await rested(desk)
        await desk.sees("Lost within 90 d", "Times usual loss", "Share of losses seen")
        await desk.types("1.2")
        await rested(desk)
        changed = few.thresholds.replaced("F01", "watch", 1.2)
        found = few.preview_records(Query(), "F01", changed)
        assert found is not None
        before, after = found
        assert before != after
        await desk.sees(
            f"{after.lost} of {after.flagged} flagged", f"{after.months} month-ends, all customers"
        )
        await desk.sees(*(present.interval(one.low, one.high) for one in found))


async def rested(desk: Story) -> None:
    """The pause before the backtest is over, and it has answered."""
    screen = shown(desk)
    screen.trial.look_back(screen.draft.thresholds)
    await desk.settled()


async def to_overdue(desk: Story) -> None:
    """The cursor on the overdue flag of the desk."""
    for key in ("tab", "home", "down", "down", "down"):
        if desk.app.room.situation().metric == "F01":
            return
        await desk.press(key)
    raise AssertionError(desk.app.room.situation().metric)


async def test_flags_of_reps_have_no_backtest(desks: SharedDesk, kept: Path) -> None:
    async with desks.at((120, 40)) as desk:
        await opened(desk, kept, "R3")
        await desk.sees("Reps flagged", "prompts for a conversation")


async def test_the_flag_under_the_cursor_is_opened_at_once(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await to_overdue(desk)
        await desk.press("L").sees("Thresholds of Overdue")


@pytest.mark.thorough
async def test_explaining_a_flag_shows_its_thresholds_in_force(few: Engine) -> None:
    changed = few.under(few.thresholds.replaced("F01", "watch", 1.2))
    async with sitting(changed, (120, 50)) as desk:
        await to_overdue(desk)
        await desk.press("f1").sees("Thresholds", "default, 1 changed by you")
        await desk.sees("to watch from 1.2 × the usual gap (default 1.5", "1.2 watch, 2 high, 3")
        await desk.press("l").sees("1,2 à")
