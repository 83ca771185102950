"""How columns share a width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from holdfast.fields import FIELDS
from holdfast_tui.grid.columns import Column, customer_columns, inferred, place, reveal

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


def test_unknown_columns_take_their_kind_from_their_values() -> None:
    assert inferred("mrr_start", "MRR at start", 12.5).kind == "money"
    assert inferred("left", "Left", None).kind == "text"
    assert inferred("orders_before", "Orders before", 3).align == "right"
    assert inferred("name", "Customer", "x").width == FIELDS["name"].width


def test_a_column_is_headed_by_the_title_it_was_given() -> None:
    assert inferred("name", "Rep", "x").title == "Rep"


@given(
    st.lists(
        st.builds(
            lambda width, minimum, flexible, frozen: Column(
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
    columns: list[Column], width: int, first: int
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
