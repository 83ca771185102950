"""How columns share a width."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.schema.fields import FIELDS
from holdfast_tui.grid.columns import WIDE, GridColumn, column_of_kind, customer_columns, place, reveal
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


def text(minimum: int, *, frozen: bool = False) -> GridColumn:
    return GridColumn("x", "X", width=minimum, minimum=minimum, frozen=frozen)


FROZEN, FAR = text(10, frozen=True), text(30)
"""Over 40 cells the first leaves 27 for those that scroll: a gap, and two cells for the mark of more."""


def test_a_click_on_the_gap_is_one_on_the_column_before_it_and_not_a_cell_further() -> None:
    layout = place(LISTED, 120)
    for before, column in pairwise(layout.placed):
        assert layout.column_at(column.x - 1) == before.index
        assert layout.column_at(column.x) == column.index


@pytest.mark.parametrize(("width", "gap"), [(WIDE, 2), (WIDE - 1, 1)])
def test_from_its_limit_on_a_wide_grid_has_two_cells_between_columns(width: int, gap: int) -> None:
    assert place((NAME, WORDS), width).gap == gap
    assert place((FROZEN, *[FAR] * 5), width).gap == gap


@pytest.mark.parametrize(("width", "cells"), [(21, 10), (20, 1)])
def test_severities_keep_their_word_where_everything_just_fits(width: int, cells: int) -> None:
    severity = GridColumn("severity", "Severity", "dimension", width=10, minimum=1)
    assert place((severity, text(10)), width).width_of(0) == cells


@pytest.mark.parametrize(("width", "pinned"), [(40, [0, 1]), (39, [0])])
def test_frozen_columns_stay_as_long_as_they_take_no_more_than_half(width: int, pinned: list[int]) -> None:
    columns = (text(9, frozen=True), text(9, frozen=True), FAR, FAR)
    shown = [placed.index for placed in place(columns, width, first=1).placed]
    assert [index for index in shown if index < 2] == pinned


@pytest.mark.parametrize(("minimum", "shown"), [(21, True), (22, False)])
def test_a_column_that_just_fits_is_shown_and_one_of_a_cell_more_is_not(minimum: int, shown: bool) -> None:
    layout = place((FROZEN, text(5), text(minimum), FAR), 40)
    assert bool(layout.width_of(2)) == shown


@pytest.mark.parametrize(("minimum", "cells"), [(27, 27), (28, 0)])
def test_a_number_that_just_fits_is_shown_and_one_of_a_cell_more_is_not_cut(minimum: int, cells: int) -> None:
    number = GridColumn("revenue", "Revenue", "money", width=minimum, minimum=minimum)
    assert place((FROZEN, number, FAR), 40).width_of(1) == cells


def test_the_first_column_of_words_is_shown_in_whatever_room_there_is() -> None:
    assert place((FROZEN, FAR, FAR), 40).width_of(1) == 27


def test_more_is_marked_only_where_there_is_more() -> None:
    start, end = (place((FROZEN, text(5), FAR), 40, first) for first in (0, 1))
    assert (start.more_left, start.more_right) == (False, True)
    assert (end.more_left, end.more_right) == (True, False)


def test_the_sentence_stays_at_the_edge_however_many_columns_are_added() -> None:
    many = customer_columns(("risk", "name", "rep", "revenue", "orders", "mrr", "country", "segment", "why"))
    for first in range(6):
        placed = [many[p.index].name for p in place(many, 72, first).placed]
        assert placed[:2] == ["risk", "name"]
        assert placed[-1] == "why"
        assert len(placed) > 3
    seen = {many[p.index].name for first in range(6) for p in place(many, 72, first).placed}
    assert seen == {column.name for column in many}


def test_free_width_goes_to_the_sentence_before_the_others_get_more_than_they_need() -> None:
    widths = {LISTED[p.index].name: p.width for p in place(LISTED, 110).placed}
    assert widths["why"] >= 40
    wide = {LISTED[p.index].name: p.width for p in place(LISTED, 160).placed}
    assert wide["why"] > 70


def test_a_listed_column_that_is_blank_in_this_book_gives_its_room_away() -> None:
    assert "rep" not in [column.name for column in customer_columns((), blank={"rep", "name"})]
    assert [column.name for column in customer_columns(("rep", "name"), blank={"rep"})] == ["rep", "name"]
