"""The retention room, as a user walks through it: by keys, at every size, in mono, with hostile data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import Story, sitting
from tests.tui.shared_desk import PLAIN, SharedDesk

from holdfast.engine import Engine, open_book
from holdfast.query import Query
from holdfast.views.retention.results import RetentionOptions
from holdfast_tui.app import DeskApp
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.commands.places import NUMBERED_ROOMS
from holdfast_tui.screens.rooms.numbered import ROOM_SCREENS
from holdfast_tui.screens.rooms.retention import RetentionScreen

SIZES = ((60, 20), (80, 24), (200, 50))


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


def room(app: DeskApp) -> RetentionScreen:
    assert isinstance(app.room, RetentionScreen)
    return app.room


def lines_of(app: DeskApp) -> list[str]:
    return screen_text(app).splitlines()


def test_every_numbered_room_has_a_command_and_a_screen() -> None:
    assert {declared.place for declared in NUMBERED_ROOMS} == set(ROOM_SCREENS)
    assert COMMANDS["room.retention"].keys == ("4",)


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_every_pane_is_reached_by_tab_at_every_size(desks: SharedDesk, size: tuple[int, int]) -> None:
    async with desks.at(size) as desk:
        await desk.press("4").sees("Retention", "Movements", "Start")
        for name, title in RetentionScreen.PLAN.tabs[1:]:
            await desk.press("tab").sees(title.removeprefix("V"))
            assert room(desk.app).arranged.focused_name == name
        await desk.press("tab")
        assert room(desk.app).arranged.focused_name == "movements"


@pytest.mark.thorough
async def test_a_bar_opens_its_customers_and_escape_returns_to_it(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", *["down"] * 5).sees("Lost: 10 customers")
        await desk.press("enter").sees("10 customers: gone in")
        assert lines_of(desk.app)[0].count("›") == 2
        await desk.press("escape").sees("Lost: 10 customers")
        assert room(desk.app).movements.row == 5


@pytest.mark.thorough
async def test_a_cell_says_what_it_counts_and_opens_exactly_them(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "tab", "down", "down", "right").sees(
            "Aug 2022, month 2: 44 of 57 (77%) [65–86]"
        )
        await desk.press("enter").sees("44 customers: of the cohort 2022-08, active 2 months later")
        await desk.press("escape").sees("Aug 2022, month 2")
        await desk.press("up", "up").sees("All, month 2: 299 of 372")
        await desk.press("enter").sees("299 customers: of all cohorts whose month then is over")


@pytest.mark.thorough
async def test_a_month_of_the_series_opens_the_customers_of_its_movement(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", *["down"] * 8).sees("2025-05, lost: −€")
        await desk.press("enter").sees("gone in 2025-05")
        await desk.press("escape", "left").sees("2025-05, contraction: −€")


@pytest.mark.thorough
async def test_the_titles_of_the_series_are_stepped_over(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", *["down"] * 6).sees("End: 84 customers")
        await desk.press("down").sees("2025-06, lost")
        await desk.press("up").sees("End: 84 customers")


@pytest.mark.thorough
async def test_a_running_month_is_marked_in_map_and_series(desks: SharedDesk) -> None:
    async with desks.at((200, 50)) as desk:
        desk.app.session.store.change(as_of=date(2023, 3, 15))
        await desk.press("4", "tab").sees("2023-03~")
        heat = next(line for line in lines_of(desk.app) if "Feb 2023" in line)
        assert "~" in heat.split("Feb 2023")[1]
        await desk.press("end").sees("Feb 2023, month 1: 1 of 3 (33%) [6–79]; this month is not over")
        await desk.press("right").sees("Feb 2023, month 2: not reached on this day")
        await desk.press("enter").sees("Feb 2023, month 2: not reached")


@pytest.mark.thorough
async def test_the_lost_open_into_their_changes_with_a_total(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4").sees("start to end")
        await desk.press("j", "j", "j", "j", "j").sees("Lost: 10 customers, −€2,218")
        await desk.press("enter").sees("10 customers: gone in", "Total −€2,218", "Start", "End", "Change")


@pytest.mark.thorough
async def test_revenue_is_measured_on_the_other_basis_by_a_key(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.sees("GRR 83.2%", "orders · 98% of revenue")
        await desk.press("B").sees("GRR 90.0%", "mrr · 14% of revenue")
        await desk.press("u").sees("GRR 83.2%")


@pytest.mark.thorough
async def test_switches_change_what_is_shown_and_say_so(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4").sees("start to end", "% of customers active then", "share not yet lost")
        await desk.press("m").sees("mrr basis, every change")
        await desk.press("b").sees("by quarter", "2025Q2")
        await desk.press("w").sees("revenue, % of the first quarter")
        await desk.press("w").sees("% of customers active then or later")
        await desk.press("r").sees("Second order")
        await desk.press("d").sees("Split by").types("tier").press("enter").sees("Segments · by tier")


@pytest.mark.thorough
async def test_how_the_room_shows_things_is_kept_when_it_is_left(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "b", "escape").misses("Quarter")
        await desk.press("4").sees("Quarter")


@pytest.mark.thorough
async def test_a_segment_narrows_the_room_and_escape_takes_it_back(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "tab", "tab", "tab", "down", "enter").sees("segment=Mid-market", "134 of 400")
        assert isinstance(desk.app.room, RetentionScreen)
        await desk.press("escape").sees("400 of 400")
        assert room(desk.app).segments.row == 1
        await desk.press("enter", "u").sees("400 of 400")


async def test_a_group_of_the_curves_narrows_the_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "tab", "tab", "down").sees("55 customers, 10 lost")
        await desk.press("enter").sees("56 of 400 customers")


@pytest.mark.thorough
async def test_the_number_keys_carry_the_filter_from_room_to_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "/").types("segment:smb").press("enter").sees("210 of 400")
        assert room(desk.app).arranged.focused_name == "movements"
        await desk.press("1").sees("210 of 400", "segment:smb", "Risk flags")
        await desk.press("4").sees("210 of 400", "Movements")
        await desk.press("4", "1", "4")
        assert len(desk.app.session.store.state.trail) == 1


@pytest.mark.thorough
async def test_a_wrong_filter_is_underlined_here_too(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "/").types("revenue>lots").sees("'lots' is not a number")
        await desk.press("escape").misses("is not a number").sees("Start")


async def test_nobody_left_is_said_in_every_pane(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "/").types("name:nobody").press("enter").sees("No customer passes")
        await desk.press("u").sees("Start", "86")


@pytest.mark.thorough
async def test_time_moves_in_the_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "[").sees("31 May 2025", "2025-05")
        await desk.press("{").sees("6m").press("1").sees("31 May 2025")


@pytest.mark.thorough
async def test_a_command_of_this_room_run_elsewhere_says_where_it_works(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press(":").types("cohort cells").press("enter")
        await desk.sees("Cohort cells works in the room retention only.")
        await desk.press("4", ":").types("sort further").press("enter").sees("works on the desk only")


@pytest.mark.thorough
async def test_one_pane_can_fill_the_room(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "tab", "f").sees("[Cohorts]", "+19").misses("Lifetime value")
        await desk.press("f").sees("Lifetime value").misses("[Cohorts]")
    async with desks.at((80, 24)) as desk:
        await desk.press("4", "f").sees("one pane at a time")


async def test_the_first_month_is_in_view_when_the_map_is_first_shown(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("4", "tab").sees("+0", "+11")
        await desk.press(*["right"] * 14).sees("+15").misses("+0 ")


@pytest.mark.thorough
async def test_the_what_if_is_computed_while_typing_and_kept(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("4", "W").sees("What if more stayed")
        for name, value in (("raised", "85"), ("margin", "1000"), ("discount", "10"), ("retention", "80")):
            field = desk.app.screen.query_one(f"#what-if-{name}")
            field.value = ""  # type: ignore[attr-defined]
            field.focus()
            await desk.types(value)
        await desk.sees("€3,666.67 now", "€4,400 then", "+€733.33 (+20%)")
        await desk.press("backspace", "backspace").sees("is no number").press("enter").sees("What if more")
        await desk.types("120").sees("must be a share between 0 and 1")
        await desk.press("backspace", "backspace", "backspace").types("80").press("enter")
        await desk.press("shift+tab").sees("80% › 85% stay", "€3.7k › €4.4k +20%")


@pytest.mark.thorough
async def test_a_value_says_what_it_rests_on_opens_and_is_explained(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("4", "shift+tab", "down")
        assert room(desk.app).situation().metric == "clv.simple"
        await desk.press("?").sees("margin")
        await desk.press("escape", "enter").sees("customer")
        await desk.press("escape", "end", "enter").sees("What if more stayed")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day([(80, 24), (120, 40)], at=1))
async def test_a_book_of_orders_alone_names_its_basis(
    desks: SharedDesk, orders_engine: Engine, size: tuple[int, int]
) -> None:
    async with desks.at(size, orders_engine) as desk:
        await desk.press("4").sees("orders basis", "Start", "Lost")


@pytest.mark.thorough
async def test_a_book_without_events_says_what_is_missing_and_draws_nothing(tmp_path: Path) -> None:
    rows = "\n".join(f"c{n},Name {n},2024-01-0{n}" for n in range(1, 8))
    (tmp_path / "customers.csv").write_text(f"customer_id,name,created\n{rows}\n", encoding="utf-8")
    async with sitting(Engine(open_book([tmp_path], use_cache=False)), (120, 40)) as desk:
        await desk.press("4").sees("Nothing moved", "No customer has ordered yet")
        await desk.press("tab", "enter", "right", "tab", "enter", "tab", "enter", "tab", "enter")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_without_colours_and_unicode_the_room_says_the_same(
    desks: SharedDesk, size: tuple[int, int]
) -> None:
    async with desks.at(size, environ=PLAIN) as desk:
        await desk.press("4").sees("Start", "Lost")
        for title in ("Cohorts", "Survival", "Segments"):
            await desk.press("tab").sees(title)
            assert screen_text(desk.app).replace("·", "").isascii()
        await desk.press("shift+tab", "shift+tab").sees("[ 56]" if size[0] >= 80 else "56")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day([(80, 24), (120, 40)]))
async def test_hostile_names_of_segments_and_regions_do_no_harm(
    desks: SharedDesk,
    hostile_engine: Engine,
    tmp_path: Path,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desks.at(size, hostile_engine) as desk:
        await _walk(desk)
        await desk.press("4", "d").types("region").press("enter", "tab", "tab", "tab").sees("by region")
        await _walk(desk)


async def _walk(desk: Story) -> None:
    await desk.press("4", *["tab", "down", "down", "right", "enter", "escape"] * 5)
    shown = screen_text(desk.app)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_the_query_of_the_room_is_that_of_the_desk(engine: Engine) -> None:
    view = engine.retention(Query(where="segment:smb"), RetentionOptions())
    assert view.moment == engine.moment(Query(where="segment:smb"))
