"""A query that was saved on another book: what this one cannot answer is left out and named."""

from __future__ import annotations

from holdfast.answers.fitting import fitted
from holdfast.query import Query, SortKey
from holdfast.schema.field_set import DECLARED


def test_what_another_book_cannot_answer_is_left_out_and_said() -> None:
    query = Query(
        where="x.plan:pro", sort=(SortKey("x.seats"), SortKey("name")), columns=("name", "x.plan", "x.seats")
    )
    fit = fitted(query, DECLARED)
    assert fit.query == Query(sort=(SortKey("name"),), columns=("name",))
    assert fit.sentence == (
        "Not restored on this book: the filter 'x.plan:pro' (there is no field 'x.plan'; to search for this "
        "text, quote it); columns x.plan, x.seats; the sort by x.seats."
    )
    kept = Query(where="tier:A", sort=(SortKey("name"),))
    assert (fitted(kept, DECLARED).query, fitted(kept, DECLARED).sentence) == (kept, "")
