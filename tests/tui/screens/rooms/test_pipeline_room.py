"""The room of pipeline and contracts, as a user walks through it, at every size and with hostile data."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine
from holdfast_tui.app import DeskApp
from holdfast_tui.safe_text import cell_width
from holdfast_tui.screens.rooms.pipeline import PipelineScreen

SAMPLE = Path(__file__).resolve().parents[4] / "sample_data"
SIZES = ((60, 20), (80, 24), (200, 50))
PLAIN = {"HOLDFAST_ASCII": "1", "NO_COLOR": "1"}


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


def room(app: DeskApp) -> PipelineScreen:
    assert isinstance(app.room, PipelineScreen)
    return app.room


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES))
async def test_every_pane_is_reached_by_tab_at_every_size(desks: SharedDesk, size: tuple[int, int]) -> None:
    async with desks.at(size) as desk:
        await desk.press("6").sees("Pipeline", "Qualified", "Entered")
        for name, _ in PipelineScreen.PLAN.tabs[1:]:
            await desk.press("tab")
            assert room(desk.app).arranged.focused_name == name
            assert all(len(line) <= size[0] for line in screen_text(desk.app).splitlines())
        await desk.press("tab")
        assert room(desk.app).arranged.focused_name == "funnel"


@pytest.mark.thorough
async def test_a_step_says_what_is_bound_to_happen_and_opens_the_part_under_the_cursor(
    desks: SharedDesk,
) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("6", "down").sees("Needs: 121 deals entered, 4 still open", "attrition 13%")
        await desk.press("enter").sees("121 deals that entered Needs")
        await desk.press("escape", "right", "enter").sees("4 deals that are still open in Needs")
        await desk.press("escape")
        assert room(desk.app).funnel.picked == "open"
        assert room(desk.app).funnel.row == 1


@pytest.mark.thorough
async def test_a_column_that_is_out_of_sight_is_stepped_over(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("6").misses("Went on")
        await desk.press("right", "right", "enter").sees("16 deals that ended in Qualified")


@pytest.mark.thorough
async def test_after_closing_customers_are_counted_and_opened(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("6", *["down"] * 5).sees("Onboarded: 79 customers entered")
        await desk.press("right", "enter").sees("8 customers that are still open in Onboarded")
        await desk.press("enter").sees("Onboarded: open ›")


@pytest.mark.thorough
async def test_win_rates_come_by_rep_and_by_any_other_dimension(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("6").sees("by rep", "13 of 17", "76%  [53–90]")
        await desk.press("d").types("region").press("enter").sees("by region", "DACH", "26 of 38")
        await desk.press("1", "6").sees("by region")


@pytest.mark.thorough
async def test_a_group_opens_its_deals_and_filters_the_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("6", "tab", "enter").sees("17 deals", "no decision", "Mika R.")
        await desk.press("escape", "=").sees('rep="Mika Rautasuo"').misses("400 of 400")
        await desk.press("escape").sees("400 of 400 customers")


@pytest.mark.thorough
async def test_renewals_stand_under_their_weeks_and_open_the_customer(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("6", "tab", "tab", "tab").sees("Renewals, next 90 days · 5 · €73.2k", "Jul", "Sep")
        await desk.sees("passed", "25 d left", "auto 26 d")
        await desk.press("enter").sees("Pipeline › Kongresshaus Lindwerder")


@pytest.mark.thorough
async def test_clauses_say_what_they_come_to_and_that_this_is_no_legal_advice(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("6", *["tab"] * 4).sees("€2.5k damages", "not legal advice", "Kongresshaus")


async def test_what_should_fall_is_bad_when_it_rises(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("6", "tab", "tab").sees("lost before the close", "▲11.2")
        line = room(desk.app).figures.paint_row(1, 60)
        assert [piece.style for piece in line if "▲" in piece.text] == ["bad"]


async def test_a_figure_is_told_in_full_in_its_note(desks: SharedDesk) -> None:
    async with desks.at((120, 50)) as desk:
        await desk.press("6", "tab", "tab", "end").sees("Damages €2.5k · €0 the period before")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_without_colours_and_unicode_everything_is_still_told(
    desks: SharedDesk, size: tuple[int, int]
) -> None:
    async with desks.at(size, environ=PLAIN) as desk:
        await desk.press("6")
        for _ in PipelineScreen.PLAN.tabs:
            await desk.press("tab")
            assert screen_text(desk.app).isascii()


@pytest.mark.thorough
async def test_a_book_without_deals_and_contracts_names_the_files(
    desks: SharedDesk, orders_engine: Engine
) -> None:
    async with desks.at((160, 50), orders_engine) as desk:
        await desk.press("6").sees("opportunities.csv", "contracts.csv", "contract_usage.csv")
        for _ in PipelineScreen.PLAN.tabs:
            await desk.press("right", "enter", "tab").sees("Pipeline")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_hostile_stages_reps_and_modes_do_no_harm(
    desks: SharedDesk, hostile_engine: Engine, size: tuple[int, int]
) -> None:
    async with desks.at(size, hostile_engine) as desk:
        await desk.press("6")
        for _ in PipelineScreen.PLAN.tabs:
            for key in ("down", "right", "enter", "escape", "=", "escape", "tab"):
                await desk.press(key)
                shown = screen_text(desk.app)
                assert not any(mark in shown for mark in ("\x1b", "\x07", "\u202e", "\x9b"))
                assert all(cell_width(line) <= size[0] for line in shown.splitlines())
