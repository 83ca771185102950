"""The handover plan: who fits, what each may hold, whose choice is kept, and what would be left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.books import Row, make_book
from tests.core.views.team.team_book import AS_OF, ASKED, entry, held, level, rep, team_engine, with_log
from tests.examples import cases

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.views.team.drafts import handover_tasks, proposal, proposals
from holdfast.views.team.handover.successors import PlanLimits
from holdfast.views.team.results import HandoverPlan


def told(plan: HandoverPlan, *names: str) -> list[Any]:
    columns = plan.rows.fetch(0, len(plan.rows), names)
    rows = list(zip(*(columns[name] for name in names), strict=True))
    return [row[0] for row in rows] if len(names) == 1 else rows


def successor(plan: HandoverPlan) -> dict[str, str | None]:
    return dict(told(plan, "customer_id", "to_rep_id"))


def test_who_knows_the_region_comes_before_who_knows_the_trade() -> None:
    # 400 points for the wrong region, 300 for the wrong background; nobody else serves the segment.
    plan = team_engine().handover_plan(ASKED, "R1", PlanLimits(accounts=10))
    assert successor(plan) == {"a": "R3", "b": "R3", "c": "R3"}
    assert told(plan, "why")[0] == "North; other background: print; holds no SMB; 3 of 10 accounts then"
    assert (
        plan.sentence == "3 customers of Rep R1 to 1 rep; no other plan within the limits has less mismatch."
    )


def test_background_and_industry_are_compared_by_what_they_mean() -> None:
    # Hotels are hospitality: R2 then fits, where both serve the region.
    reps = [rep("R1", background="food"), rep("R2", background="hospitality"), rep("R3", background="food")]
    plan = team_engine(reps=reps).handover_plan(ASKED, "R1", PlanLimits(accounts=10))
    assert set(successor(plan).values()) == {"R2"}
    assert told(plan, "why")[0].startswith("background hospitality for Hotels; ")


def test_nobody_gets_more_accounts_than_the_limit_and_the_largest_are_placed_first() -> None:
    plan = team_engine().handover_plan(ASKED, "R1", PlanLimits(accounts=1, without=("R4",)))
    assert successor(plan) == {"a": "R3", "b": "R2", "c": None}
    assert plan.unplaced == 1
    assert plan.notes == (
        "1 customer without a successor: no rep has room for more accounts; --accounts 2 holds all of them",
    )
    assert told(plan, "why")[2] == "no rep has room for it within the limits"
    assert {one.rep_id: one.barred for one in plan.successors}["R4"] == "left out by you"


def test_without_a_limit_of_ones_own_that_of_flag_r3_counts() -> None:
    # The median of those who hold customers is 2: at most 3 accounts each.
    others = [held(f"x{number}", rep_id) for number, rep_id in enumerate(("R2", "R2", "R3", "R3"))]
    tables = {
        "assignments": [*(held(name, "R1") for name in "ab"), *others],
        "mrr_events": [level(name, 10) for name in ("a", "b", "x0", "x1", "x2", "x3")],
    }
    plan = team_engine(**tables).handover_plan(ASKED, "R1")
    assert {one.rep_id: (one.held, one.accounts) for one in plan.successors} == {
        "R2": (2, 3), "R3": (2, 3), "R4": (0, 3),
    }  # fmt: skip
    assert all(one.held_after <= 3 for one in plan.successors)


def test_flagged_money_goes_where_there_is_room_for_it() -> None:
    # Both contracts of b and c end: critical. R3 fits best and may take only one of them.
    contracts: list[Row] = [
        {
            "customer_id": name,
            "start": "2024-06-01",
            "end": "2025-06-20",
            "renewal": "2025-06-20",
            "value": 10,
        }
        for name in ("b", "c")
    ]
    engine = team_engine(contracts=contracts)
    free = engine.handover_plan(ASKED, "R1", PlanLimits(accounts=10, flagged=10_000))
    assert set(successor(free).values()) == {"R3"}
    tight = engine.handover_plan(ASKED, "R1", PlanLimits(accounts=10, flagged=600))
    assert successor(tight) == {"a": "R3", "b": "R3", "c": "R2"}
    assert tight.extra is not None
    assert tight.extra > 0
    assert "more mismatch than the least there is" in tight.sentence
    none = engine.handover_plan(ASKED, "R1", PlanLimits(accounts=10, flagged=100))
    assert successor(none) == {"a": "R3", "b": None, "c": None}
    assert none.notes[0].startswith("2 customers without a successor: with up to €600 each under high flags")


def test_a_successor_proposed_in_the_journal_is_kept_and_counts_in_the_limits() -> None:
    levels = [*(level(name, 100) for name in "abc"), level("z", 1, "2025-06-30")]
    engine = team_engine(mrr_events=levels)
    chosen = proposal("c", "R4", "R1", AS_OF)
    logged = with_log(engine, replace(entry(chosen.kind, chosen.subject_id), fields=chosen.fields))
    plan = logged.handover_plan(ASKED, "R1", PlanLimits(accounts=1))
    assert successor(plan) == {"a": "R3", "b": "R2", "c": "R4"}
    assert told(plan, "chosen") == ["plan", "plan", "ana, 30 Jun 2025"]
    assert plan.own_choices == 1
    # The choice counts from its day on: the day before, the plan is free.
    before = logged.handover_plan(replace(ASKED, as_of=date(2025, 6, 29)), "R1", PlanLimits(accounts=10))
    assert before.own_choices == 0


def test_a_chosen_rep_who_is_not_here_is_chosen_again() -> None:
    logged = with_log(team_engine(), replace(entry("assignment", "a"), fields={"rep": "R9", "from": "R1"}))
    plan = logged.handover_plan(ASKED, "R1", PlanLimits(accounts=10))
    assert successor(plan)["a"] == "R3"
    assert plan.notes == ("1 choice of a rep who is not here: the plan chose again",)


def test_a_plan_is_written_as_choices_and_as_tasks() -> None:
    plan = team_engine().handover_plan(ASKED, "Rep R1", PlanLimits(accounts=10))
    choices = proposals(plan, AS_OF)
    first = choices[0]
    assert (first.kind, first.subject_id, dict(first.fields)) == (
        "assignment", "a", {"rep": "R3", "from": "R1"},
    )  # fmt: skip
    tasks = handover_tasks(plan, AS_OF, AS_OF)
    assert [one.subject_id for one in tasks] == ["a", "b", "c"]
    assert tasks[0].text == "Rep R3 takes over from Rep R1: first call"
    assert (tasks[0].fields["due"], tasks[0].fields["play"]) == ("2025-07-07", "handover")


def test_customers_left_by_a_rep_who_is_gone_are_handed_over_too() -> None:
    reps = [rep("R1", end_date="2025-05-01"), rep("R2"), rep("R3")]
    plan = team_engine(reps=reps).handover_plan(ASKED, "R1", PlanLimits(accounts=10))
    assert sorted(successor(plan)) == ["a", "b", "c"]
    assert plan.drill.active == 3


def test_lost_customers_wait_for_nobody() -> None:
    levels = [*(level(name, 100) for name in "abc"), level("b", 0, "2025-01-01")]
    plan = team_engine(mrr_events=levels).handover_plan(ASKED, "R1")
    assert sorted(successor(plan)) == ["a", "c"]


def test_choices_say_who_fits_and_who_is_full() -> None:
    engine = team_engine()
    found = engine.plan_choices(ASKED, "R1", "c", PlanLimits(accounts=1))
    assert [(one.rep_id, one.points, one.full) for one in found] == [
        ("R4", 900, None),
        ("R3", 500, "full: 1 of 1 accounts"),
        ("R2", 600, "full: 1 of 1 accounts"),
    ]
    with pytest.raises(UsageError, match="zz is no customer that Rep R1 hands over"):
        engine.plan_choices(ASKED, "R1", "zz")


@pytest.mark.parametrize(
    ("word", "said"),
    [("R9", "there is no rep 'R9'"), ("rep", "there is no rep 'rep'")],
)
def test_an_unknown_rep_is_refused(word: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        team_engine().handover_plan(ASKED, word)


def test_without_assignments_there_is_no_plan() -> None:
    engine = Engine(make_book(mrr_events=[level("a", 1)]))
    with pytest.raises(UsageError, match=r"assignments\.csv"):
        engine.handover_plan(ASKED, "R1")
    assert engine.fire_drills(ASKED).locked is not None


def random_team(seed: int) -> Engine:
    dice = Random(seed)
    names = [f"c{number:02}" for number in range(dice.randrange(1, 14))]
    reps = [
        rep(f"R{number}", region=dice.choice(["North", None]), background=dice.choice(["food", "print"]),
            team=dice.choice(["T", None]), end_date="2025-05-01" if number == 5 else None)
        for number in range(1, dice.randrange(3, 7))
    ]  # fmt: skip
    holders = [one["rep_id"] for one in reps]
    return Engine(make_book(
        customers=[{"customer_id": name, "segment": dice.choice("AB"), "region": "North"} for name in names],
        mrr_events=[level(name, dice.choice([0, 5, 5, 80])) for name in names],
        reps=reps,
        assignments=[held(name, dice.choice(holders)) for name in names],
        contracts=[{"customer_id": name, "start": "2024-06-01", "end": "2025-06-20", "value": 10}
                   for name in names if dice.random() < 0.3],
    ))  # fmt: skip


limits = st.builds(
    PlanLimits, accounts=st.sampled_from([None, 1, 3, 20]), flagged=st.sampled_from([None, 0.0, 60.0, 5000.0])
)


@pytest.mark.thorough
@cases(40)
@given(st.integers(0, 10_000), limits)
def test_each_customer_stands_once_in_a_plan_that_keeps_the_limits(seed: int, asked: PlanLimits) -> None:
    engine = random_team(seed)
    plan = engine.handover_plan(ASKED, "R1", asked)
    again = random_team(seed).handover_plan(ASKED, "R1", asked)
    lines = told(plan, "customer_id", "to_rep_id", "why")
    assert lines == told(again, "customer_id", "to_rep_id", "why")
    ids = [line[0] for line in lines]
    assert len(ids) == len(set(ids)) == plan.drill.customers
    here = {one.rep_id: one for one in plan.successors}
    assert {line[1] for line in lines} <= {None, *here}
    for one in here.values():
        assert one.held_after == one.held + sum(line[1] == one.rep_id for line in lines)
        if one.given and one.accounts is not None:
            assert one.held_after <= one.accounts
        if one.flagged_after > one.flagged_revenue and one.flagged is not None and asked.flagged is not None:
            assert one.flagged_after <= one.flagged
    if asked.flagged is None and sum(max(0, (one.accounts or 99) - one.held) for one in here.values()) >= len(
        ids
    ):
        assert plan.unplaced == 0
