"""One customer on one page: what the room of the customer shows, and what a talk is prepared by besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from holdfast.facts.answers import survey_answers
from holdfast.journal.acting.tasks import tasks_of
from holdfast.views.customers.glance.suggestions import suggestions
from holdfast.views.customers.page import customer_view
from holdfast.views.customers.review.basket import basket_of
from holdfast.views.customers.review.questions import questions_for
from holdfast.views.customers.review.range import range_of
from holdfast.views.customers.review.told import CustomerReview, Promise, SurveyAnswer
from holdfast.views.today.detail import tickets_of
from holdfast.views.voice.said_rows import OF_STAFF

if TYPE_CHECKING:
    from datetime import date

    from holdfast.answers.answer import Answer
    from holdfast.answers.store import FactsStore
    from holdfast.book.book import Book
    from holdfast.views.customer import CustomerView
    from holdfast.views.customers.review.told import RangeBought
    from holdfast.views.today.results import OpenTicket

MOST_SAID: Final = 5
MOST_NOTES: Final = 6
MOST_TASKS: Final = 6


def customer_review(store: FactsStore, answer: Answer, customer: int) -> CustomerReview:
    """Everything a talk with customer number `customer` is prepared by, as of the answer's date."""
    book, as_of = store.book, answer.facts.as_of
    page = customer_view(store, answer, customer)
    said = _said(book, answer, customer)
    tickets = tickets_of(book, customer, as_of)
    bought = range_of(book, answer, customer)
    tasks, notes = _promises(book, str(page.facts["customer_id"]), as_of)
    return CustomerReview(
        page=page,
        basket=basket_of(book, customer, as_of),
        range=bought,
        tickets=tickets,
        said=tuple(one for one in said if one.comment or one.score is not None)[:MOST_SAID],
        open_loops=tuple(one for one in said if one.waits),
        tasks=tasks,
        notes=notes,
        suggestions=suggestions(store, answer, customer),
        questions=_questions(page, tickets, bought, said),
    )


def _said(book: Book, answer: Answer, customer: int) -> tuple[SurveyAnswer, ...]:
    """Answers of the customer, the newest first."""
    if not book.has("surveys"):
        return ()
    answers = survey_answers(book, answer.facts.as_of, answer.facts.period)
    of_customer = (
        (pl.col("customer") == customer) & pl.col("answered").is_not_null() & (pl.col("kind") != OF_STAFF)
    )
    waits = (pl.col("kind") == "nps") & (pl.col("mark") == -1) & pl.col("loop_closed").is_null()
    told = (
        answers.filter(of_customer)
        .sort("answered", "row", descending=True)
        .select(
            "answered",
            "kind",
            "score",
            "comment",
            "loop_closed",
            (waits & pl.col("tells_loops")).fill_null(value=False).alias("waits"),
        )
    )
    return tuple(SurveyAnswer(*row) for row in told.iter_rows())


def _promises(book: Book, customer_id: str, as_of: date) -> tuple[tuple[Promise, ...], tuple[Promise, ...]]:
    """Open tasks by their day, and notes of the journal, the newest first."""
    entries = book.log.about(as_of, "customer", customer_id)
    tasks = sorted((one for one in tasks_of(entries) if one.done is None), key=lambda one: (one.due, one.id))
    notes = [one for one in reversed(entries) if one.kind == "note" and one.text]
    return (
        tuple(Promise(one.entry.day, one.writer, one.text, one.due) for one in tasks[:MOST_TASKS]),
        tuple(Promise(one.day, one.writer, one.text) for one in notes[:MOST_NOTES]),
    )


def _questions(
    page: CustomerView, tickets: tuple[OpenTicket, ...], bought: RangeBought, said: tuple[SurveyAnswer, ...]
) -> tuple[str, ...]:
    worth, people = page.glance.worth, page.glance.people
    facts = {
        "tickets_open": float(len(tickets)),
        "notice_days": worth.notice_days,
        "renewal_days": worth.renewal_days,
        "change": worth.change,
        "gaps": float(len(bought.gaps)),
    }
    known = {
        "answered": next((one.day for one in said if one.kind == "nps"), None),
        "ticket": next((one.subject for one in tickets), None),
        "notice_by": worth.notice_by,
        "renewal": worth.renewal,
        "former_contact": next((one.name for one in people if one.has_left and one.decides), None),
        "last_order": page.facts["last_order"],
        "rep": page.facts["rep"],
        "gap": next((line.kind for line in bought.gaps), None),
    }
    return questions_for(page.facts["state"], [flag.flag for flag in page.flags], facts, known)
