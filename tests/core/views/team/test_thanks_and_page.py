"""Who deserves thanks and for what, and the page of a rep for the talk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.views.team.team_book import AS_OF, ASKED, entry, held, level, rep, team_engine, with_log

from holdfast.engine import Engine
from holdfast.query import Query
from holdfast.views.selection import FlagOfRep, PageOfRep, PlanOfRep, RepCustomers
from holdfast.views.team.drafts import thanks
from holdfast.views.team.results import RepPage, ThanksView


def deserved(view: ThanksView, rep_id: str) -> dict[str, str]:
    found = [row for row in view.rows if row.rep_id == rep_id]
    return {one.merit: one.evidence for row in found for one in row.deserved}


def two_books(lost: int = 4) -> list[Row]:
    """20 customers of R1, none of whom leaves, and 20 of R2, of whom some leave."""
    levels = [level(f"{holder}{number:02}", 10) for holder in "ab" for number in range(20)]
    return [*levels, *(level(f"b{number:02}", 0, "2025-02-01") for number in range(lost))]


def two_reps(lost: int = 4, **tables: Any) -> Engine:
    assignments = [
        held(f"{prefix}{number:02}", rep_id)
        for prefix, rep_id in (("a", "R1"), ("b", "R2"))
        for number in range(20)
    ]
    reps = [rep("R1", team="T"), rep("R2", team="T")]
    return Engine(make_book(mrr_events=two_books(lost), assignments=assignments, reps=reps, **tables))


@pytest.mark.thorough
def test_who_lost_fewer_than_the_book_gives_kept_them() -> None:
    # 4 of 40 were lost: a book of 20 loses 2.
    view = two_reps().thanks(ASKED)
    assert deserved(view, "R1") == {
        "kept": "kept 20 of 20 customers: lost 0 where such a book loses 2.0",
    }
    assert deserved(view, "R2") == {}
    assert deserved(two_reps(1).thanks(ASKED), "R1") == {}


def test_who_kept_more_than_the_period_before_improved() -> None:
    levels = [*two_books(0), *(level(f"a{number:02}", 0, "2024-02-01") for number in range(5))]
    assignments = [held(f"a{number:02}", "R1") for number in range(20)]
    engine = Engine(make_book(mrr_events=levels, assignments=assignments, reps=[rep("R1")]))
    assert deserved(engine.thanks(ASKED), "R1")["improved"] == (
        "kept 15 of 15 customers, in the period before 15 of 20"
    )


def test_quota_is_attained_and_rises() -> None:
    months: list[Row] = [
        {"rep_id": "R1", "period": f"{year}-01-01", "quota": 100, "attained": attained}
        for year, attained in ((2024, 90), (2025, 100))
    ]
    view = two_reps(0, rep_periods=months).thanks(ASKED)
    assert deserved(view, "R1") == {
        "attained": "attained 100% of the quota",
        "improved": "attained 100% of the quota, in the period before 90%",
    }


@pytest.mark.thorough
def test_who_took_customers_over_and_kept_them_is_named() -> None:
    tables: dict[str, Any] = {
        "mrr_events": [level(f"c{number}", 10) for number in range(4)],
        "reps": [rep("R1", end_date="2025-01-01"), rep("R2")],
        "assignments": [
            row
            for number in range(4)
            for row in (held(f"c{number}", "R1", end="2025-01-01"), held(f"c{number}", "R2", "2025-01-01"))
        ],
    }
    view = Engine(make_book(**tables)).thanks(ASKED)
    assert deserved(view, "R2") == {
        "took over": "took over 4 customers 90 to 365 days ago: 4 of them are still here"
    }
    early = Engine(make_book(**tables)).thanks(Query(as_of=date(2025, 3, 31)))
    assert deserved(early, "R2") == {}


@pytest.mark.thorough
def test_what_the_journal_says_was_saved_counts_for_who_holds_the_customer() -> None:
    logged = with_log(
        two_reps(0),
        entry("outcome", "a01", date(2025, 6, 1), outcome="saved", amount=1200),
        entry("outcome", "a02", date(2025, 6, 2), number=2, outcome="kept"),
        entry("outcome", "b01", date(2025, 6, 2), number=3, outcome="no answer"),
    )
    # The export ends in 2023: entries count from its last day, inside a period that has it.
    view = logged.thanks(Query(as_of=date(2023, 6, 30)))
    assert deserved(view, "R1") == {"saved": "saved 2 customers with €1.2k (own log)"}
    assert deserved(two_reps(0).thanks(ASKED), "R1") == {}


@pytest.mark.thorough
def test_who_spoke_with_nearly_everybody_looks_after_them() -> None:
    spoken = [
        {"customer_id": f"a{number:02}", "at": "2025-06-01 09:00", "direction": "two-way", "rep_id": "R1"}
        for number in range(18)
    ]
    assert deserved(two_reps(0, interactions=spoken).thanks(ASKED), "R1") == {
        "looked after": "spoke with 18 of 20 active customers in 90 days"
    }
    assert deserved(two_reps(0, interactions=spoken[1:]).thanks(ASKED), "R1") == {}


def test_those_longest_without_thanks_come_first() -> None:
    recognised = [{"rep_id": "R1", "date": "2025-01-01", "kind": "award"}]
    months: list[Row] = [
        {"rep_id": rep_id, "period": "2025-01-01", "quota": 100, "attained": 100} for rep_id in ("R1", "R2")
    ]
    view = two_reps(0, rep_periods=months, recognitions=recognised).thanks(ASKED)
    assert [(row.rep_id, row.last) for row in view.rows] == [("R2", None), ("R1", 180)]
    assert thanks("R2", " well done ", AS_OF).text == "well done"


def lines(page: RepPage, title: str) -> list[str]:
    part = next(part for part in page.parts if part.title == title)
    return [f"{line.label}: {line.text}" for line in part.lines] or [part.nothing]


@pytest.mark.thorough
def test_the_page_of_a_rep_holds_the_book_the_drill_and_private_notes() -> None:
    logged = with_log(
        team_engine(),
        entry("note", "R1", subject="rep", text="wants to lead a team"),
        entry("recognition", "R1", subject="rep", number=2, text="great quarter", kind="praise"),
        entry("note", "a", number=3, text="about a customer"),
    )
    page = logged.rep_page(ASKED, "R1")
    assert page.headline == "North · hospitality · here since 1 Jan 2020 (5.5 years)"
    assert lines(page, "Book")[0] == "held: 3 customers with €1.9k in 12 months"
    assert lines(page, "If they left")[0].startswith(
        "left behind: Without Rep R1: 3 active customers with €1.9k"
    )
    assert lines(page, "Prompts") == ["nothing to talk about on this day"]
    assert lines(page, "Notes") == ["30 Jun 2025: wants to lead a team (ana)"]
    assert lines(logged.rep_page(ASKED, "R1", "luc"), "Notes") == ["no note of yours"]
    assert "thanked: great quarter (ana)" in lines(page, "Thanks")
    assert "not a verdict" in page.caution


@pytest.mark.thorough
def test_the_voice_of_a_team_is_hidden_below_five() -> None:
    answers = [
        {"kind": "enps", "team": "T", "rep_id": f"R{number}", "answered": "2025-05-02", "score": 9}
        for number in range(1, 5)
    ]
    page = two_reps(0, surveys=answers).rep_page(ASKED, "R1")
    assert page.team_voice is not None
    assert page.team_voice.value is None
    assert lines(page, "Team voice") == ["eNPS: hidden: fewer than 5 people"]


@pytest.mark.thorough
def test_every_line_of_the_page_opens_what_it_speaks_of() -> None:
    rows = team_engine().customers_of(ASKED, PageOfRep("R1")).rows
    opened = [rows.selection_at(row) for row in range(len(rows))]  # type: ignore[attr-defined]
    assert opened[0] == RepCustomers("R1", "held")
    assert PlanOfRep("R1") in opened
    assert not any(isinstance(one, FlagOfRep) for one in opened)
    plan = team_engine().customers_of(ASKED, PlanOfRep("R1"))
    assert plan.title == "Handover: Rep R1"
    assert len(plan.rows) == 3
