"""The risk room, as a user walks through it: by keys, at every size, without colours, with hostile data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast_tui.app import DeskApp
from holdfast_tui.safe_text import cell_width
from holdfast_tui.screens.rooms.risk import RiskScreen

SAMPLE = Path(__file__).resolve().parents[4] / "sample_data"
SIZES = ((60, 20), (80, 24), (200, 50))
PLAIN = {"HOLDFAST_ASCII": "1", "NO_COLOR": "1"}
JUNE = date(2025, 6, 30)


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


def room(app: DeskApp) -> RiskScreen:
    assert isinstance(app.room, RiskScreen)
    return app.room


def row_of(app: DeskApp, flag: str) -> int:
    flags = room(app).flags
    return len(flags.waves) + [summary.id for summary in flags.flags].index(flag)


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES))
async def test_every_pane_is_reached_by_tab_at_every_size(desks: SharedDesk, size: tuple[int, int]) -> None:
    async with desks.at(size) as desk:
        await desk.press("3").sees("Flags", "Overdue")
        for name, _ in RiskScreen.PLAN.tabs[1:]:
            await desk.press("tab")
            assert room(desk.app).arranged.focused_name == name
            assert all(cell_width(line) <= size[0] for line in screen_text(desk.app).splitlines())
        await desk.press("tab")
        assert room(desk.app).arranged.focused_name == "risk-flags"


@pytest.mark.thorough
async def test_the_customers_follow_the_flag_under_the_cursor(desks: SharedDesk, engine: Engine) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("3")
        for flag in ("F19", "F29"):
            await desk.press("g", *["down"] * row_of(desk.app, flag))
            under = engine.flag_customers(Query(), flag)
            name = under.rows.fetch(0, 1, ("name",))["name"][0]
            await desk.sees(f"{under.name} · {len(under.rows)}", name[:12])


@pytest.mark.thorough
async def test_the_sentence_of_the_customer_under_the_cursor_is_told_in_full(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("3")
        await desk.press("g", *["down"] * row_of(desk.app, "F19"), "tab")
        await desk.sees("No active rep since Luc Tessier left on 30 Apr 2025")


@pytest.mark.thorough
async def test_enter_on_a_flag_goes_to_its_customers_enter_again_opens_one_and_escape_returns(
    desks: SharedDesk,
) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("3", "enter")
        assert room(desk.app).arranged.focused_name == "flag-customers"
        await desk.press("down", "enter").sees("Flags", "enter: its rows")
        await desk.press("escape")
        assert room(desk.app).arranged.focused_name == "flag-customers"
        assert room(desk.app).customers.row == 1


@pytest.mark.thorough
async def test_a_flag_of_a_customer_opens_into_the_rows_that_raised_it(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("3")
        await desk.press(*["down"] * row_of(desk.app, "F22"), "enter", "enter").sees("enter: its rows")
        await desk.press("enter").sees("behind it.")
        await desk.press("escape").sees("enter: its rows")


@pytest.mark.thorough
async def test_what_is_new_stands_beside_each_flag_and_every_change_in_a_list(
    desks: SharedDesk, engine: Engine
) -> None:
    changes = engine.flag_changes(Query())
    async with desks.at((120, 40)) as desk:
        await desk.press("3").sees(f"+{changes.counts['F01']['opened']}", changes.sentence)
        await desk.press("shift+tab", "enter").sees("Orders by month")


@pytest.mark.thorough
async def test_another_day_to_compare_with_is_typed_and_taken_back(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("3").sees("Since 31 May 2025")
        await (
            desk.press("D", *["backspace"] * 10).types("2025-03-31").press("enter").sees("Since 31 Mar 2025")
        )
        await desk.press("u").sees("Since 31 May 2025")


@pytest.mark.thorough
async def test_a_day_that_is_not_earlier_is_refused_where_it_is_typed(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await (
            desk.press("3", "D", *["backspace"] * 10)
            .types("2025-06-30")
            .press("enter")
            .sees("before the as-of date")
        )
        await desk.press("escape").sees("Since 31 May 2025")


@pytest.mark.thorough
async def test_customers_of_a_flag_are_marked_as_everywhere(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("3", "tab", "space", "space").sees("2 marked")
        await desk.press("1").sees("2 marked")


@pytest.mark.thorough
async def test_a_filter_narrows_flags_customers_and_changes(desks: SharedDesk, engine: Engine) -> None:
    where = "segment:enterprise"
    asked = Query(where=where)
    async with desks.at((120, 40)) as desk:
        await desk.press("3", "/").types(where).press("enter")
        changes, under = engine.flag_changes(asked), engine.flag_customers(asked, "F01")
        await desk.sees(changes.sentence)
        await desk.press("g", *["down"] * row_of(desk.app, "F01")).sees(f"Overdue · {len(under.rows)}")


async def test_a_wave_stands_above_the_flags_and_opens_its_losses_or_narrows_to_its_segment(
    desks: SharedDesk,
    engine: Engine,
) -> None:
    wave = engine.risk_room(Query()).waves[0]
    async with desks.at((120, 40)) as desk:
        await desk.press("3", "g").sees(f"Wave: {wave.segment}", wave.evidence[:24])
        await desk.press("enter").sees(f"{wave.evidence}. ", "customers lost in the last 90 days", "Lost on")
        await desk.press("enter").sees("Health").press("escape", "escape").sees("Wave: ")
        await desk.press("=").sees(wave.clause)
        await desk.press("escape").sees("400 of 400 customers")


@pytest.mark.thorough
async def test_the_room_is_narrowed_to_the_customers_of_the_flag_under_the_cursor(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("3")
        await desk.press("g", *["down"] * row_of(desk.app, "F01")).sees("= only these")
        await desk.press("=").sees("flag:overdue", "23 of 400 customers")
        await desk.press("escape").sees("400 of 400 customers")


@pytest.mark.thorough
async def test_nobody_left_is_said_in_words(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("3", "/").types("name:nobody").press("enter").sees("No customer passes the filter")


@pytest.mark.thorough
async def test_flags_without_their_files_say_which_file_is_missing(
    desks: SharedDesk, orders_engine: Engine
) -> None:
    async with desks.at((120, 40), orders_engine) as desk:
        await desk.press("3", "G").sees("locked", "Needs ")


@pytest.mark.thorough
async def test_without_colours_and_line_drawing_nothing_is_lost(desks: SharedDesk) -> None:
    async with desks.at((120, 40), environ=PLAIN) as desk:
        await desk.press("3").sees("Overdue", "opened")
        assert "│" not in screen_text(desk.app)


@pytest.mark.thorough
async def test_hostile_names_are_shown_inert(desks: SharedDesk, hostile_engine: Engine) -> None:
    async with desks.at((120, 40), hostile_engine) as desk:
        await desk.press("3", "tab", "tab")
        text = screen_text(desk.app)
        assert "\x1b" not in text
        assert "\u202e" not in text
