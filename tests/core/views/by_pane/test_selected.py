"""What is under a cursor as text: it comes back as the same, and says by itself what is wrong with it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.core.books import make_book
from tests.examples import each

from holdfast.errors import UsageError
from holdfast.views import selection as at
from holdfast.views.by_pane.selected import KINDS, selection_of, selection_text
from holdfast.views.rows_behind import VIEWS

CUSTOMERS = [{"customer_id": "C 7", "name": "Acme"}, {"customer_id": "C8", "name": "Beta"}]
TEXTS = {
    "cohort-cell cohort=2024-03 offset=5": at.CohortCell("2024-03", 5),
    "cohort-cell offset=2 by=quarter kind=on_or_after": at.CohortCell(None, 2, "quarter", "on_or_after"),
    "movement-bar movement=churn period=2025Q2": at.MovementBar("churn", "2025Q2"),
    "team-tenure": at.TeamTenure(),
    "funnel-part stage=Won part=open of_customers=True": at.FunnelPart("Won", "open", of_customers=True),
    "figure-group metric=winrate by=segment 'group=Mid Market'": at.FigureGroup(
        "winrate", "segment", "Mid Market"
    ),
    "flag-of-customer flag=F01 'customer=C 7'": at.FlagOfCustomer("F01", 0),
    "wave-of-survey wave=2025-05-01 part=silent": at.WaveOfSurvey(date(2025, 5, 1), "silent"),
    "scored-customers score=9.5 mark=1": at.ScoredCustomers(9.5, 1),
    "loss-part part=reason": at.LossPart("reason", None),
    "phrase-said 'phrase=nobody answers' at_loss=True": at.PhraseSaid("nobody answers", at_loss=True),
}


@each("text, selection", TEXTS.items())
def test_it_comes_back_as_the_same(text: str, selection: at.Selection) -> None:
    book = make_book(customers=CUSTOMERS)
    assert selection_of(text, book) == selection
    assert selection_of(selection_text(selection, book), book) == selection


def test_every_kind_has_its_words() -> None:
    assert set(KINDS.values()) == set(VIEWS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cohort-sell offset=1", "there are no rows behind 'cohort-sell': did you mean 'cohort-cell'?"),
        ("cohort-cell", "cohort-cell: say also offset=…"),
        ("cohort-cell offset=soon", "cohort-cell: offset cannot be 'soon'"),
        ("cohort-cell offset=1 by=week", "cohort-cell: by is one of month, quarter, year, not 'week'"),
        ("cohort-cell offsxt=1", "cohort-cell: 'offsxt=1' says nothing: did you mean 'offset'?"),
        ("flag-of-customer flag=F01 customer=C9", "customer C9 is not in this book"),
        ("cohort-cell 'offset=1", "No closing quotation"),
    ],
)
def test_a_wrong_text_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        selection_of(text, make_book(customers=CUSTOMERS))
