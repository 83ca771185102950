"""The losses room, as a user walks through it, at every size, without files, and with hostile data."""

from __future__ import annotations

import pytest
from tests.core.views.losses.sayings.told import engine_of, tables
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.shared_desk import PLAIN, SharedDesk

from holdfast.engine import Engine
from holdfast_tui.app import DeskApp
from holdfast_tui.safe_text import cell_width
from holdfast_tui.screens.rooms.outcomes.losses import LossesScreen

SIZES = ((60, 20), (80, 24), (200, 50))


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


def room(app: DeskApp) -> LossesScreen:
    assert isinstance(app.room, LossesScreen)
    return app.room


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES))
async def test_every_pane_is_reached_by_tab_at_every_size(desks: SharedDesk, size: tuple[int, int]) -> None:
    async with desks.at(size) as desk:
        await desk.press("8").sees("Losses", "42 lost", "rep inactive")
        for name, _ in LossesScreen.PLAN.tabs[1:]:
            await desk.press("tab")
            assert room(desk.app).arranged.focused_name == name
            assert all(len(line) <= size[0] for line in screen_text(desk.app).splitlines())
        await desk.press("tab")
        assert room(desk.app).arranged.focused_name == "loss-reasons"


@pytest.mark.thorough
async def test_a_reason_opens_its_customers_and_a_customer_its_page(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("8", "down", "down").sees("price: 6 of 42, 14%", "€28.3k")
        await desk.press("enter").sees("6 customers: lost, reason on file: price")
        await desk.press("enter").sees("Lost: price ›")
        await desk.press("escape", "escape")
        assert room(desk.app).reasons.row == 2


@pytest.mark.thorough
async def test_silent_attrition_stands_beside_what_the_others_had_said(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("8", "tab").sees("Silent attrition: 18 of 42, 43% [29–58]")
        await desk.press("G").sees("asked to cancel     10").press("g")
        await desk.press("enter").sees("18 customers: lost without a sign in the 180 days before")
        await desk.press("escape", "i").sees("Silent attrition", "a contact that came from the customer")
        await desk.press("escape", *["down"] * 5, "enter").sees("10 customers: lost after this sign")


@pytest.mark.thorough
async def test_losses_are_split_by_any_dimension_and_filter_the_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("8").sees("by segment", "Mid-market", "15   16%  [10–24]")
        await desk.press("d").types("region").press("enter").sees("by region", "DACH")
        await desk.press(*["tab"] * 3, "enter").sees("lost customers counted")
        await desk.press("escape", "=").misses("400 of 400").sees("region=")
        await desk.press("escape", "1", "8").sees("by region")


@pytest.mark.thorough
async def test_whom_to_win_back_says_how_likely_such_customers_return(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("8", "tab", "tab").sees("20 to call, 6 called · €112k a year")
        await desk.sees("worth €9.0k")
        await desk.sees("4 of 56 who had been gone 90 d came", "7% [3–17]: worth €1.0k")
        await desk.press("enter").sees("Losses › Maison Chantefleur Traiteur")


@pytest.mark.thorough
async def test_the_room_follows_the_filter_and_the_day(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("8", "/").types("segment:enterprise").press("enter").sees("Reasons · 4 lost")
        await desk.press("u").sees("42 lost · €241k")
        await desk.press("[").sees("as of 31 May 2025", "42 lost · €229k")


@pytest.mark.thorough
async def test_topics_that_come_again_open_all_that_raised_them(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("8").sees("Topics before the loss").misses("Topics that come again")
        await (
            desk.press(*["tab"] * 6).sees("Topics that come again", "rises").misses("Topics before the loss")
        )
    async with desks.at((80, 24)) as desk:
        await desk.press("8", *["tab"] * 6).sees(
            "24Q3 24Q4 25Q1 25Q2", "In 2025Q2 by 15, before it 3.3 a quarter"
        )
        await desk.press("enter").sees("rows about price", "2025")


@pytest.mark.thorough
async def test_losses_without_a_reason_are_counted_and_filtered(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("8").sees("reason missing: 11")
        await desk.press("G", "=").sees("reason:none state:lost")


@pytest.mark.thorough
async def test_conduct_is_told_in_counts_from_5_on(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("8", *["tab"] * 8).sees("<5", "fewer than 5: lost for a reason that names people")


@pytest.mark.thorough
async def test_a_book_of_orders_names_the_files_that_would_tell(
    desks: SharedDesk, orders_engine: Engine
) -> None:
    async with desks.at((160, 50), orders_engine) as desk:
        await desk.press("8").sees("losses.csv", "tickets.csv", "assignments.csv", "Losses")
        for _ in LossesScreen.PLAN.tabs:
            await desk.press("right", "enter", "tab").sees("Losses")


@pytest.mark.thorough
async def test_without_colours_and_unicode_everything_is_still_told(desks: SharedDesk) -> None:
    async with desks.at((80, 24), environ=PLAIN) as desk:
        await desk.press("8")
        for _ in LossesScreen.PLAN.tabs:
            await desk.press("tab")
            assert screen_text(desk.app).isascii()


@pytest.mark.thorough
async def test_hostile_reasons_and_competitors_do_no_harm(desks: SharedDesk, hostile_engine: Engine) -> None:
    async with desks.at((80, 24), hostile_engine) as desk:
        await desk.press("8")
        for _ in LossesScreen.PLAN.tabs:
            for key in ("down", "right", "enter", "escape", "tab"):
                await desk.press(key)
                shown = screen_text(desk.app)
                assert not any(mark in shown for mark in ("\x1b", "\x07", "\u202e", "\x9b"))
                assert all(cell_width(line) <= 80 for line in shown.splitlines())


async def test_words_before_losses_open_their_quotes_and_none_says_so(desks: SharedDesk) -> None:
    hostile = "Nobody answers our calls \x1b]52;c;eHg=\x07[/bad]"
    async with desks.at((120, 40), engine_of(**tables(said=hostile))) as desk:
        await desk.press("8").misses("answers our calls")
        await desk.press(*["tab"] * 7).sees("Words · 1 before losses", "answers our calls", "Lift or share")
        await desk.press("enter").sees("Said: answers our calls", "16 quotes of 16 customers; 12 customers")
        assert not any(letter < " " for letter in screen_text(desk.app).replace("\n", ""))
        await desk.press("escape", "f").sees("of 16 customers that said it 12 left after it")
    async with desks.at((80, 24)) as desk:
        await desk.press("8", *["tab"] * 7).sees("none before losses", "many late deliveries", "31%  [18–47]")
        await desk.sees("noted of 11 of 36, 31%")
        await desk.press("enter").sees("13 quotes of 11 customers")
