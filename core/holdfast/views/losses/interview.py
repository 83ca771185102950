"""The exit interview: what is asked, what is known already, and what it takes to be finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.facts.lost.records import asked_reasons
from holdfast.journal.entry import CORRECTS, Draft
from holdfast.timeline import parse_day
from holdfast.views.losses.competitors import known_competitors
from holdfast.words.folding import fold
from holdfast.words.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.answers.answer import Answer
    from holdfast.answers.moment import Moment
    from holdfast.answers.store import FactsStore
    from holdfast.journal.entry import Entry
    from holdfast.schema.fields import FieldKind

MOST_REASONS: Final = 24
"""So many reasons are offered, those that the book uses most first."""

PEOPLE: Final = ("no", "yes", "unknown")
"""Whether somebody's conduct had a part."""

REASON_MISSING: Final = "the reason is missing: choose one, or write your own"


@dataclass(frozen=True)
class InterviewQuestion:
    """One question: the field it fills (`text`: the words of the entry), and what may be answered.

    `kind`: `text`, `dimension` (`offered` are proposed; other words count too where `open`) or `date`.
    """

    field: str
    title: str
    kind: FieldKind
    hint: str = ""
    offered: tuple[str, ...] = ()
    open: bool = True
    required: bool = False


@dataclass(frozen=True)
class ExitInterview:
    """An interview about one customer, as far as it is answered.

    `standing`: what is on file of the loss, in one sentence; `is_lost`: whether there is one. `answers`: what
    is known already, by field; `goes_on`: the id of the unfinished interview it goes on from.
    """

    moment: Moment
    customer: int
    customer_id: str
    name: str
    standing: str
    questions: tuple[InterviewQuestion, ...]
    answers: Mapping[str, str]
    goes_on: str | None = None
    is_lost: bool = True


OF_ONE: Final = ("who", "text")
"""Fields that say something of one customer alone; the others may be answered for several at once."""

_ASKED: Final = ("reason", "competitor", "price", "people", "who", "back", "lost_on")
"""Fields beside the text."""


def exit_interview(store: FactsStore, answer: Answer, customer: int) -> ExitInterview:
    """The interview about one customer (number), with what is on file filled in.

    Raises UsageError for a customer that is not known on the as-of date.
    """
    (found,) = exit_interviews(store, answer, (customer,))
    return found


def exit_interviews(store: FactsStore, answer: Answer, customers: Sequence[int]) -> tuple[ExitInterview, ...]:
    """The interviews about some customers (numbers), with what is on file of each filled in.

    Raises UsageError for a customer that is not known on the as-of date.
    """
    asked = questions(reasons_of(store, answer), known_competitors(store.book, answer))
    return tuple(_interview(store, answer, customer, asked) for customer in customers)


def _interview(
    store: FactsStore, answer: Answer, customer: int, asked: tuple[InterviewQuestion, ...]
) -> ExitInterview:
    facts = answer.facts.customers
    if not 0 <= customer < facts.height or not facts.item(customer, "known"):
        raise UsageError("this customer is not known on the as-of date")
    row = facts.select("customer_id", "name", "state", "lost_on", "reason", "competitor").row(
        customer, named=True
    )
    entries = store.book.log.about(answer.facts.as_of, "customer", row["customer_id"])
    begun = unfinished(entries)
    known = {
        "reason": row["reason"],
        "competitor": row["competitor"],
        "lost_on": row["lost_on"].isoformat() if row["lost_on"] else None,
    }
    written = {} if begun is None else _written(begun)
    answers = {name: str(value) for name, value in {**known, **written}.items() if value}
    return ExitInterview(
        answer.moment,
        customer,
        row["customer_id"],
        row["name"] or row["customer_id"],
        _standing(row),
        asked,
        answers,
        None if begun is None else begun.id,
        _is_lost(row),
    )


def questions(reasons: Sequence[str], competitors: Sequence[str]) -> tuple[InterviewQuestion, ...]:
    """What is asked, in order; only the reason has to be answered."""
    return (
        InterviewQuestion(
            "reason",
            "Reason",
            "dimension",
            "of the list, or in your own words",
            tuple(reasons),
            required=True,
        ),
        InterviewQuestion(
            "competitor", "Competitor", "dimension", "who won them; empty: nobody", tuple(competitors)
        ),
        InterviewQuestion("price", "Their price", "text", "what the competitor asks"),
        InterviewQuestion(
            "people", "People?", "dimension", "whether somebody's conduct had a part", PEOPLE, open=False
        ),
        InterviewQuestion("who", "Who decided", "text", "whose decision it was to leave"),
        InterviewQuestion("back", "Back if", "text", "what would bring them back"),
        InterviewQuestion("lost_on", "Lost on", "date", "the day, such as 2025-06-30"),
        InterviewQuestion("text", "In their words", "text"),
    )


def reasons_of(store: FactsStore, answer: Answer) -> tuple[str, ...]:
    """The reasons to choose from: those on file, the most frequent first, then those of the list."""
    used: list[str] = []
    if store.book.has("losses"):
        recorded = store.book.visible("losses", answer.facts.as_of).get_column("reason_code").drop_nulls()
        counts = recorded.value_counts(sort=True).sort("count", "reason_code", descending=[True, False])
        used = counts.get_column("reason_code").to_list()
    # The book's own spelling of a word counts.
    spelled: dict[str, str] = {}
    for word in (*used, *asked_reasons()):
        spelled.setdefault(fold(word).replace("_", " ").replace("-", " ").strip(), word)
    return tuple(spelled.values())[:MOST_REASONS]


def unfinished(entries: Sequence[Entry]) -> Entry | None:
    """The last interview of entries about one customer, if it is not finished."""
    told = [entry for entry in entries if entry.kind == "loss"]
    return told[-1] if told and told[-1].fields.get("complete") is False else None


def missing(answers: Mapping[str, str]) -> str | None:
    """What an interview still lacks, in words; None where it is finished."""
    return None if _plain(answers, "reason") or _plain(answers, "own_reason") else REASON_MISSING


def interview_draft(interview: ExitInterview, answers: Mapping[str, str], as_of: date) -> Draft:
    """The answers as an entry: finished where nothing is missing, else kept to be gone on with.

    A reason that the list does not have is one of the writer's own. Raises UsageError for a day that is none
    or comes after the as-of date, and for an answer that a closed question does not offer.
    """
    fields: dict[str, str | bool] = {}
    for question in interview.questions:
        said = _plain(answers, question.field)
        if not said or question.field == "text":
            continue
        offered = {fold(word): word for word in question.offered}
        if not question.open and fold(said) not in offered:
            raise UsageError(f"{question.title} {said}: write {', '.join(question.offered)}")
        fields[question.field] = offered.get(fold(said), said)
    listed = next(question.offered for question in interview.questions if question.field == "reason")
    reason = fields.get("reason")
    if reason is not None and reason not in listed:
        fields["own_reason"] = fields.pop("reason")
    if (day := fields.get("lost_on")) is not None:
        fields["lost_on"] = _day(str(day), as_of).isoformat()
    fields["complete"] = missing(answers) is None
    if interview.goes_on is not None:
        fields[CORRECTS] = interview.goes_on
    return Draft(
        "loss",
        "customer",
        interview.customer_id,
        as_of,
        _plain(answers, "text"),
        fields,
        f"loss:{interview.customer_id}",
    )


def why_not_closed(store: FactsStore, answer: Answer, customer: int) -> str | None:
    """Why a lost customer (number) cannot be closed in the win-back queue; None where it can."""
    facts = answer.facts.customers
    if facts.item(customer, "reason") is not None:
        return None
    entries = store.book.log.about(answer.facts.as_of, "customer", facts.item(customer, "customer_id"))
    told = [entry for entry in entries if entry.kind == "loss" and entry.fields.get("complete") is not False]
    if any(entry.fields.get("reason") or entry.fields.get("own_reason") for entry in told):
        return None
    return f"{REASON_MISSING}; a loss is closed with its reason"


def _plain(answers: Mapping[str, str], field: str) -> str:
    return answers.get(field, "").strip()


def _day(text: str, as_of: date) -> date:
    day = parse_day(text)
    if day > as_of:
        raise UsageError(f"{text} comes after the as-of date {as_of}: nobody was lost in the future")
    return day


def _written(entry: Entry) -> dict[str, str]:
    told = {name: entry.fields.get(name) for name in _ASKED}
    told["reason"] = told["reason"] or entry.fields.get("own_reason")
    return {**{name: str(value) for name, value in told.items() if value}, "text": entry.text}


def _is_lost(row: Mapping[str, object]) -> bool:
    return row["state"] in ("lost", "closed")


def _standing(row: Mapping[str, object]) -> str:
    """What is on file of a loss, in one sentence."""
    day, reason = row["lost_on"], row["reason"]
    if not _is_lost(row):
        return "Still active by orders or service: the interview says that it has left."
    when = f"Lost on {day_text(day)}" if isinstance(day, date) else "Lost"
    return f"{when}, reason on file: {reason}." if reason else f"{when}; no reason on file."
