"""The mouse, where there is one: words of header, footer and dialogs, headings, rows, the wheel."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.tui.shared_desk import SharedDesk
from textual import events

from holdfast.engine import Engine
from holdfast_tui.app import DeskApp
from holdfast_tui.panes.desk.customers import CustomersPane
from holdfast_tui.screens.rooms.desk import DeskScreen


@pytest.fixture(scope="module")
async def desks(sample_engine: Engine) -> AsyncIterator[SharedDesk]:
    """One desk for all tests of this file."""
    async with SharedDesk(sample_engine) as shared:
        yield shared


def customers(app: DeskApp) -> CustomersPane:
    """The list on the desk."""
    assert isinstance(app.room, DeskScreen)
    return app.room.customers


def frozen(app: DeskApp) -> list[str]:
    """The columns of the list that stay in view."""
    return [column.name for column in customers(app).columns if column.frozen]


@pytest.mark.thorough
async def test_rooms_date_period_count_and_keys_are_clicked(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.sees("1 Desk  2 Customer  3 Risk  4 Retention  5 Reps  6 Pipeline")
        await desk.clicks("4 Retention").sees("› Retention", "Movements")
        await desk.clicks("1 Desk").misses("› Retention")
        await desk.clicks("30 Jun 2025").sees("As-of date", "enter, esc")
        await desk.clicks("esc").misses("As-of date")
        await desk.clicks("12m").sees("Period", "enter, esc")
        await desk.clicks("esc")
        await desk.clicks("/ filter").types("rep:freja").press("enter").sees("41 of 400")
        await desk.clicks("[ ] as-of").sees("31 May 2025")


@pytest.mark.thorough
async def test_a_crumb_leads_back_over_what_was_opened_from_it(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4").press("enter").sees("› Retention › ")
        await desk.clicks("Retention › ").misses("› Retention › ").sees("› Retention")


@pytest.mark.thorough
async def test_a_heading_sorts_and_turns_round_and_the_second_click_on_a_row_opens_it(
    desks: SharedDesk,
) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.clicks("Customer   ")
        assert [(key.field, key.descending) for key in customers(desk.app).sort] == [("name", False)]
        await desk.clicks("1▲")
        assert [(key.field, key.descending) for key in customers(desk.app).sort] == [("name", True)]
        await desk.clicks("1▼")
        assert customers(desk.app).sort == ()
        await desk.clicks("Hotel Quarzkamp", times=2).sees("› Hotel Quarzkamp")


@pytest.mark.thorough
async def test_where_no_room_is_for_names_the_keys_of_the_rooms_stand_beside_the_tabs(
    desks: SharedDesk,
) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.sees("1 2 3 4 5 6 7 8 9 0 F").misses("4 Retention")
        await desk.clicks("Risk flags").sees("[Risk flags]")
        await desk.clicks("4 5 6 7").sees("› Retention")


async def test_the_wheel_goes_sideways_with_shift_and_whom_a_row_is_about_stays(desks: SharedDesk) -> None:
    async with desks.at((60, 20)) as desk:
        grid = customers(desk.app)
        for _ in range(3):
            grid.post_message(events.MouseScrollDown(grid, 5, 3, 0, 1, 0, shift=True, meta=False, ctrl=False))
            await desk.settled()
        assert grid.columns[grid.column].name == "trend"
        grid.post_message(events.MouseScrollRight(grid, 5, 3, 1, 0, 0, shift=False, meta=False, ctrl=False))
        await desk.settled()
        assert grid.columns[grid.column].name == "why"
        await desk.sees("Hotel Quarzkamp", "<")


@pytest.mark.thorough
async def test_a_column_is_frozen_in_the_dialog_of_columns_whose_keys_are_clicked(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        assert frozen(desk.app) == ["risk", "name"]
        await desk.press("c", "down", "down").clicks("f freeze").sees("frozen  rep")
        await desk.clicks("enter, esc")
        assert frozen(desk.app) == ["risk", "name", "rep"]
        await desk.press("c").clicks("r reset")
        assert frozen(desk.app) == ["risk", "name"]
