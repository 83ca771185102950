"""What happens around a rep: teammates who leave, the team's eNPS, another manager, other customers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.books import make_book
from tests.core.risk.desk import ago
from tests.core.risk.rep_desk import rep_behind, rep_sentence, rep_severity, rep_since

from holdfast.book.book import Book


def rep(name: str, team: str | None = "North", **more: Any) -> dict[str, Any]:
    return {"rep_id": name, "name": name.title(), "team": team, "hire_date": date(2020, 1, 1), **more}


def team_of(*leavers: int, stay: int = 1, **more: Any) -> Book:
    """Ana, others who stay, and one who left so many days ago per number (first day no longer here)."""
    gone = [rep(f"gone{n}", end_date=ago(days)) for n, days in enumerate(leavers)]
    others = [rep(f"stay{n}") for n in range(stay - 1)]
    return make_book(customers=[{"customer_id": "c1"}], reps=[rep("ana", **more), *others, *gone])


@pytest.mark.parametrize(("days", "expected"), [(0, "watch"), (90, "watch"), (91, "none")])
def test_a_departure_in_the_team_counts_for_90_days(days: int, expected: str) -> None:
    assert rep_severity(team_of(days), "R1") == expected


def test_losing_two_and_a_quarter_of_the_team_is_high() -> None:
    assert rep_severity(team_of(10, 20, stay=6), "R1") == "high"
    assert rep_severity(team_of(10, 20, stay=7), "R1") == "watch"
    assert rep_severity(team_of(10, stay=2), "R1") == "watch"


def test_the_size_is_that_of_the_team_before_they_left() -> None:
    book = team_of(10, 20, stay=3)
    assert rep_sentence(book, "R1") == "Team North lost 2 of 5 in 90 d, the last on 19 Jun 2025"


def test_the_count_of_a_small_team_is_not_told() -> None:
    assert rep_sentence(team_of(10, 20, stay=2), "R1") == "A colleague in Team North left on 19 Jun 2025"


def test_a_team_that_says_team_is_not_called_so_twice() -> None:
    book = make_book(
        customers=[{"customer_id": "c1"}],
        reps=[rep("ana", "Team Nord"), rep("max", "Team Nord", end_date=ago(3))],
    )
    assert rep_sentence(book, "R1") == "A colleague in Team Nord left on 26 Jun 2025"


def test_other_teams_and_departures_before_the_rep_came_do_not_count() -> None:
    others = [rep("ana"), rep("max", "South", end_date=ago(10))]
    assert rep_severity(make_book(customers=[{"customer_id": "c1"}], reps=others), "R1") == "none"
    assert rep_severity(team_of(10, hire_date=ago(10)), "R1") == "none"
    assert rep_severity(team_of(10, hire_date=ago(11)), "R1") == "watch"


def test_without_a_team_nobody_can_tell() -> None:
    assert rep_severity(team_of(10, team=None), "R1") is None


def test_departures_in_a_row_keep_the_flag_open() -> None:
    assert rep_since(team_of(10, 100, 191), "R1") == ago(191)
    assert rep_since(team_of(10, 102, 191), "R1") == ago(10)


def test_behind_it_are_the_colleagues_who_left() -> None:
    assert rep_behind(team_of(10, 20, 300), "R1").get_column("rep_id").to_list() == ["gone0", "gone1"]


def answers(*scores: float, days: int = 40, team: str | None = "North", kind: str = "enps") -> list[Any]:
    return [
        {"kind": kind, "team": team, "invited": ago(days + 5), "answered": ago(days - n), "score": score}
        for n, score in enumerate(scores)
    ]


def asked(*rows: dict[str, Any]) -> Book:
    return make_book(
        customers=[{"customer_id": "c1"}], reps=[rep("ana"), rep("max"), rep("eva", "South")], surveys=rows
    )


def test_more_detractors_than_promoters_is_told_to_all_the_team_alike() -> None:
    book = asked(*answers(9, 6, 6, 7, 8))
    assert rep_severity(book, "R5", "ana") == "watch"
    words = "Team North: eNPS −20 from 5 answers, asked from 16 May 2025 on"
    assert [rep_sentence(book, "R5", name) for name in ("ana", "max", "eva")] == [words, words, None]


def test_as_many_promoters_as_detractors_is_clear() -> None:
    assert rep_severity(asked(*answers(9, 6, 7, 7, 8)), "R5") == "none"


def test_fewer_than_five_answers_are_hidden() -> None:
    assert rep_severity(asked(*answers(0, 0, 0, 0)), "R5") is None


def test_five_answers_of_two_teams_are_hidden_for_both() -> None:
    book = asked(*answers(0, 0, 0), *answers(0, 0, team="South"))
    assert [rep_severity(book, "R5", name) for name in ("ana", "eva")] == [None, None]


def test_one_person_who_answers_five_times_is_still_one() -> None:
    rows = [{**row, "rep_id": "ana"} for row in answers(0, 0, 0, 0, 0)]
    assert rep_severity(asked(*rows), "R5") is None


def test_an_old_wave_or_another_question_says_nothing() -> None:
    assert rep_severity(asked(*answers(0, 0, 0, 0, 0, days=360)), "R5") == "watch"
    assert rep_severity(asked(*answers(0, 0, 0, 0, 0, days=361)), "R5") is None
    assert rep_severity(asked(*answers(0, 0, 0, 0, 0, kind="nps")), "R5") is None


def test_a_later_wave_replaces_an_earlier_one_once_enough_have_answered() -> None:
    bad = answers(0, 0, 0, 0, 0, days=200)
    assert rep_severity(asked(*bad, *answers(9, 9, 9, 9)), "R5") == "watch"
    assert rep_severity(asked(*bad, *answers(9, 9, 9, 9, 9)), "R5") == "none"


def test_it_opens_with_the_fifth_answer_and_stays_open_over_bad_waves() -> None:
    assert rep_since(asked(*answers(0, 0, 0, 0, 0)), "R5") == ago(36)
    both = [*answers(0, 0, 0, 0, 0, days=200), *answers(0, 0, 0, 0, 0)]
    assert rep_since(asked(*both), "R5") == ago(196)


def test_an_answer_counts_for_the_team_of_the_rep_where_it_names_none() -> None:
    rows = [
        {**row, "team": None, "rep_id": name} for row, name in zip(answers(0, 0), ("ana", "max"), strict=True)
    ]
    assert rep_severity(asked(*rows, *answers(0, 0, 0)), "R5") == "watch"


def test_the_rows_behind_name_nobody() -> None:
    rows = rep_behind(asked(*({**row, "rep_id": "ana"} for row in answers(3)), *answers(0, 0, 9, 6, 5)), "R5")
    assert rows.height == 6
    assert set(rows.columns) == {"team", "wave", "score", "scale", "mark"}


def managed(**manager: Any) -> Book:
    boss = {"rep_id": "eva", "name": "Eva Moss", "hire_date": date(2019, 1, 1), **manager}
    return make_book(customers=[{"customer_id": "c1"}], reps=[rep("ana", manager_id="eva"), boss])


@pytest.mark.parametrize(("days", "expected"), [(0, "info"), (90, "info"), (91, "none")])
def test_a_manager_who_left_is_a_change_for_90_days(days: int, expected: str) -> None:
    assert rep_severity(managed(end_date=ago(days)), "R8") == expected


def test_a_manager_who_came_after_the_rep_is_a_change() -> None:
    book = managed(hire_date=ago(58))
    assert rep_sentence(book, "R8") == "New manager Eva Moss since 3 May 2025"
    assert rep_since(book, "R8") == ago(58)
    assert rep_severity(managed(hire_date=ago(91)), "R8") == "none"


def test_the_sentence_says_when_the_manager_left() -> None:
    book = managed(end_date=ago(58))
    assert rep_sentence(book, "R8") == "Manager Eva Moss left on 2 May 2025"
    assert rep_behind(book, "R8").get_column("rep_id").to_list() == ["eva"]


def test_without_a_known_manager_or_assignments_nobody_can_tell() -> None:
    assert rep_severity(make_book(customers=[{"customer_id": "c1"}], reps=[rep("ana")]), "R8") is None


def territory(*, kept: int, went: int = 0, came: int = 0, new: int = 0, days: int = 30) -> Book:
    """Ana's customers: kept, passed to Max, taken over from Max, and newly won."""
    long_ago = date(2022, 1, 1)
    rows: list[dict[str, Any]] = [
        {"customer_id": f"k{n}", "rep_id": "ana", "start": long_ago} for n in range(kept)
    ]
    for kind, count, first, second in (("w", went, "ana", "max"), ("c", came, "max", "ana")):
        for n in range(count):
            customer = f"{kind}{n}"
            rows += [
                {"customer_id": customer, "rep_id": first, "start": long_ago, "end": ago(days)},
                {"customer_id": customer, "rep_id": second, "start": ago(days)},
            ]
    rows += [{"customer_id": f"n{n}", "rep_id": "ana", "start": ago(20)} for n in range(new)]
    customers = {row["customer_id"] for row in rows}
    return make_book(
        customers=[
            {"customer_id": name, "created": ago(20) if name.startswith("n") else long_ago}
            for name in sorted(customers)
        ],
        reps=[rep("ana"), rep("max")],
        assignments=rows,
    )


def test_three_in_ten_customers_that_change_hands_are_another_territory() -> None:
    assert rep_severity(territory(kept=7, went=3), "R8") == "info"
    assert rep_severity(territory(kept=8, went=3), "R8") == "none"
    assert rep_severity(territory(kept=14, came=6), "R8") == "info"
    assert rep_severity(territory(kept=15, came=6), "R8") == "none"


def test_the_territory_is_told_with_its_numbers() -> None:
    book = territory(kept=10, went=2, came=4)
    assert rep_sentence(book, "R8") == "6 of 16 customers changed hands in 90 d: 4 came, 2 went"
    moved = rep_behind(book, "R8")
    assert sorted(moved.get_column("customer_id")) == ["c0", "c1", "c2", "c3", "w0", "w1"]


def test_a_change_of_territory_fades_after_90_days() -> None:
    assert rep_severity(territory(kept=7, went=3, days=89), "R8") == "info"
    assert rep_severity(territory(kept=12, went=5, days=90), "R8") == "none"


def test_new_customers_are_no_change_of_territory_and_small_books_are_not_judged() -> None:
    assert rep_severity(territory(kept=10, new=10), "R8") == "none"
    assert rep_severity(territory(kept=4, went=5), "R8") is None


@pytest.mark.thorough
def test_a_flag_was_open_on_its_first_day_and_not_the_day_before() -> None:
    books = [
        (team_of(10, 100, 191), "R1"),
        (asked(*answers(0, 0, 0, 0, 0)), "R5"),
        (managed(end_date=ago(58)), "R8"),
    ]
    for book, flag in books:
        first = rep_since(book, flag)
        assert first is not None
        assert rep_severity(book, flag, "ana", first) not in (None, "none")
        assert rep_severity(book, flag, "ana", first - timedelta(days=1)) in (None, "none")
