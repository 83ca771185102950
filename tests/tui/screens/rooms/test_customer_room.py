"""The page of a customer on the desk: from one to the next, section by section, and what is taken along."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.tui.desk_fakes import screen_text
from tests.tui.desk_story import Story
from tests.tui.shared_desk import SharedDesk

from holdfast_tui.screens.rooms.customer import CustomerScreen


def page(desk: Story) -> CustomerScreen:
    room = desk.app.room
    assert isinstance(room, CustomerScreen)
    return room


def frame_line(desk: Story) -> str:
    return screen_text(desk.app).splitlines()[1]


@pytest.mark.thorough
async def test_next_and_previous_follow_the_list_that_a_customer_was_opened_from(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("/").types("flag:silent").press("enter", "enter").sees(" · 1 of ")
        first, room = frame_line(desk), page(desk)
        of = int(first.split(" of ")[1].split()[0])
        await desk.press("<").sees("This is the first customer of its list.")
        await desk.press(">").sees(f" · 2 of {of}")
        assert page(desk) is room, "the next one takes the place of this one"
        assert len(desk.app.session.store.state.trail) == 1, "no step further from the list"
        await desk.press(*[">"] * (of - 2)).sees(f" · {of} of {of}")
        await desk.press(">").sees("This is the last customer of its list.")
        await desk.press(*["<"] * (of - 1)).sees(" · 1 of ")
        assert frame_line(desk) == first
        await desk.press("escape").sees("flag:silent")


@pytest.mark.thorough
async def test_the_next_customer_is_shown_at_the_same_section(desks: SharedDesk) -> None:
    async with desks.at((80, 24)) as desk:
        await desk.press("enter", ")", ")").sees("[Months]", "Orders by month")
        await desk.press(">").sees(" · 2 of 400", "[Months]", "Orders by month")
        await desk.press("(", "(").sees("[Call]", "Last talk")


@pytest.mark.thorough
async def test_a_customer_that_no_list_led_to_says_so(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("enter", "escape", "tab", "2", ">").sees("not opened from a list")


@pytest.mark.thorough
async def test_what_a_page_gives_away_is_its_flag_its_first_screen_and_its_events(
    desks: SharedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desks.at((80, 24)) as desk:
        await desk.press("enter", "y").sees("Sent the flag to the terminal's clipboard")
        await desk.press("Y").sees("Sent the first screen to the terminal's clipboard")
        room = page(desk)
        assert room.view is not None
        name, flag = str(room.view.facts["name"]), room.view.flags[0]
        assert room.detail.flag_text == f"{name}: {flag.name}, {flag.severity}: {flag.evidence}"
        assert room.detail.first_screen_text.splitlines()[1].startswith("Active: ")
        await desk.press("e", "enter").sees("events to")
        (written,) = tmp_path.glob("events-*.csv")
        rows = list(
            csv.DictReader(line for line in written.read_text("utf-8").splitlines() if line[0] != "#")
        )
        assert {row["customer_id"] for row in rows} == {room.view.facts["customer_id"]}
        assert [row["day"] for row in rows] == sorted((row["day"] for row in rows), reverse=True)
        assert len(rows) >= len(room.view.timeline)


async def test_what_is_not_told_unfolds(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("enter", "+").sees("+ folds them", "Not enough to tell:")
        await desk.press("+", "g").misses("Not enough to tell:")


@pytest.mark.thorough
async def test_help_says_what_a_critical_mark_takes(desks: SharedDesk) -> None:
    async with desks.at((120, 40)) as desk:
        await desk.press("enter", "?").types("critical").sees("‼ critical", "far overdue")
