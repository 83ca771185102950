"""The exit interview: what is asked, when it is finished; the way back, and topics that come again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.core.books import Row, make_book
from tests.core.views.team.team_book import ASKED, entry, with_log

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.journal.entry import CORRECTS
from holdfast.views.losses.interview import REASON_MISSING, interview_draft, missing

AS_OF = date(2025, 6, 30)


def subscription(customer: str, end: str | None = None) -> Row:
    return {"customer_id": customer, "start": "2023-01-01", "end": end, "mrr": 100}


def engine_of(**tables: Any) -> Engine:
    book: dict[str, Any] = {
        "customers": [{"customer_id": name, "name": f"Firm {name}"} for name in "ABCD"],
        "subscriptions": [
            subscription("A", "2025-05-01"), subscription("B", "2025-05-01"), subscription("C"),
            subscription("D", "2025-06-30"),
        ],
        "losses": [
            {"customer_id": "A", "date": "2025-05-01", "reason_code": "Service", "competitor": "Acme"},
        ],
        "tickets": tickets("once", "2025-06-30"),
    }  # fmt: skip
    return Engine(make_book(**{**book, **tables}))


def test_the_words_of_the_book_come_before_those_of_the_list() -> None:
    interview = engine_of().exit_interview(ASKED, 1)
    asked = {question.field: question for question in interview.questions}
    assert asked["reason"].offered[:2] == ("Service", "price")
    assert "service" not in asked["reason"].offered
    assert asked["competitor"].offered == ("Acme",)
    assert [question.field for question in interview.questions if question.required] == ["reason"]
    assert interview.standing == "Lost on 1 May 2025; no reason on file."
    assert engine_of().exit_interview(ASKED, 0).answers["reason"] == "Service"


def test_an_interview_is_finished_with_a_reason_and_kept_without_one() -> None:
    interview = engine_of().exit_interview(ASKED, 1)
    begun = interview_draft(interview, {"competitor": "Acme", "text": " too slow "}, AS_OF)
    assert (begun.kind, begun.subject_id, begun.ref, begun.text) == ("loss", "B", "loss:B", "too slow")
    assert dict(begun.fields) == {"competitor": "Acme", "complete": False}
    assert missing({"reason": " "}) == REASON_MISSING
    done = interview_draft(interview, {"reason": "PRICE", "lost_on": "2025-05-01"}, AS_OF)
    assert dict(done.fields) == {"reason": "price", "lost_on": "2025-05-01", "complete": True}


def test_a_reason_that_the_list_lacks_is_ones_own() -> None:
    done = interview_draft(engine_of().exit_interview(ASKED, 1), {"reason": "their cousin sells it"}, AS_OF)
    assert dict(done.fields) == {"own_reason": "their cousin sells it", "complete": True}


@pytest.mark.parametrize(
    ("field", "said", "fault"),
    [
        ("lost_on", "2025-07-01", "comes after the as-of date"),
        ("lost_on", "soon", "soon"),
        ("people", "perhaps", "write no, yes, unknown"),
    ],
)
def test_what_cannot_be_is_refused(field: str, said: str, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        interview_draft(engine_of().exit_interview(ASKED, 1), {"reason": "price", field: said}, AS_OF)


def test_an_unfinished_interview_is_gone_on_with() -> None:
    logged = with_log(engine_of(), entry("loss", "B", competitor="Nordic", complete=False, text="slow"))
    interview = logged.exit_interview(ASKED, 1)
    assert (interview.answers["competitor"], interview.answers["text"]) == ("Nordic", "slow")
    done = interview_draft(interview, {"reason": "price"}, AS_OF)
    assert done.fields[CORRECTS] == "e0001"


def test_a_loss_is_closed_with_its_reason_only() -> None:
    engine = engine_of()
    assert engine.why_not_closed(ASKED, 0) is None
    assert (engine.why_not_closed(ASKED, 1) or "").startswith(REASON_MISSING)
    told = with_log(engine, entry("loss", "B", own_reason="moved to a friend", complete=True))
    assert told.why_not_closed(ASKED, 1) is None


@pytest.mark.thorough
def test_what_was_written_moves_a_customer_through_the_way_back() -> None:
    engine = engine_of()

    def states(*entries: Any) -> dict[str, str]:
        rows = with_log(engine, *entries).losses_room(ASKED).win_back.rows
        columns = rows.fetch(0, len(rows), ("name", "state"))
        return dict(zip(columns["name"], columns["state"], strict=True))

    assert states() == {"Firm A": "to call", "Firm B": "to call"}
    called = entry("contact", "A", channel="call", direction="two-way", outcome="reached")
    offered = entry("outcome", "A", number=2, outcome="offered")
    closed = entry("outcome", "A", number=3, outcome="closed")
    assert states(called)["Firm A"] == "called"
    assert states(called, offered)["Firm A"] == "offered"
    assert states(called, offered, closed)["Firm A"] == "closed"
    undone = replace(entry("undo", "A", number=4), ref=f"entry:{closed.id}")
    assert states(called, offered, closed, undone)["Firm A"] == "offered"
    # What was done before the loss is no way back.
    assert states(replace(offered, day=date(2025, 4, 1)))["Firm A"] == "to call"


def test_show_losses_says_how_far_each_way_back_is() -> None:
    rows = with_log(engine_of(), entry("outcome", "B", outcome="offered")).losses(ASKED).frame
    assert dict(rows.select("customer", "win_back").iter_rows()) == {
        "Firm A": "to call", "Firm B": "offered", "Firm D": None,
    }  # fmt: skip


def tickets(topic: str, *days: str) -> list[Row]:
    return [
        {"customer_id": "ABCD"[number % 4], "created": f"{day} 09:00", "topic": topic}
        for number, day in enumerate(days)
    ]


def test_a_topic_that_more_raise_than_chance_gives_rises() -> None:
    # One a quarter before, then four customers: chance gives so many in 1.9 % of quarters (Poisson, mean 1).
    before = ("2024-08-01", "2024-11-01", "2025-02-01")
    raised = [
        *tickets("delivery", *before, "2025-04-01", "2025-05-01", "2025-05-02", "2025-06-01", "2025-06-02"),
        *tickets("invoice", *before, "2025-04-01"),
        *tickets("once", "2025-04-01", "2025-05-01"),
    ]
    room = engine_of(tickets=raised).losses_room(ASKED)
    told = {one.topic: (one.quarters, one.usual, one.rises) for one in room.recurring}
    assert told == {"delivery": ((1, 1, 1, 4), 1.0, True), "invoice": ((1, 1, 1, 1), 1.0, False)}
    first = room.recurring[0]
    assert (first.topic, first.customers, first.tickets) == ("delivery", 4, 8)
