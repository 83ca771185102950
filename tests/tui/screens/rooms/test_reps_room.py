"""The reps room, as a user walks through it: by keys, at every size, without colours, with hostile data."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine
from holdfast_tui.app import DeskApp
from holdfast_tui.safe_text import cell_width
from holdfast_tui.screens.rooms.reps import RepsScreen

SAMPLE = Path(__file__).resolve().parents[4] / "sample_data"
SIZES = ((60, 20), (80, 24), (200, 50))
PLAIN = {"HOLDFAST_ASCII": "1", "NO_COLOR": "1"}


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


def room(app: DeskApp) -> RepsScreen:
    assert isinstance(app.room, RepsScreen)
    return app.room


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES))
async def test_every_pane_is_reached_by_tab_at_every_size(desks: SharedDesk, size: tuple[int, int]) -> None:
    async with desks.at(size) as desk:
        await desk.press("5").sees("Reps", "Luc Tessier", "Adjusted")
        for name, _ in RepsScreen.PLAN.tabs[1:]:
            await desk.press("tab")
            assert room(desk.app).arranged.focused_name == name
            assert all(len(line) <= size[0] for line in screen_text(desk.app).splitlines())
        await desk.press("tab")
        assert room(desk.app).arranged.focused_name == "rep-table"


async def test_raw_and_adjusted_stand_side_by_side_and_the_caution_beside_them(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5").sees("Kept, raw", "Adjusted", "Lost/expected", "prompts for a conversation")
        await desk.sees("199 customers each", "Lost 2.47 times what the mix gives")


@pytest.mark.thorough
async def test_a_rep_opens_its_customers_and_escape_returns_to_it(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "down", "down", "enter").sees("for whom Annika Bergqvister answered", "21 kept")
        await desk.press("escape").sees("Team by year")
        assert room(desk.app).table.row == 2


@pytest.mark.thorough
async def test_a_rep_without_customers_at_the_start_opens_those_it_holds_now(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5")
        row = [rep.name for rep in room(desk.app).table.reps].index("Lene Brandauer")
        await desk.press(*["down"] * row, "enter").sees("21 customers held by Lene Brandauer now")


@pytest.mark.thorough
async def test_the_page_of_a_rep_opens_what_each_line_speaks_of(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "down").sees("P page")
        await desk.press("P").sees("Reps › Freja Lindahlsen", "not a verdict", "Nordic · Nordics · food")
        await desk.sees("held: 41 customers with €340k in 12 months", "Without Freja Lindahlsen: 38 active")
        await desk.press(*["down"] * 3, "enter").sees("Handover: Freja Lindahlsen", "Annika Be", "Why")
        await desk.press("escape").sees("too few to tell: 1 departure")
        await desk.press(*["down"] * 9, "enter").sees("Team eNPS below zero", "behind it")
        await desk.press("escape", "escape").sees("Kept, raw")
        assert room(desk.app).table.row == 1


@pytest.mark.thorough
async def test_a_line_that_is_cut_stands_in_full_below(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("5", "down", "down", "P").sees("Annika Bergqvister", "kept: 21 of 23")
        await desk.press("down").sees("lost 0.63 times what is expected [0.08 to 2.29]")


@pytest.mark.thorough
async def test_where_no_rep_is_the_key_says_so(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "tab").misses("P page")
        await desk.press("P").sees("No rep here: reps have a page.")


@pytest.mark.thorough
async def test_the_page_opens_from_the_rep_pane_of_the_desk_too(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("tab", "tab", "G").sees("accts")
        await desk.press("P").sees("Prompts for a conversation", "If they left")
        await desk.press("escape").sees("Rep retention")


@pytest.mark.thorough
async def test_departures_and_thanks_stand_where_there_is_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5").sees("Without a rep").misses("8 of 35")
        await desk.press(*["tab"] * 5).sees("Departures", "8 of 35", "followed until 31")
        await desk.misses("Without a rep · 15")
        await desk.press("end", "enter").sees("39 customers held by Tomasz Zielkowic", "Cost −€20,501.90")
        await desk.press("escape", "tab").sees("kept, attained, looked after", "spoke with 25 of 27 active")
        await desk.press("enter").sees("Reps › Claire Vandenhout", "recognised 475 days ago")
    async with desks.at((120, 60)) as desk:
        await desk.press("5").sees("Without a rep · 15", "8 of 35", "kept, attained, looked after")


@pytest.mark.thorough
async def test_the_room_is_filtered_by_the_rep_under_the_cursor_and_back(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "=").sees(
            'former_rep="Luc Tessier"', "23 of 400 customers", "Nobody to compare with"
        )
        await desk.press("escape").sees("400 of 400 customers")
        await desk.press("down", "=").sees('rep="Freja Lindahlsen"', "No year has a team to show")
        await desk.press("u").sees("400 of 400 customers")


async def test_a_year_opens_who_served_in_it(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "tab", "down").sees("2024: 9 of 11 of the team at the start")
        await desk.press("enter").sees("13 reps served in 2024", "Maren Østervang", "voluntary")


async def test_a_running_year_is_marked_and_says_so(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "tab").sees("2025~", "still running on the as-of date")


@pytest.mark.thorough
async def test_left_and_right_read_the_curve_departure_by_departure(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "tab", "tab").sees("4 departures among 14 reps")
        await desk.press("right").sees("After 3.2 years 86% [33–98]")
        await desk.press("right").sees("After 3.7 years 71%")
        await desk.press("left", "left", "left").sees("After 3.2 years")
        await desk.press("enter").sees("14 reps here while the data run", "2,618")


async def test_an_orphan_opens_its_customer(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", "tab", "tab", "tab").sees("Without a rep", "median 61 d")
        await desk.press("enter").sees("Reps › Cabinet Perlemonde")


@pytest.mark.thorough
async def test_a_difference_is_told_in_points_with_its_caution_and_opens_its_rows(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", *["tab"] * 4).sees("+5.7 points [−1.8, +16.0]", "not distinguishable from none")
        await desk.press("enter").sees("Handover effect on losses")


@pytest.mark.thorough
async def test_the_figure_under_the_cursor_is_explained(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", *["tab"] * 4, "i").sees("Handover effect on losses")


@pytest.mark.thorough
async def test_figures_on_fewer_than_five_people_are_hidden(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", *["tab"] * 4, *["down"] * 9).sees("New hires: hidden: fewer than 5 people")


@pytest.mark.thorough
async def test_time_moves_in_the_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5", *["["] * 3).sees("31 Mar 2025").misses("median 61 d")
        await desk.sees("Every active customer has a rep who is here")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_without_colours_and_unicode_everything_is_still_told(
    desks: SharedDesk, size: tuple[int, int]
) -> None:
    async with desks.at(size, environ=PLAIN) as desk:
        await desk.press("5")
        for _ in RepsScreen.PLAN.tabs:
            await desk.press("tab")
            assert screen_text(desk.app).isascii()


@pytest.mark.thorough
async def test_a_book_without_reps_names_the_files(desks: SharedDesk, orders_engine: Engine) -> None:
    async with desks.at((160, 50), orders_engine) as desk:
        await desk.press("5").sees("reps.csv")
        await desk.press("tab").sees("Needs")
        await desk.press("tab", "right", "enter", "tab", "enter", "tab", "enter").sees("Reps")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_hostile_names_do_no_harm(
    desks: SharedDesk, hostile_engine: Engine, size: tuple[int, int]
) -> None:
    async with desks.at(size, hostile_engine) as desk:
        await desk.press("5")
        for _ in RepsScreen.PLAN.tabs:
            for key in ("down", "enter", "escape", "=", "escape", "tab"):
                await desk.press(key)
                shown = screen_text(desk.app)
                assert not any(mark in shown for mark in ("\x1b", "\x07", "\u202e", "\x9b"))
                assert all(cell_width(line) <= size[0] for line in shown.splitlines())


@pytest.mark.thorough
async def test_intervals_that_hold_at_every_look_come_and_go_by_one_key(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("5").sees("Luc Tessier", "[45–81]").misses("always-valid")
        await desk.press("U").sees("Reps · 13 · always-valid", "[25–94]").misses("[45–81]")
        await desk.press("U").sees("[45–81]").misses("Reps · 13 · always-valid")
