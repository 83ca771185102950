"""F13, F14, F15: answers that fall, answers that leave cold, and no answers."""

from __future__ import annotations

from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago, behind, numbered, orders_of, sentence, severity, since

from holdfast.book.book import Book

ORDERS = numbered(orders_of("c1", 20, 300, 600, 900))
CONTACTS = [
    {"contact_id": "ortiz", "customer_id": "c1", "name": "J. Ortiz"},
    {"contact_id": "nameless", "customer_id": "c1"},
]


def answer(score: float, days_ago: int, contact: str | None = "ortiz", **more: Any) -> dict[str, Any]:
    day = ago(days_ago)
    who = {"customer_id": "c1", "contact_id": contact}
    return {"kind": "nps", "invited": day, "answered": day, "score": score, **who, **more}


def invitation(days_ago: int, contact: str | None = "ortiz", **more: Any) -> dict[str, Any]:
    return {"kind": "nps", "customer_id": "c1", "contact_id": contact, "invited": ago(days_ago), **more}


def surveyed(*surveys: dict[str, Any], **more: Any) -> Book:
    tables = {"orders": ORDERS, "contacts": CONTACTS, **more}
    return make_book(customers=[{"customer_id": "c1"}], surveys=surveys, **tables)


# --- F13 score fall


@pytest.mark.parametrize(("score", "expected"), [(6, "watch"), (7, "none"), (10, "none")])
def test_a_fall_of_three_points_by_the_same_respondent(score: float, expected: str) -> None:
    assert severity(surveyed(answer(9, 200), answer(score, 58)), "F13") == expected


@pytest.mark.parametrize(("before", "score", "expected"), [(5, 3, "watch"), (5, 4, "none")])
def test_on_the_scale_to_five_two_points_are_a_fall(before: float, score: float, expected: str) -> None:
    book = surveyed(answer(before, 200, scale="1-5"), answer(score, 58, scale="1-5"))
    assert severity(book, "F13") == expected


def test_answers_of_different_people_or_scales_or_questions_are_not_compared() -> None:
    assert severity(surveyed(answer(9, 200, "nameless"), answer(2, 58)), "F13") is None
    assert severity(surveyed(answer(9, 200), answer(2, 58, scale="1-5")), "F13") is None
    assert severity(surveyed(answer(9, 200), answer(2, 58, kind="csat", scale="0-10")), "F13") is None
    agreed = surveyed(answer(3, 200, scale="agree3"), answer(1, 58, scale="agree3"))
    assert severity(agreed, "F13") is None


def test_answers_without_a_contact_count_as_one_respondents() -> None:
    book = surveyed(answer(9, 200, None), answer(5, 58, None))
    assert severity(book, "F13") == "watch"
    assert sentence(book, "F13") == "Their score went from 9 to 5 between 12 Dec 2024 and 3 May 2025"


@pytest.mark.parametrize(("days", "expected"), [(180, "watch"), (181, None)])
def test_a_fall_speaks_for_180_days(days: int, expected: str | None) -> None:
    assert severity(surveyed(answer(9, 300), answer(2, days)), "F13") == expected


def test_the_latest_two_answers_decide() -> None:
    assert severity(surveyed(answer(9, 300), answer(2, 100), answer(3, 50)), "F13") == "none"
    assert severity(surveyed(answer(2, 300), answer(9, 100), answer(6, 50)), "F13") == "watch"


def test_an_unanswered_invitation_or_an_impossible_score_is_no_answer() -> None:
    book = surveyed(answer(9, 300), answer(2, 100), invitation(10), answer(55, 5))
    assert severity(book, "F13") == "watch"
    assert severity(surveyed(answer(2, 100)), "F13") is None
    assert severity(make_book(customers=[{"customer_id": "c1"}], orders=ORDERS), "F13") is None


def test_an_answer_after_the_day_says_nothing_yet() -> None:
    assert severity(surveyed(answer(9, 300), answer(8, 58), answer(2, -1)), "F13") == "none"


def test_a_former_customers_scores_are_not_judged() -> None:
    former = numbered(orders_of("c1", 500))
    assert severity(surveyed(answer(9, 200), answer(2, 58), orders=former), "F13") is None
    assert severity(surveyed(answer(7, 200), answer(7, 58), orders=former), "F14") is None
    assert severity(surveyed(invitation(200), invitation(58), orders=former), "F15") is None


def test_the_largest_fall_is_told_with_its_name_and_days() -> None:
    book = surveyed(answer(9, 167), answer(6, 58))
    assert sentence(book, "F13") == "J. Ortiz went from 9 to 6 between 14 Jan 2025 and 3 May 2025"
    both = surveyed(answer(9, 167), answer(6, 58), answer(10, 167, "nameless"), answer(4, 58, "nameless"))
    assert sentence(both, "F13") == (
        "nameless went from 10 to 4 between 14 Jan 2025 and 3 May 2025; 1 other score fell too"
    )
    five = surveyed(answer(5, 167, scale="1-5"), answer(2, 58, scale="1-5"), contacts=[])
    assert sentence(five, "F13") == "ortiz went from 5 to 2 of 5 between 14 Jan 2025 and 3 May 2025"


def test_the_two_answers_are_behind_a_fall() -> None:
    book = surveyed(
        answer(8, 400), answer(9, 167), answer(6, 58), answer(7, 100, "nameless"), answer(2, 100, kind="csat")
    )
    assert behind(book, "F13").get_column("score").to_list() == [6, 9]


def test_a_second_fall_continues_the_first() -> None:
    assert since(surveyed(answer(10, 300), answer(7, 100), answer(4, 50)), "F13") == ago(100)
    assert since(surveyed(answer(10, 400), answer(7, 300), answer(4, 50)), "F13") == ago(50)
    first = surveyed(answer(9, 200), answer(6, 58), answer(9, 200, "nameless"), answer(5, 30, "nameless"))
    assert since(first, "F13") == ago(58)


# --- F14 lukewarm


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((7, 7), "info"),
        ((8, 7), "info"),
        ((6, 7), "none"),
        ((7, 6), "none"),
        ((9, 8), "none"),
        ((8, 9), "none"),
        ((7, 8, 7), "watch"),
        ((9, 8, 7), "info"),
        ((7, 7, 7, 7), "watch"),
        ((7,), None),
    ],
)
def test_two_answers_of_seven_or_eight_in_a_row_and_to_watch_three(
    scores: tuple[float, ...], expected: str | None
) -> None:
    days = range(58 + 60 * (len(scores) - 1), 0, -60)
    assert severity(surveyed(*map(answer, scores, days)), "F14") == expected


@pytest.mark.parametrize(
    ("scale", "score", "expected"),
    [
        ("1-5", 3, "info"),
        ("1-5", 4, "none"),
        ("1-5", 2, "none"),
        ("agree3", 2, "info"),
        ("agree3", 3, "none"),
    ],
)
def test_the_middle_of_other_scales_is_lukewarm(scale: str, score: float, expected: str) -> None:
    rated = {"kind": "csat", "scale": scale}
    assert severity(surveyed(answer(score, 200, **rated), answer(score, 58, **rated)), "F14") == expected


def test_lukewarm_answers_must_be_of_one_person_to_one_question() -> None:
    assert severity(surveyed(answer(7, 200, "nameless"), answer(7, 58)), "F14") is None
    other = answer(7, 58, kind="csat", scale="0-10")
    assert severity(surveyed(answer(7, 200), other), "F14") is None
    assert severity(surveyed(answer(7, 200, None), answer(7, 58, None)), "F14") == "info"
    assert severity(surveyed(answer(7, 200, kind="exit"), answer(7, 58, kind="exit")), "F14") is None


@pytest.mark.parametrize(("days", "expected"), [(180, "info"), (181, None)])
def test_a_lukewarm_answer_speaks_for_180_days(days: int, expected: str | None) -> None:
    assert severity(surveyed(answer(7, 300), answer(7, days)), "F14") == expected
    assert severity(surveyed(answer(7, 300), answer(7, 58), answer(1, -1)), "F14") == "info"


def test_the_answers_in_a_row_are_told() -> None:
    book = surveyed(answer(9, 300), answer(7, 167), answer(7, 58))
    assert sentence(book, "F14") == "7 then 7: satisfied, not attached (J. Ortiz, last on 3 May 2025)"
    three = surveyed(answer(8, 300, None), answer(7, 167, None), answer(8, 58, None))
    assert sentence(three, "F14") == "8, 7 then 8: satisfied, not attached (last on 3 May 2025)"
    five = surveyed(answer(3, 167, scale="1-5"), answer(3, 58, scale="1-5"))
    assert sentence(five, "F14") == "3 then 3 of 5: satisfied, not attached (J. Ortiz, last on 3 May 2025)"


def test_the_longest_row_of_lukewarm_answers_is_shown() -> None:
    row = [answer(7, days) for days in (200, 150, 100)]
    book = surveyed(*row, answer(8, 60, "nameless"), answer(8, 30, "nameless"))
    assert severity(book, "F14") == "watch"
    assert "J. Ortiz" in (sentence(book, "F14") or "")
    rows = behind(surveyed(answer(9, 300), *row), "F14")
    assert rows.get_column("answered").to_list() == [ago(100), ago(150), ago(200)]


def test_lukewarm_since_the_second_such_answer() -> None:
    assert since(surveyed(answer(7, 200), answer(7, 150), answer(7, 100)), "F14") == ago(150)
    assert since(surveyed(answer(7, 500), answer(7, 400), answer(7, 100)), "F14") == ago(100)


# --- F15 survey silence


@pytest.mark.parametrize(
    ("days", "expected"), [((200, 58), "watch"), ((58,), None), ((200, 171), None), ((200, 170), "watch")]
)
def test_two_waves_without_an_answer(days: tuple[int, ...], expected: str | None) -> None:
    assert severity(surveyed(*map(invitation, days)), "F15") == expected


@pytest.mark.parametrize(("days", "expected"), [(14, "watch"), (13, None)])
def test_people_have_14_days_to_answer(days: int, expected: str | None) -> None:
    assert severity(surveyed(invitation(200), invitation(days)), "F15") == expected


@pytest.mark.parametrize(("oldest", "expected"), [(730, "watch"), (731, None)])
def test_waves_count_for_730_days(oldest: int, expected: str | None) -> None:
    assert severity(surveyed(invitation(oldest), invitation(58)), "F15") == expected


def test_any_answer_of_anyone_breaks_the_silence() -> None:
    waves = (invitation(200), invitation(58))
    assert severity(surveyed(*waves, answer(7, 58, "nameless")), "F15") == "none"
    assert severity(surveyed(*waves, answer(4, 30, kind="csat")), "F15") == "none"
    late = invitation(200, answered=ago(57), score=8)
    assert severity(surveyed(late, invitation(100), invitation(58)), "F15") == "none"
    assert severity(surveyed(*waves, answer(7, -1)), "F15") == "watch"


def test_the_silence_counts_anew_after_an_answer() -> None:
    assert severity(surveyed(answer(9, 400), invitation(200), invitation(58)), "F15") == "watch"
    assert severity(surveyed(answer(9, 400), invitation(58)), "F15") == "none"


def test_an_export_of_answers_alone_tells_of_nobodys_silence() -> None:
    answered = (answer(9, 400), answer(8, 230), answer(9, 100))
    assert severity(surveyed(*answered), "F15") is None
    assert severity(surveyed(*answered, invitation(58)), "F15") == "none"
    # Not yet on file on the day: it is asked only tomorrow.
    assert severity(surveyed(*answered, invitation(-1)), "F15") is None


def test_a_day_of_answering_without_a_score_breaks_no_silence() -> None:
    empty = invitation(58, answered=ago(50))
    assert severity(surveyed(invitation(200), empty), "F15") == "watch"
    exit_answer = invitation(58, answered=ago(50), kind="exit")
    assert severity(surveyed(invitation(200), invitation(100), exit_answer), "F15") == "none"


def test_only_the_question_on_recommending_has_waves() -> None:
    csat = [invitation(days, kind="csat") for days in (200, 58)]
    assert severity(surveyed(*csat), "F15") is None


def test_the_sentence_tells_when_and_how_many_were_asked() -> None:
    contacts = [f"p{number}" for number in range(5)]
    twice = [invitation(days, contact) for days in (228, 132) for contact in contacts]
    assert sentence(surveyed(*twice), "F15") == "Asked in Nov 2024 and Feb 2025, 5 contacts, no answer"
    again = surveyed(*twice, invitation(20, None), answer(9, 422))
    assert sentence(again, "F15") == (
        "Asked 3 times from Nov 2024 to Jun 2025, 5 contacts, no answer; last answer 4 May 2024"
    )
    unnamed = surveyed(invitation(228, None), invitation(132, None))
    assert sentence(unnamed, "F15") == "Asked in Nov 2024 and Feb 2025, no answer"


def test_the_unanswered_invitations_are_behind_it() -> None:
    book = surveyed(answer(9, 400), *map(invitation, (228, 132, 5)), invitation(60, kind="csat"))
    assert behind(book, "F15").get_column("invited").to_list() == [ago(5), ago(132), ago(228)]


def test_silent_since_the_second_wave_had_had_its_time() -> None:
    assert since(surveyed(*map(invitation, (400, 228, 132))), "F15") == ago(214)
    # The first wave had become too old before the third came.
    assert since(surveyed(*map(invitation, (1100, 1000, 260, 100))), "F15") == ago(86)
