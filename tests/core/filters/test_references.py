"""`@name` in a filter stands for the filter of a saved view; what is wrong is told where it was typed."""

from __future__ import annotations

import pytest

from holdfast.filters import FilterError, parse, quote
from holdfast.filters.references import complete_name, expand

VIEWS = {"smb": "segment:smb or tier:C", "late": "flag:overdue", "all": "", "torn": "tier:A) or (tier:B"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("@late", "flag:overdue"),
        ("@smb revenue>10k", "(segment:smb or tier:C) revenue>10k"),
        ("-@smb", "-(segment:smb or tier:C)"),
        ("(@late or @smb) acme", "((flag:overdue) or (segment:smb or tier:C)) acme"),
        ('"@late"', '"@late"'),
        ("rep:@late", "rep:@late"),
        ("rep:ana, @late", "rep:ana, @late"),
        ("name = @late", "name = @late"),
    ],
)
def test_a_name_is_replaced_where_a_condition_may_stand(typed: str, read: str) -> None:
    assert expand(typed, VIEWS).text == read


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("x @smbb", "there is no saved view '@smbb': did you mean '@smb'?"),
        ("x @all", "the saved view '@all' has no filter"),
        ("x @torn", "the filter of '@torn' lacks a parenthesis"),
    ],
)
def test_what_cannot_stand_there_is_refused_at_its_place(typed: str, says: str) -> None:
    with pytest.raises(FilterError, match=says) as refused:
        expand(typed, VIEWS)
    assert (refused.value.start, refused.value.end) == (2, len(typed))


def test_an_error_is_placed_in_what_was_typed() -> None:
    behind = expand("@smb revenu>3", VIEWS)
    with pytest.raises(FilterError) as refused:
        parse(behind.text)
    placed = behind.placed(refused.value)
    assert behind.typed[placed.start : placed.end] == "revenu"
    inside = expand("acme @old", {"old": "plan:pro"})
    with pytest.raises(FilterError) as refused:
        parse(inside.text)
    placed = inside.placed(refused.value)
    assert inside.typed[placed.start : placed.end] == "@old"
    assert placed.message.startswith("in the view @old: there is no field 'plan'")


def test_a_name_that_nobody_replaced_is_not_taken_for_text() -> None:
    """A search for it would find nobody, which looks like an answer."""
    with pytest.raises(FilterError, match="names a saved view"):
        parse("@smb")
    assert parse(quote("@smb")) == parse('"@smb"')


def test_names_are_completed_where_one_is_typed() -> None:
    found = complete_name("tier:A @S", 9, VIEWS)
    assert found is not None
    assert [(one.text, one.start, one.end) for one in found] == [("@smb", 7, 9)]
    assert complete_name("rep:@s", 6, VIEWS) is None
    assert complete_name('"@s', 3, VIEWS) is None
