"""What is missing, said as the file that would unlock it."""

from __future__ import annotations

from tests.core.books import make_book
from tests.core.worked import mrr_book

from holdfast.book.locked import missing, sentence


def test_nothing_is_missing_where_one_alternative_is_there() -> None:
    assert missing((("subscriptions",), ("mrr_events",)), mrr_book()) is None
    assert missing((), mrr_book()) is None
    assert missing((("customers", "mrr_events"),), mrr_book()) is None


def test_the_alternative_that_lacks_least_is_named() -> None:
    book = make_book(orders=[], reps=[])
    assert missing((("tickets", "surveys"), ("reps", "assignments")), book) == ("assignments",)


def test_the_sentence_names_the_files_and_what_they_are_for() -> None:
    said = sentence(("reps", "assignments"))
    assert "reps.csv and assignments.csv" in said
    assert "rep retention" in said
    assert "holdfast.toml" in said
