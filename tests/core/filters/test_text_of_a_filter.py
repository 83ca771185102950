"""A filter's text is stored in saved views and shown in the bar: it must mean what it says."""

from __future__ import annotations

import pytest
from hypothesis import given

from holdfast.filters import FilterError, Node, combine, parse, to_text

from .trees import trees


@given(trees)
def test_the_text_of_any_filter_reads_back_as_the_same_filter(node: Node) -> None:
    assert parse(to_text(node)) == node


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("  segment:smb   and owner:ana ", "segment:smb rep:ana"),
        ("revenue > 10k", "revenue>10000"),
        ("flag:F01", "flag:overdue"),
        ('"acme"', "acme"),
        ("a or (b c)", "a or b c"),
        ("(a or b) c", "(a or b) c"),
        ("not (a or b)", "-(a or b)"),
        ("created:2025-01-01..2025-01-31", "created:2025-01"),
        ("created:2025Q1", "created:2025-01..2025-03"),
        ("created:2025-01..2025-12", "created:2025"),
        ("created:2025-01-01..2025-03-30", "created:2025-01-01..2025-03-30"),
        ("active:true", "active:yes"),
    ],
)
def test_one_spelling_for_every_way_to_write_it(typed: str, canonical: str) -> None:
    assert to_text(parse(typed)) == canonical


@pytest.mark.parametrize(
    ("text", "clause", "result"),
    [
        ("", "flag:overdue", "flag:overdue"),
        ("rep:ana", "", "rep:ana"),
        ("rep:ana", "flag:overdue", "rep:ana flag:overdue"),
        ("rep:ana revenue>10", "rep:luc", "rep:luc revenue>10"),
        ("acme rep:ana region:x", "owner:luc", "acme rep:luc region:x"),
        ("-flag:overdue", "flag:overdue", "flag:overdue"),
        ("rep:ana or rep:luc", "flag:overdue", "(rep:ana or rep:luc) flag:overdue"),
        ("(rep:ana or rep:luc) rep:eve", "rep:kim", "(rep:ana or rep:luc) rep:kim"),
        ("rep:ana", "rep:luc or rep:eve", "rep:ana (rep:luc or rep:eve)"),
        ("rep:ana flag:overdue", "flag:overdue", "rep:ana flag:overdue"),
        ("acme", "gmbh", "acme gmbh"),
        ("acme", "acme", "acme"),
        ("orders>5", "revenue>1 revenue<9", "orders>5 revenue>1 revenue<9"),
    ],
)
def test_a_clause_narrows_a_filter_and_replaces_its_own_field(text: str, clause: str, result: str) -> None:
    assert combine(text, clause) == result


def test_a_clause_cannot_be_added_to_a_broken_filter() -> None:
    with pytest.raises(FilterError):
        combine("rep:", "flag:overdue")
