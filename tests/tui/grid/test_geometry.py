"""Which rows are in view."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast_tui.grid.cursor import Motion, moved, window_shift
from holdfast_tui.grid.geometry import Viewport


def test_a_cursor_inside_the_window_moves_nothing() -> None:
    assert Viewport(100, 10, 20).following(29) == Viewport(100, 10, 20)


def test_leaving_the_window_downwards_jumps_half_a_page() -> None:
    assert Viewport(100, 10, 20).following(30).top == 25


def test_leaving_the_window_upwards_jumps_half_a_page() -> None:
    assert Viewport(100, 10, 20).following(19).top == 15


def test_a_far_row_is_put_in_the_middle() -> None:
    assert Viewport(1_000_000, 40).following(500_000).top == 499_980


def test_the_window_never_runs_past_the_last_row() -> None:
    assert Viewport(100, 10, 0).following(99).top == 90


def test_a_page_after_the_visible_rows_is_fetched_ahead() -> None:
    assert Viewport(1_000_000, 40, 400).slice_to_fetch() == (400, 480)
    assert Viewport(50, 40, 10).slice_to_fetch() == (10, 50)


def test_paging_moves_cursor_and_window_alike() -> None:
    assert moved(5, 100, 10, "page_down") == 15
    assert window_shift(10, "page_down") == 10
    assert window_shift(10, "down") == 0


def test_the_cursor_stops_at_both_ends() -> None:
    assert moved(0, 3, 10, "up") == 0
    assert moved(2, 3, 10, "page_down") == 2
    assert moved(1, 3, 10, "last") == 2


@pytest.mark.parametrize("motion", get_args(Motion))
@given(
    rows=st.integers(1, 10_000),
    row=st.integers(0, 9_999),
    height=st.integers(1, 80),
    top=st.integers(0, 9_999),
)
def test_after_any_motion_the_cursor_is_in_view(
    motion: Motion, rows: int, row: int, height: int, top: int
) -> None:
    row = min(row, rows - 1)
    before = Viewport(rows, height).at(top).following(row)
    target = moved(row, rows, height, motion)
    after = before.at(before.top + window_shift(height, motion)).following(target)
    assert 0 <= target < rows
    assert after.shows(target)
    assert 0 <= after.top <= after.last_top
