"""Every screen of the desk over the sample book, as accepted, at three sizes and in three dresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.tui.desk_story import Story, sitting
from tests.tui.messy_book import write_messy_book
from tests.tui.played_book import played_engine, played_journal
from tests.tui.snapshots.picture import FOLDER, matches, picture
from tests.tui.snapshots.test_languages import LOOKED_AT

from holdfast.engine import Engine, open_book
from holdfast_tui.sitting.files.exports import Exports
from holdfast_tui.sitting.journal.journaling import Journaling

SIZES = ((60, 20), (80, 24), (120, 40))
LARGE = (200, 50)
DRESSES: Mapping[str, Mapping[str, str]] = {
    "dark": {},
    "ansi": {"COLORTERM": "", "TERM": "xterm"},
    "mono": {"NO_COLOR": "1"},
}
SCREENS = (
    *("desk", "completion", "half-typed", "error", "empty", "flags", "reps", "figures", "metric", "rows"),
    *("customer", "help", "columns", "palette", "risk", "record"),
)
SITTINGS = (
    ("dark", (120, 40)),
    ("mono", (80, 24)),
    ("dark", (60, 20)),
    ("dark", (80, 24)),
    ("ansi", (80, 24)),
)
"""Every size in one dress, every dress at one size: what a size moves, no dress does."""
LOCKED = ("desk", "flags", "reps")
DATA = ("data", "data-line")
ACHIEVED = ("achieved",)
FORECAST = ("forecast",)
OUTCOMES = {
    "today": ("7", "Why now"),
    "losses": ("8", "Reasons"),
    "voice": ("9", "NPS by wave"),
    "money": ("0", "New and repeat"),
}
"""Rooms held at two sizes: their keys, and what they show once they are there."""


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


def eye(story: Story, size: tuple[int, int], dress: str) -> Callable[[str], None]:
    """Holds the screen to the picture accepted under a name."""
    return lambda name: matches(_name(name, size, dress), picture(story.app))


def _name(screen: str, size: tuple[int, int], dress: str) -> str:
    return f"{screen}-{size[0]}x{size[1]}-{dress}"


@pytest.mark.parametrize("held", some_by_day(SITTINGS, by_day=2), ids=str)
async def test_a_sitting_looks_as_accepted(engine: Engine, held: tuple[str, tuple[int, int]]) -> None:
    dress, size = held
    async with sitting(engine, size, DRESSES[dress]) as desk:
        looks = eye(desk, size, dress)
        looks("desk")
        await desk.press("/").types("seg")
        looks("completion")
        await desk.press("escape", "escape", "/").types("rep:lu")
        looks("half-typed")
        await desk.press("escape", "escape", "/").types("revenue>lots")
        looks("error")
        await desk.press("escape", "escape", "/").types("name:nobody").press("enter").sees("0")
        looks("empty")
        await desk.press("u", "tab").sees("Risk flags")
        looks("flags")
        await desk.press("tab").sees("Original team")
        looks("reps")
        await desk.press("tab")
        looks("figures")
        await desk.press("?").sees("Customer retention")
        looks("metric")
        await desk.press("escape", "enter").sees("active at start and at end")
        looks("rows")
        await desk.press("escape", "tab", "enter").sees("Flags")
        looks("customer")
        await desk.press("escape", "?").sees("Keys of this place")
        looks("help")
        await desk.press("escape", "c").sees("Columns")
        looks("columns")
        await desk.press("escape", ":").sees("Find")
        looks("palette")
        await desk.press("escape", "3").sees("Overdue")
        looks("risk")
        await desk.press("tab", "tab").sees("Lost under it")
        looks("record")


@pytest.mark.thorough
@pytest.mark.parametrize("dress", some_by_day(DRESSES, at=1))
async def test_a_large_desk_looks_as_accepted(engine: Engine, dress: str) -> None:
    async with sitting(engine, LARGE, DRESSES[dress]) as desk:
        eye(desk, LARGE, dress)("desk")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES, at=1))
async def test_a_book_of_orders_says_which_files_would_unlock_more(
    orders_engine: Engine, size: tuple[int, int]
) -> None:
    async with sitting(orders_engine, size) as desk:
        looks = eye(desk, size, "dark")
        looks("locked-desk")
        await desk.press("tab").sees("Risk flags")
        looks("locked-flags")
        await desk.press("tab").sees("reps.csv")
        looks("locked-reps")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES[1:]))
async def test_the_files_of_a_book_look_as_accepted(tmp_path: Path, size: tuple[int, int]) -> None:
    folder = write_messy_book(tmp_path / "book")
    async with sitting(Engine(open_book([folder], use_cache=False)), size) as desk:
        desk.app.session.exports = Exports((folder,))
        looks = eye(desk, size, "dark")
        await desk.press("F").sees("1 question")
        looks("data")
        await desk.press("tab", "tab", "tab", "enter").sees("line 3")
        looks("data-line")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES[1:], at=1))
async def test_today_losses_voice_and_money_look_as_accepted(engine: Engine, size: tuple[int, int]) -> None:
    async with sitting(engine, size) as desk:
        looks = eye(desk, size, "dark")
        for room, (key, seen) in OUTCOMES.items():
            await desk.press(key).sees(seen)
            looks(room)
        await desk.press("tab").sees("Came then")
        looks("forecast")


@pytest.mark.thorough
@pytest.mark.parametrize("size", some_by_day(SIZES[1:], at=1))
async def test_what_plays_achieved_looks_as_accepted(tmp_path: Path, size: tuple[int, int]) -> None:
    async with sitting(played_engine(), size) as desk:
        desk.app.session.journaling = Journaling(
            played_journal(tmp_path / "journal"), today=lambda: date(2025, 6, 30)
        )
        await desk.press("7", "E").sees("Plays · 27 started")
        eye(desk, size, "dark")("achieved")


def test_every_accepted_picture_is_still_looked_at() -> None:
    expected = {_name(screen, size, dress) for screen in SCREENS for dress, size in SITTINGS}
    expected |= {_name("desk", LARGE, dress) for dress in DRESSES}
    expected |= {
        _name(screen, size, "dark")
        for screen in (*DATA, *OUTCOMES, *FORECAST, *ACHIEVED)
        for size in SIZES[1:]
    }
    expected |= {_name(f"locked-{pane}", size, "dark") for pane in LOCKED for size in SIZES}
    expected |= set(LOOKED_AT)
    assert {path.stem for path in FOLDER.glob("*.txt")} == expected
