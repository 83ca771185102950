"""The palette finds whatever has a name, by half of it, and goes there."""

from __future__ import annotations

from tests.tui.shared_desk import SharedDesk


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


async def test_a_field_begins_a_condition_behind_the_filter_in_force(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("/").types("tier:A").press("enter", ":").types("region").press("enter")
        await desk.sees("/ tier:A region:").types("DA").press("tab").sees("/ tier:A region:DACH")


async def test_enter_behind_a_fast_name_waits_until_people_are_found(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press_at_once(":", *"kurhaus dist", "enter").sees("Enterprise · tier A · Hotels")


async def test_nothing_like_it_is_said_and_enter_takes_no_guess_that_nobody_chose(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press(":").types("zzqq").sees("nothing is called 'zzqq'").press("enter")
        await desk.sees("nothing is called 'zzqq'").press("escape").misses("nothing is called")
        await desk.press(":").types("thmeee xy").sees("nothing is called 'thmeee xy'")


async def test_a_month_is_stepped_by_the_name_of_its_command(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press(":").types("mnth back").sees("Month back").press("enter").sees("31 May 2025")
