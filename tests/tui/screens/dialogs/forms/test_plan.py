"""What a line of a form understands: a word of its list by its first letters, a day, a text of one's own."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.errors import UsageError
from holdfast_tui.screens.dialogs.forms.plan import FormLine, FormPlan, filled
from holdfast_tui.screens.helpers.doing.plans import outcome_plan, snooze_plan, task_plan
from holdfast_tui.screens.helpers.doing.whom import Whom

MONDAY = date(2025, 6, 30)
ONE = Whom("customer", ("C1",), "Acme GmbH", (0,))
REASONS = (("price", ""), ("service", ""), ("rep left", ""))


def line(picks: str) -> FormLine:
    return FormLine("reason", "Reason", choices=REASONS, picks=picks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("pr", "price"),
        ("SERV", "service"),
        ("price is too high", "price is too high"),
        ("left", "left"),
        ("", ""),
    ],
)
def test_a_reason_is_one_of_the_list_by_its_first_letters_or_ones_own(typed: str, taken: str) -> None:
    assert line("always").taken(typed) == taken


def test_a_line_that_picks_nothing_takes_what_is_typed() -> None:
    assert line("never").taken(" pr ") == "pr"
    assert [value for value, _ in line("never").matching("e")] == ["price", "service", "rep left"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [("fr", "Fri 4 Jul"), ("+10d", "Thu 10 Jul"), ("2026-01-02", "Fri 2 Jan 2026"), ("tom", "Tue 1 Jul")],
)
def test_a_day_is_told_while_it_is_typed(typed: str, told: str) -> None:
    due = task_plan(ONE, MONDAY).lines[1]
    assert due.told(due.taken(typed)) == told


def test_what_is_no_day_is_refused_and_a_task_needs_words() -> None:
    plan = task_plan(ONE, MONDAY)
    with pytest.raises(UsageError, match="names no day"):
        filled(plan, {"text": "call", "due": "someday"})
    with pytest.raises(UsageError, match="Say what is to be done"):
        filled(plan, {"text": " ", "due": "fri"})
    assert filled(plan, {"text": "call"}) == {"text": "call", "due": ""}
    assert filled(snooze_plan(ONE, MONDAY), {}) == {"until": "", "text": ""}


def test_what_was_saved_is_a_whole_number() -> None:
    plan: FormPlan = outcome_plan(ONE, "saved", MONDAY, "EUR")
    assert plan.lines[0].told("12,000") == "€12,000"
    for wrong in ("much", "-5", "0", "12.5"):
        with pytest.raises(UsageError, match="whole number"):
            filled(plan, {"amount": wrong})


def test_marked_rows_that_are_not_in_the_list_are_owned_up_to() -> None:
    two = Whom("customer", ("C1", "C2"), "2 customers", (0, 1), hidden=3)
    assert task_plan(two, MONDAY).advice == "3 marked rows are not in this list, and not meant."
