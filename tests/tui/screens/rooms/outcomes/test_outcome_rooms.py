"""The rooms of voice and money, as a user walks through them, at every size and with hostile data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import sitting
from tests.tui.shared_desk import SharedDesk

from holdfast.engine import Engine
from holdfast_tui.app import DeskApp
from holdfast_tui.safe_text import cell_width
from holdfast_tui.screens.rooms.outcomes.money import MoneyScreen
from holdfast_tui.screens.rooms.outcomes.voice import VoiceScreen
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.files.strip import load_strip

SIZES = ((60, 20), (80, 24), (200, 50))
ROOMS: dict[str, type[PanesRoom[Any]]] = {"9": VoiceScreen, "0": MoneyScreen}
PLAIN = {"HOLDFAST_ASCII": "1", "NO_COLOR": "1"}


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


def room(app: DeskApp) -> PanesRoom[Any]:
    assert isinstance(app.room, PanesRoom)
    return app.room


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES))
async def test_every_pane_is_reached_by_tab_at_every_size(desks: SharedDesk, size: tuple[int, int]) -> None:
    async with desks.at(size) as desk:
        for key, screen in ROOMS.items():
            await desk.press(key)
            first, *others = screen.PLAN.order
            for name in (*others, first):
                await desk.press("tab")
                assert room(desk.app).arranged.focused_name == name
                assert all(len(line) <= size[0] for line in screen_text(desk.app).splitlines())


@pytest.mark.thorough
async def test_a_wave_says_what_it_rests_on_and_opens_its_customers(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("9").sees("7 May 2025", "+21", "not distinguishable from no change")
        await desk.press("enter").sees("169 customers who answered")
        await desk.press("escape", "right", "right", "enter").sees("28 customers who count as detractors")
        await desk.press("escape").sees("81 of 250 customers kept silent")


@pytest.mark.thorough
async def test_a_detractor_and_a_comment_open_their_customer(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("9", "tab").sees("Detractors · 62 of 83 answered", "232 d")
        await desk.press("enter").sees("Voice › Imprimerie Perlerive")
        await desk.press("escape", "tab").sees("Comments · 201", "Fine, prices went up")
        await desk.press("enter").misses("Voice › Imprimerie Perlerive").sees("Voice › ")


@pytest.mark.thorough
async def test_voice_is_split_by_any_dimension(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("9").sees("by segment", "Mid-market")
        await desk.press("d").types("region").press("enter").sees("by region", "DACH")


async def test_the_forecast_stands_beside_what_was_said_a_year_ago_and_opens_its_customers(
    desks: SharedDesk,
) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("0", "tab").sees("a year ago: the band held 11 of 12 months", "80 % band")
        await desk.press("down").sees("Jul 2025: €285k expected, with 80 % between €250k and €320k")
        await desk.sees("outside its 80 % band")
        await desk.press("enter").sees("what is expected of each: month 1 of 12", "Total €281,149.58")
        await desk.press("escape", "right", "enter").sees("by the example of each: month 1 of 12")


@pytest.mark.thorough
async def test_both_sides_of_revenue_open_their_customers(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("0").sees("New and repeat", "€255k", "€2.6M")
        await desk.press("enter").sees("50 customers with an order in the period, new in the period")
        await desk.press("escape", "right", "enter").sees("271 customers with an order in the period")


async def test_yearly_loss_stands_beside_the_band_and_opens_who_was_lost(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("0", "tab", "tab").sees("claimed as usual: 20% to 40%", "26 of 257", "░░░")
        await desk.press("enter").sees("26 customers lost in 2023")


@pytest.mark.thorough
async def test_a_figure_is_reached_by_its_name_wherever_one_is(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("ctrl+p").types("dependence on new").press("enter").sees("New and repeat")
        assert room(desk.app).arranged.focused_name == "money-figures"
        assert room(desk.app).situation().metric == "revenue.dependence"
        # By a synonym, from another room; and one that stands in no pane opens its rows.
        await desk.press("ctrl+p").types("csat").press("enter").sees("NPS by wave")
        assert room(desk.app).situation().metric == "csat.customers"
        await desk.press("ctrl+p").types("customer churn, daily").press("enter").sees("Customer churn, daily")


@pytest.mark.thorough
async def test_the_figures_on_top_are_the_users_choice(engine: Engine, tmp_path: Path) -> None:
    async with sitting(engine, (120, 40)) as desk:
        desk.app.session.own_strip = kept = tmp_path / "figures.toml"
        await desk.sees("NPS +21")
        await desk.press("shift+tab", "c").sees("Figures", "Net promoter score")
        # The first gives way, and the second moves down.
        await desk.press("space", "down", "J", "enter").misses("Kept 85.8%").sees("NRR 98.4%", "GRR 83.2%")
        assert load_strip(kept)[:2] == ("retention.revenue.net", "retention.revenue.gross")
        await desk.press("K", "r").sees("Kept 85.8%")
        assert load_strip(kept) == ()


@pytest.mark.thorough
async def test_without_colours_and_unicode_everything_is_still_told(desks: SharedDesk) -> None:
    async with desks.at((80, 24), environ=PLAIN) as desk:
        for key, screen in ROOMS.items():
            await desk.press(key)
            for _ in screen.PLAN.tabs:
                await desk.press("tab")
                assert screen_text(desk.app).isascii()


@pytest.mark.thorough
async def test_a_book_of_orders_names_the_files_it_lacks(desks: SharedDesk, orders_engine: Engine) -> None:
    async with desks.at((160, 50), orders_engine) as desk:
        await desk.press("9").sees("surveys.csv")
        await desk.press("0").sees("Revenue by month", "Yearly loss")
        for _ in MoneyScreen.PLAN.tabs:
            await desk.press("right", "enter", "escape", "tab")


@pytest.mark.thorough
async def test_hostile_names_and_comments_do_no_harm(desks: SharedDesk, hostile_engine: Engine) -> None:
    size = (80, 24)
    async with desks.at(size, hostile_engine) as desk:
        for key, screen in ROOMS.items():
            await desk.press(key)
            for _ in screen.PLAN.tabs:
                for step in ("down", "right", "enter", "escape", "tab"):
                    await desk.press(step)
                    shown = screen_text(desk.app)
                    assert not any(mark in shown for mark in ("\x1b", "\x07", "\u202e", "\x9b"))
                    assert all(cell_width(line) <= size[0] for line in shown.splitlines())
