from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import AS_OF, ago, sentence, severity, since

from holdfast.book.book import Book

CUSTOMERS = [{"customer_id": "c1"}]


def answer(score: float, days_ago: int = 58, **more: Any) -> dict[str, Any]:
    day = ago(days_ago)
    return {"kind": "nps", "customer_id": "c1", "invited": day, "answered": day, "score": score, **more}


def surveyed(*answers: dict[str, Any]) -> Book:
    return make_book(customers=CUSTOMERS, surveys=answers)


@pytest.mark.parametrize(("score", "expected"), [(0, "high"), (6, "high"), (7, "none")])
def test_a_score_of_six_or_less_makes_a_detractor(score: float, expected: str) -> None:
    assert severity(surveyed(answer(score)), "F12") == expected


@pytest.mark.parametrize(("days", "expected"), [(180, "high"), (181, None)])
def test_an_answer_speaks_for_180_days(days: int, expected: str | None) -> None:
    assert severity(surveyed(answer(2, days)), "F12") == expected


def test_a_closed_loop_clears_the_detractor_from_that_day_on() -> None:
    assert severity(surveyed(answer(3, loop_closed=AS_OF)), "F12") == "none"
    assert severity(surveyed(answer(3, loop_closed=AS_OF + timedelta(days=1))), "F12") == "high"


def test_the_latest_answer_of_anyone_at_the_customer_decides() -> None:
    book = surveyed(answer(9, 10, contact_id="new"), answer(2, 40, contact_id="old"))
    assert severity(book, "F12") == "none"
    assert severity(surveyed(answer(9, 40), answer(2, 10)), "F12") == "high"


def test_invitations_without_answer_and_other_surveys_say_nothing() -> None:
    unanswered = {"kind": "nps", "customer_id": "c1", "invited": ago(10)}
    assert severity(surveyed(unanswered), "F12") is None
    assert severity(surveyed(answer(1, kind="csat")), "F12") is None
    assert severity(make_book(customers=CUSTOMERS, orders=[]), "F12") is None


def test_the_detractor_is_quoted_on_one_short_line() -> None:
    book = surveyed(answer(4, comment="slow\n  delivery"))
    assert sentence(book, "F12") == "Scored 4 on 3 May 2025 (“slow delivery”); nobody has replied"
    assert since(book, "F12") == date(2025, 5, 3)
    assert sentence(surveyed(answer(4)), "F12") == "Scored 4 on 3 May 2025; nobody has replied"
    long = sentence(surveyed(answer(4, comment="x" * 500)), "F12")
    assert long == f"Scored 4 on 3 May 2025 (“{'x' * 59}…”); nobody has replied"
