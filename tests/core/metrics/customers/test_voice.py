"""NPS, satisfaction and eNPS from survey rows: who counts, on which scale, and who kept silent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.figures_of import FiguresOf

from holdfast.book.book import Book
from holdfast.engine import Engine, open_book
from holdfast.query import Query

JUNE = Query(as_of=date(2025, 6, 30))


def answer(customer: str, score: float | None, **more: Any) -> Row:
    asked = {"invited": "2025-05-10", "answered": "2025-05-12" if score is not None else None}
    return {"kind": "nps", "customer_id": customer, "score": score, **asked, **more}


def figures(rows: list[Row], query: Query = JUNE, tickets: Sequence[Row] = ()) -> FiguresOf:
    return FiguresOf(Engine(book_of(rows, tickets=tickets)), query)


def book_of(rows: list[Row], customers: Sequence[Row] = (), tickets: Sequence[Row] = ()) -> Book:
    names = sorted({row["customer_id"] for row in rows if row.get("customer_id")}) or ["nobody"]
    orders = [{"customer_id": name, "order_date": "2025-01-01", "amount": 1} for name in names]
    listed = customers or [{"customer_id": name} for name in names]
    return make_book(customers=listed, orders=orders, surveys=rows, tickets=tickets)


def scores(promoters: int, passives: int, detractors: int, **more: Any) -> list[Row]:
    given = [9.0] * promoters + [7.0] * passives + [6.0] * detractors
    return [answer(f"c{number}", score, **more) for number, score in enumerate(given)]


def test_the_worked_score_from_sixty_customers() -> None:
    nps = figures(scores(30, 20, 10))["nps.customers"]
    assert nps.value == pytest.approx(100 / 3)
    assert (nps.low, nps.high) == pytest.approx((13.3, 50.2), abs=5e-2)
    assert (nps.numerator, nps.denominator, nps.status, nps.unit) == (20, 60, "ok", "score")


def test_six_answers_are_few() -> None:
    nps = figures(scores(3, 2, 1))["nps.customers"]
    assert (nps.low, nps.high) == pytest.approx((-26.7, 71.2), abs=5e-2)
    assert nps.status == "few"


def test_an_account_scores_the_median_of_each_contacts_latest_answer() -> None:
    rows = [
        answer("c", 2, contact_id="a"),
        answer("c", 10, contact_id="a", answered="2025-05-20"),
        answer("c", 9, contact_id="b"),
        answer("c", 3, contact_id="d"),
    ]
    engine = Engine(book_of(rows))
    nps = FiguresOf(engine, JUNE)["nps.customers"]
    # The latest are 10, 9 and 3; their median is 9, so the account promotes.
    assert (nps.value, nps.denominator) == (100, 1)
    found = engine.rows_behind(JUNE, "nps.customers")
    assert found.rows.fetch(0, 5, ("name", "score", "mark")) == {"name": ["c"], "score": [9.0], "mark": [1]}


def test_the_marks_of_the_rows_add_up_to_the_numerator() -> None:
    engine = Engine(book_of(scores(5, 2, 3)))
    nps = FiguresOf(engine, JUNE)["nps.customers"]
    rows = engine.rows_behind(JUNE, "nps.customers").rows
    assert len(rows) == nps.denominator
    assert sum(rows.fetch(0, len(rows), ("mark",))["mark"]) == nps.numerator


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("scale", "up", "middle", "down"), [("0-10", 9, 8, 6), ("1-5", 5, 4, 3), ("agree3", 3, 2, 1)]
)
def test_three_scales_map_to_promoter_passive_and_detractor(
    scale: str, up: float, middle: float, down: float
) -> None:
    rows = [answer(f"c{n}", score, scale=scale) for n, score in enumerate([up, up, middle, down])]
    nps = figures(rows)["nps.customers"]
    assert (nps.numerator, nps.denominator) == (1, 4)


def test_a_score_outside_its_scale_is_left_out() -> None:
    assert (
        figures([*scores(1, 0, 0), answer("x", 11), answer("y", 9, scale="stars")])[
            "nps.customers"
        ].denominator
        == 1
    )


def test_silence_is_counted_beside_the_score() -> None:
    rows = [
        *scores(2, 0, 1),
        answer("c0", None, contact_id="other"),
        answer("quiet", None),
        answer("quiet", None, contact_id="too"),
    ]
    found = figures(rows)
    rate, silent = found["nps.response_rate"], found["nps.silent_share"]
    assert (rate.numerator, rate.denominator) == (3, 6)
    assert (silent.numerator, silent.denominator) == (1, 4)
    assert (
        found["nps.customers"].note == "3 of 6 invitations answered; 25% of the customers asked kept silent"
    )


def answers_alone(*given: float | None) -> list[Row]:
    """What many survey tools export: one row per answer with its day, nothing of those who kept silent."""
    return [answer(f"c{n}", score, invited=None, answered="2025-05-12") for n, score in enumerate(given)]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(answers_alone(9, 3, 10), id="no day of asking"),
        pytest.param(scores(2, 0, 1), id="everybody who was asked has answered"),
        pytest.param(
            [*answers_alone(9, 3, 10), answer("c3", None, invited=None)], id="silence without a day"
        ),
    ],
)
def test_answers_alone_give_no_response_rate_and_say_so(rows: list[Row]) -> None:
    found = figures(rows)
    for name in ("nps.response_rate", "nps.silent_share"):
        rate = found[name]
        assert (rate.value, rate.status, rate.denominator) == (None, "n/a", 0)
        assert "an export of answers alone does not tell who kept silent" in (rate.note or "")
    nps = found["nps.customers"]
    assert nps.denominator == 3
    assert nps.note == "no invitations on file, so nobody can tell how many kept silent"


@pytest.mark.thorough
def test_one_invitation_without_an_answer_says_who_was_asked() -> None:
    rate = figures([*scores(2, 0, 1), answer("quiet", None)])["nps.response_rate"]
    assert (rate.numerator, rate.denominator) == (3, 4)
    # It need not be of the period, nor of the customers the filter keeps.
    year_ago = answer("quiet", None, invited="2024-05-10")
    rate = figures([*scores(2, 0, 1), year_ago], Query(JUNE.as_of, where="id:c0,c1"))["nps.response_rate"]
    assert (rate.value, rate.numerator, rate.denominator) == (1, 2, 2)
    # Satisfaction asked for and not given says nothing about this question.
    assert (
        figures([*scores(2, 0, 1), answer("quiet", None, kind="csat")])["nps.response_rate"].status == "n/a"
    )


@pytest.mark.thorough
def test_a_day_of_answering_without_a_score_is_no_answer() -> None:
    empty = answer("quiet", None, answered="2025-05-12", comment="later")
    for rows in ([*scores(2, 0, 1), empty], [*answers_alone(9, 3, 10), {**empty, "invited": None}]):
        found = figures(rows)
        assert (found["nps.response_rate"].numerator, found["nps.response_rate"].denominator) == (3, 4)
        assert (found["nps.silent_share"].numerator, found["nps.silent_share"].denominator) == (1, 4)


@pytest.mark.thorough
def test_an_answer_that_came_after_the_date_was_silence_on_it() -> None:
    rows = [answer("c", 9, answered="2025-07-03", invited="2025-06-28")]
    before, after = (
        figures(rows, Query(as_of=date(2025, month, 10 if month > 6 else 30))) for month in (6, 7)
    )
    assert before["nps.customers"].status == "n/a"
    assert before["nps.silent_share"].value == 1
    assert after["nps.customers"].value == 100


def test_two_waves_differ_by_less_than_their_interval() -> None:
    spring = scores(30, 20, 10, invited="2025-02-01", answered="2025-02-05")
    summer = scores(24, 20, 16, invited="2025-05-10", answered="2025-05-12")
    change = figures([*spring, *summer])["nps.change"]
    assert change.value == pytest.approx(-20)
    assert (change.low, change.high) == pytest.approx((-47.8, 7.8), abs=5e-2)
    assert (change.note or "").startswith("not distinguishable from no change")


def test_reminders_within_thirty_days_belong_to_one_wave() -> None:
    rows = [
        answer("a", 9, invited="2025-05-01"),
        answer("b", 9, invited="2025-05-30", answered="2025-06-01"),
    ]
    assert "not two waves" in (figures(rows)["nps.change"].note or "")
    later = answer("c", 2, invited="2025-05-31", answered="2025-06-02")
    change = figures([*rows, later])["nps.change"]
    assert (change.value, change.status) == (-200, "few")


def test_one_wave_has_no_change_and_says_so() -> None:
    change = figures(scores(3, 0, 0))["nps.change"]
    assert (change.value, change.status) == (None, "n/a")
    assert change.note == "there are not two waves with answers yet"


def test_satisfaction_counts_surveys_and_rated_tickets() -> None:
    rows = [answer("c", score, kind="csat") for score in (5, 4, 3)]
    tickets: list[Row] = [
        {"customer_id": "c", "created": "2025-05-01 09:00", "solved": "2025-05-02 10:00", "csat": 2},
        {"customer_id": "c", "created": "2025-05-01 09:00", "solved": "2025-05-02 10:00"},
        {"customer_id": "c", "created": "2023-05-01 09:00", "solved": "2023-05-02 10:00", "csat": 5},
    ]
    csat = figures(rows, tickets=tickets)["csat.customers"]
    assert (csat.numerator, csat.denominator, csat.status) == (2, 4, "few")
    assert (csat.low, csat.high) == pytest.approx((0.150, 0.850), abs=5e-4)


def rep_answers(*given: float, scale: str = "0-10", team: str = "North") -> list[Row]:
    return [
        {
            "kind": "enps",
            "rep_id": f"r{number}",
            "team": team,
            "score": score,
            "scale": scale,
            "invited": "2025-05-10",
            "answered": "2025-05-11",
        }
        for number, score in enumerate(given)
    ]


@pytest.mark.thorough
def test_the_score_of_the_reps_shows_from_five_answers_on() -> None:
    hidden = figures(rep_answers(10, 10, 2, 8))["enps.reps"]
    assert (hidden.value, hidden.status, hidden.denominator) == (None, "hidden", None)
    shown = figures(rep_answers(10, 10, 2, 8, 9))["enps.reps"]
    assert (shown.value, shown.numerator, shown.denominator) == (40, 2, 5)


@pytest.mark.thorough
@pytest.mark.parametrize(("scale", "given"), [("1-5", (5, 5, 4, 3, 1)), ("agree3", (3, 3, 2, 1, 1))])
def test_reps_may_answer_on_other_scales(scale: str, given: tuple[float, ...]) -> None:
    assert figures(rep_answers(*given, scale=scale))["enps.reps"].numerator == 0


def test_answers_of_too_few_reps_are_not_listed_either() -> None:
    engine = Engine(book_of(rep_answers(10, 10, 2, 8)))
    assert len(engine.rows_behind(JUNE, "enps.reps").rows) == 0
    engine = Engine(book_of(rep_answers(10, 10, 2, 8, 9)))
    found = engine.rows_behind(JUNE, "enps.reps")
    assert [name for name, _ in found.columns] == ["team", "score", "scale", "mark", "amount"]
    assert sum(found.rows.fetch(0, 9, ("mark",))["mark"]) == 2


def test_scores_split_by_a_dimension_of_the_customer() -> None:
    rows = scores(2, 0, 1)
    customers = [{"customer_id": f"c{n}", "segment": "SMB" if n else "Enterprise"} for n in range(3)]
    engine = Engine(book_of(rows, customers=customers))
    found = {f.group: f for f in engine.metrics(Query(JUNE.as_of, by="segment"), ["nps.customers"])}
    assert {group: figure.value for group, figure in found.items()} == {"Enterprise": 100, "SMB": 0}


def test_a_filter_leaves_only_the_answers_of_its_customers() -> None:
    found = figures(scores(1, 0, 1), Query(JUNE.as_of, where="id:c1"))
    assert found["nps.customers"].value == -100


def test_without_surveys_the_score_names_the_file() -> None:
    book = make_book(orders=[{"customer_id": "c", "order_date": "2025-01-01", "amount": 1}])
    nps = FiguresOf(Engine(book), JUNE)["nps.customers"]
    assert nps.status == "needs"
    assert "surveys.csv" in (nps.note or "")


@pytest.mark.thorough
def test_ravenstack_satisfaction_of_its_tickets(shared: Path) -> None:
    folder = shared / "data" / "ravenstack"
    if not folder.is_dir():
        pytest.skip("the real book ravenstack is not there")
    known = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["csat"]["scores"]
    engine = Engine(open_book([folder], use_cache=False))
    query = Query(as_of=date(2025, 1, 31), period="2023-01-01..2025-01-31")
    csat = FiguresOf(engine, query)["csat.customers"]
    assert (csat.numerator, csat.denominator) == (known["4.0"] + known["5.0"], sum(known.values()))
