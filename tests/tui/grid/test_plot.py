"""The painters of the retention room: pure, exact in width, readable without colour."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast_tui.grid.heat import CELL_WIDTH, heat_cell, heat_digits, heat_step
from holdfast_tui.grid.paint import width_of
from holdfast_tui.grid.plot import floor_of, plot
from holdfast_tui.grid.steps import AXIS_WIDTH, Step
from holdfast_tui.grid.waterfall import CUT, drawn, scale_of, waterfall
from holdfast_tui.terminal.capabilities import ASCII, UNICODE, Glyphs

FALL = (Step(10, 0.9, 0.8, 0.95), Step(20, 0.6, 0.5, 0.7), Step(40, 0.55, 0.4, 0.65))
shares = st.floats(0, 1)
sizes = st.tuples(st.integers(12, 200), st.integers(3, 40))


def text(lines: list[list[object]]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]  # type: ignore[attr-defined]


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
@given(size=sizes, ys=st.lists(shares, min_size=1, max_size=8))
def test_a_plot_fills_its_lines_and_no_more(glyphs: Glyphs, size: tuple[int, int], ys: list[float]) -> None:
    falling = sorted(ys, reverse=True)
    steps = [Step(10.0 * n, y, max(0, y - 0.1), min(1, y + 0.1)) for n, y in enumerate(falling, 1)]
    lines = plot(steps, steps[-1].x, *size, glyphs)
    assert len(lines) == size[1]
    assert {width_of(line) for line in lines} == {size[0]}


def test_without_colour_and_braille_line_and_band_are_different_characters() -> None:
    lines = text(plot(FALL, 40, 45, 9, ASCII))  # type: ignore[arg-type]
    assert lines[0].startswith("100% ##########")
    assert any("." in line for line in lines)
    assert "".join(lines).isascii()


def test_the_curve_is_joined_where_it_falls() -> None:
    lines = text(plot((Step(20, 0.0, None, None), Step(40, 0.0, None, None)), 40, 45, 9, ASCII))  # type: ignore[arg-type]
    drop = [line[AXIS_WIDTH + 20] for line in lines]
    assert drop == ["#"] * 9


def test_nothing_is_drawn_after_the_last_reliable_step() -> None:
    lines = text(plot(FALL, 80, 45, 9, ASCII))  # type: ignore[arg-type]
    assert all(not line[AXIS_WIDTH + 21 :].strip() for line in lines)
    assert any(line[AXIS_WIDTH + 19].strip() for line in lines)


def test_a_curve_that_stays_high_is_drawn_on_a_scale_that_says_where_it_begins() -> None:
    high = (Step(10, 0.9, 0.85, 0.95),)
    assert floor_of(high) == 0.75
    lines = text(plot(high, 20, 45, 5, UNICODE, floor=0.75))  # type: ignore[arg-type]
    assert (lines[0][:5], lines[2][:5], lines[4][:5]) == ("100% ", " 88% ", " 75% ")
    assert floor_of(FALL) == 0.25
    assert floor_of(()) == 0.0


@given(st.lists(st.floats(-500, 500), min_size=5, max_size=5), st.floats(0, 2000))
def test_each_bar_of_a_waterfall_begins_where_the_last_one_ended(moves: list[float], start: float) -> None:
    bars = waterfall(start, moves, start + sum(moves))
    at = start
    for move, bar in zip(moves, bars[1:-1], strict=True):
        assert {bar.low, bar.high} == {at, at + move}
        at += move


@given(st.lists(st.floats(-500, 500), min_size=5, max_size=5), st.floats(0, 2000), st.integers(1, 80))
def test_no_bar_is_wider_than_its_room_and_none_that_moved_is_lost(
    moves: list[float], start: float, width: int
) -> None:
    bars = waterfall(start, moves, start + sum(moves))
    scale = scale_of(bars)
    for bar in bars:
        shown = drawn(bar, scale, width, UNICODE)
        assert len(shown) <= width
        assert shown.strip() or bar.high == bar.low or scale[0] == scale[1]


def test_a_scale_that_does_not_begin_at_zero_is_marked_in_the_bars_that_are_cut() -> None:
    bars = waterfall(1000, (50, 0, 0, 0, -20), 1030)
    assert scale_of(bars)[2]
    assert CUT in drawn(bars[0], scale_of(bars), 40, ASCII)
    honest = waterfall(1000, (50, 0, 0, 0, -900), 150)
    assert scale_of(honest)[:2] == (0.0, 1050)
    assert CUT not in drawn(honest[0], scale_of(honest), 40, ASCII)


@given(st.floats(0, 2, exclude_max=True), st.booleans(), st.booleans())
def test_a_cell_of_the_heat_map_always_takes_five_cells(share: float, complete: bool, cursor: bool) -> None:
    cell = heat_cell(share, complete=complete, cursor=cursor, focus=True, dim=False, mark="~")
    assert width_of([cell]) == CELL_WIDTH
    assert ("~" in cell.text) == (not complete)
    assert ("[" in cell.text) == cursor


def test_digits_say_what_the_heat_says() -> None:
    assert [heat_digits(share) for share in (0, 0.001, 0.3, 1, 2.2, 12.3, 400)] == [
        "0", "<1", "30", "100", "220", "×12", "×99",
    ]  # fmt: skip
    steps = [heat_step(share / 100) for share in range(101)]
    assert steps[0] == 0
    assert steps[-1] == 6
    assert all(left <= right for left, right in pairwise(steps))


def test_few_cases_and_no_value_look_different_from_a_share() -> None:
    many = heat_cell(0.5, complete=True, cursor=False, focus=False, dim=False, mark="~")
    few = heat_cell(0.5, complete=True, cursor=False, focus=False, dim=True, mark="~")
    none = heat_cell(None, complete=True, cursor=False, focus=False, dim=False, mark="~")
    assert few.text == many.text
    assert few.style == f"{many.style} italic"
    assert "–" in none.text
