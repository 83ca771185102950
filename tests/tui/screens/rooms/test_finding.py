"""Whatever has a name is found by half of it and gone to; keys are searched too, and none is silent."""

from __future__ import annotations

import pytest
from tests.tui.shared_desk import SharedDesk


@pytest.mark.thorough
async def test_customers_reps_figures_and_flags_are_gone_to_by_half_of_their_names(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press(":").types("kurh").sees("Kurhaus Distelfähre", "customer C0160, Petra Hollermann")
        await desk.press("enter").sees("Enterprise · tier A · Hotels")
        # Without its accent, with two letters swapped, its words in another order: a guess says so.
        await desk.press(":").types("dsitelfahre kur").sees("nothing is called", "Kurhaus Distelfähre")
        await desk.press("escape", "1", ":").types("hollermann petra")
        await desk.press("enter").sees("Prompts for a conversation")
        await desk.press("1", ":").types("late payer").sees("flag, explained")
        await desk.press("enter").sees("F23", "Guard")
        await desk.press("escape", ":").types("turnover").press("enter").sees("Team by year")


@pytest.mark.thorough
async def test_a_field_begins_a_condition_behind_the_filter_in_force(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("/").types("tier:A").press("enter", ":").types("region").press("enter")
        await desk.sees("/ tier:A region:").types("DA").press("tab").sees("/ tier:A region:DACH")


@pytest.mark.thorough
async def test_enter_behind_a_fast_name_waits_until_people_are_found(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press_at_once(":", *"kurhaus dist", "enter").sees("Enterprise · tier A · Hotels")


@pytest.mark.thorough
async def test_nothing_like_it_is_said_and_enter_takes_no_guess_that_nobody_chose(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press(":").types("zzqq").sees("nothing is called 'zzqq'").press("enter")
        await desk.sees("nothing is called 'zzqq'").press("escape").misses("nothing is called")
        await desk.press(":").types("thmeee xy").sees("nothing is called 'thmeee xy'")


@pytest.mark.thorough
async def test_a_month_is_stepped_by_the_name_of_its_command(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press(":").types("mnth back").sees("Month back").press("enter").sees("31 May 2025")


@pytest.mark.thorough
async def test_a_key_is_found_by_what_it_does_and_carried_out(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("?").sees("On the desk", "Sort the list by the column under the cursor")
        await desk.types("columns").sees("Choose which columns the list shows").misses("On the desk")
        await desk.press("enter").sees("Columns   space show or hide").press("escape")


@pytest.mark.thorough
async def test_escape_first_empties_the_search_then_closes(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("?").types("critical").sees("‼ critical").misses("On the desk")
        await desk.press("enter").sees("‼ critical")
        await desk.press("escape").sees("On the desk").press("escape").misses("On the desk")
        await desk.press("?").types("undo").sees("Not now: There is nothing to undo.")
        await desk.press("?").misses("Keys of this place")


async def test_a_key_that_does_nothing_here_says_what_it_does_elsewhere(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("D").sees("D does nothing here; in the room risk: Changes since.")
        await desk.press("left", "left", "left").misses("left does nothing")
        await desk.press("4", "x").sees("Exit interview works on customers and reps only.")


@pytest.mark.thorough
async def test_completions_leave_figures_and_rows_in_sight_and_count_the_rest(
    desks: SharedDesk,
) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("/").types("re").sees("rep:", "revenue>", "+16 more", "Kept 8", "Bäckerei Laubenst")
        await desk.press(*["down"] * 12).sees("+16 more").misses("rep:  ").press("escape")
        await desk.press("/").types("rep:emlie").sees("no rep is called 'emlie'; you may mean:")
        await desk.press("tab").sees('/ rep:"Emil Straubinger"').press("escape")
        await desk.press("/").types("rep:zzqq").sees("no rep is called 'zzqq'").press("escape")


async def test_what_is_wrong_with_a_filter_hides_no_figure(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("/").types("rev>>1").sees("no field 'rev'", "Kept 85.8%", "Bäckerei")
        await desk.press("escape").misses("there is no field 'rev'")
