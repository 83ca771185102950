"""How columns share a width."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.schema.fields import FIELDS
from holdfast_tui.grid.columns import (
    MORE_WIDTH,
    WIDE,
    GridColumn,
    column_of_kind,
    customer_columns,
    place,
    reveal,
)
from holdfast_tui.grid.paint import titled

LISTED = customer_columns(())


def names(width: int, first: int = 0) -> list[str]:
    return [LISTED[placed.index].name for placed in place(LISTED, width, first).placed]


def test_without_a_choice_the_list_shows_severity_first_and_the_reason_last() -> None:
    assert [column.name for column in LISTED] == ["risk", "name", "rep", "revenue", "trend", "why"]


def test_with_room_every_column_has_its_width_and_the_reason_takes_the_rest() -> None:
    layout = place(LISTED, 200)
    assert layout.width_of(1) == FIELDS["name"].width
    last = layout.placed[-1]
    assert last.x + last.width == 200


def test_severities_lose_their_word_before_names_get_short() -> None:
    layout = place(LISTED, 95)
    assert layout.width_of(0) == 1
    assert layout.width_of(1) > 14


def test_the_desk_of_120_cells_shows_every_column() -> None:
    assert names(69) == ["risk", "name", "rep", "revenue", "trend", "why"]


def test_where_columns_do_not_fit_the_frozen_ones_stay_and_the_rest_scrolls() -> None:
    assert names(57) == ["risk", "name", "rep", "revenue", "trend"]
    assert names(57, 3) == ["risk", "name", "why"]
    assert place(LISTED, 57).more_right
    assert place(LISTED, 57, 3).more_left


def test_every_column_can_be_reached() -> None:
    for index in range(len(LISTED)):
        first = reveal(LISTED, 57, 0, index)
        assert place(LISTED, 57, first).width_of(index)


def test_a_column_in_view_needs_no_scrolling() -> None:
    assert reveal(LISTED, 57, 0, 2) == 0


def test_a_click_finds_its_column() -> None:
    layout = place(LISTED, 120)
    assert layout.column_at(0) == 0
    assert layout.column_at(500) is None


def test_a_column_is_headed_by_the_title_it_was_given() -> None:
    assert column_of_kind("name", "Rep", "text").title == "Rep"
    assert column_of_kind("name", "Rep", "text").width == FIELDS["name"].width
    assert column_of_kind("orders_before", "Orders before", "count").align == "right"


@given(
    st.lists(
        st.builds(
            lambda width, minimum, flexible, frozen: GridColumn(
                "x", "X", width=width, minimum=min(width, minimum), flexible=flexible, frozen=frozen
            ),
            st.integers(1, 40),
            st.integers(1, 40),
            st.booleans(),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 200),
    st.integers(0, 12),
)
def test_columns_never_overlap_and_never_leave_the_view(
    columns: list[GridColumn], width: int, first: int
) -> None:
    layout = place(columns, width, first)
    edge = 0
    for placed in layout.placed:
        assert placed.x >= edge
        assert placed.width >= 1
        edge = placed.x + placed.width + layout.gap
    assert layout.placed
    if width > 45:
        assert edge - layout.gap <= width


MONEY = GridColumn("revenue", "Revenue 12m", "money", width=11, minimum=8)
NAME = GridColumn("name", "Customer", width=24, minimum=18, frozen=True)
WORDS = GridColumn("why", "Why", width=40, minimum=18, flexible=True)


def test_a_column_of_numbers_is_as_wide_as_its_widest_value_and_one_of_words_is_not() -> None:
    assert MONEY.holding(14).minimum == 14
    assert WORDS.holding(90) == WORDS


def test_words_give_way_to_a_wide_number() -> None:
    columns = (NAME, MONEY.holding(16), WORDS)
    layout = place(columns, 60)
    assert layout.width_of(1) == 16
    assert layout.width_of(0) < NAME.width


def test_where_a_number_has_no_room_at_all_its_column_goes() -> None:
    columns = (NAME, MONEY.holding(16), WORDS)
    for width in range(1, 60):
        layout = place(columns, width, reveal(columns, width, 0, 1))
        assert layout.width_of(1) in (0, *range(16, 60)), width


def test_the_code_of_a_currency_stays_in_the_heading_when_its_words_give_way() -> None:
    column = MONEY.holding(5, "CHF")
    roomy, narrow = place((column,), 40), place((NAME, column, WORDS), 46)
    assert roomy.width_of(0) == len("Revenue 12m CHF")
    assert titled("Revenue 12m", "", roomy.width_of(0), column.unit) == "Revenue 12m CHF"
    assert titled("Revenue 12m", "", 11, "CHF") == "Revenue CHF"
    assert titled("Revenue 12m", "", narrow.width_of(1), "CHF") == "Rev… CHF"
    assert titled("Revenue 12m", "1▼", 14, "CHF") == "Revenue CHF 1▼"
    assert titled("Revenue 12m", "1▼", 6, "CHF") == "CHF 1▼"
    assert titled("Revenue 12m", "1▼", 3, "CHF") == "1▼"


# Each guard exactly at its limit, and one cell beside it.

RISK = GridColumn("risk", "Risk", width=8, minimum=1, frozen=True)
TEAM = GridColumn("team", "Team", width=20, minimum=10)


@pytest.mark.parametrize(("width", "gap"), [(WIDE, 2), (WIDE - 1, 1)])
def test_columns_stand_further_apart_from_a_width_on(width: int, gap: int) -> None:
    assert place((NAME, MONEY), width).gap == gap
    too_many = (NAME, *(replace(TEAM, name=f"team{index}", minimum=20) for index in range(9)))
    assert place(too_many, width).more_right
    assert place(too_many, width).gap == gap


@pytest.mark.parametrize(("width", "fits"), [(18 + 1 + 8, True), (18 + 1 + 7, False)])
def test_columns_share_a_width_down_to_the_sum_of_their_least(width: int, fits: bool) -> None:
    layout = place((NAME, MONEY), width)
    assert (layout.width_of(0), layout.width_of(1)) == ((18, 8) if fits else (24, 0))
    assert layout.more_right is not fits


@pytest.mark.parametrize(("width", "severity"), [(8 + 1 + 24, 8), (8 + 1 + 23, 1)])
def test_severities_keep_their_word_where_everything_just_fits(width: int, severity: int) -> None:
    layout = place((RISK, NAME), width)
    assert (layout.width_of(0), layout.width_of(1)) == (severity, 24)


@pytest.mark.parametrize(("width", "words"), [(24 + 1 + 40, 40), (24 + 1 + 39, 39), (18 + 1 + 18, 18)])
def test_words_take_what_the_others_leave(width: int, words: int) -> None:
    layout = place((NAME, WORDS), width)
    assert layout.width_of(0) + 1 + layout.width_of(1) == width
    assert layout.width_of(1) == words


def test_the_gap_behind_a_column_belongs_to_it_and_the_next_cell_to_the_next() -> None:
    layout = place((NAME, MONEY), WIDE)
    second = layout.placed[1].x
    assert [layout.column_at(x) for x in (0, second - 1, second)] == [0, 0, 1]
    end = second + layout.width_of(1) + layout.gap
    assert [layout.column_at(x) for x in (end - 1, end)] == [1, None]


@pytest.mark.parametrize(("width", "kept"), [(42, True), (41, False)])
def test_frozen_columns_take_half_of_a_scrolled_list_at_most(width: int, kept: bool) -> None:
    columns = (RISK, NAME, *(replace(TEAM, name=f"team{index}", minimum=20) for index in range(4)))
    layout = place(columns, width, 1)
    assert sum(cells + layout.gap for cells in (1, 18)) == 21, "half of 42"
    assert bool(layout.width_of(1)) is kept


@pytest.mark.parametrize(("room", "second"), [(10, 10), (9, 0)])
def test_a_scrolled_column_comes_where_its_least_just_fits(room: int, second: int) -> None:
    columns = (NAME, TEAM, replace(TEAM, name="other"), replace(WORDS, minimum=60))
    layout = place(columns, 18 + 1 + 20 + 1 + room + MORE_WIDTH)
    assert (layout.width_of(1), layout.width_of(2)) == (20, second)
    assert layout.more_right
    assert not layout.more_left


@pytest.mark.parametrize(("room", "shown"), [(8, 8), (7, 0)])
def test_a_number_comes_where_it_just_fits_and_never_cut(room: int, shown: int) -> None:
    columns = (NAME, MONEY, replace(WORDS, minimum=60))
    assert place(columns, 18 + 1 + room + MORE_WIDTH).width_of(1) == shown


def test_the_edges_say_that_there_is_more_where_there_is() -> None:
    columns = (NAME, *(replace(TEAM, name=f"team{index}", minimum=20) for index in range(3)))
    last = place(columns, 60, 1)
    assert [placed.index for placed in last.placed] == [0, 2]
    assert (last.more_left, last.more_right) == (True, True)
    last = place(columns, 60, 2)
    assert (last.more_left, last.more_right) == (True, False)


def test_words_that_have_no_room_at_all_are_cut_rather_than_missing() -> None:
    columns = (NAME, replace(TEAM, width=40, minimum=30), replace(TEAM, name="other"))
    layout = place(columns, 18 + 1 + 19 + MORE_WIDTH)
    assert (layout.width_of(1), layout.width_of(2)) == (19, 0)
