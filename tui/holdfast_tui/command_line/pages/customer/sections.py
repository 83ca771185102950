"""What stands on the page of one customer below its flags and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.views.customers.glance.suggestions import CANDIDATES
from holdfast.words.interface.catalogue import colon, tr
from holdfast.words.interface.sentences import worded
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.pages.document import Pairs, Paragraph, Point, Points
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.views.customer import CustomerView, TimelineEvent
    from holdfast.views.customers.glance.told import Agreement, ContactPerson, LastTalk
    from holdfast.views.customers.review.told import CustomerReview, Promise, SurveyAnswer
    from holdfast_tui.command_line.pages.document import Block

MOST_PEOPLE: Final = 8
MOST_CONTACTS: Final = 3


def people_of(page: CustomerView) -> Iterator[Block]:
    """Whom to call: role, phone and address."""
    if "contacts" in page.locked:
        yield Paragraph(safe(page.locked["contacts"]), "muted")
        return
    if not page.glance.people:
        yield Paragraph(literal("Nobody on file."))
        return
    yield Points(tuple(_person(one) for one in page.glance.people[:MOST_PEOPLE]))


def _person(one: ContactPerson) -> Point:
    role = one.role or "no role on file"
    gone = ""
    if one.has_left:
        gone = f", left {present.day(one.left_on)}" if one.left_on else ", has left"
    decides = ", decides" if one.decides and not one.has_left else ""
    reach = safe(" · ".join(filter(None, (one.phone, one.email))))
    return Point(spoken(f"{one.name} · {role}{decides}{gone}"), (reach,) if reach else ())


def contacts_of(page: CustomerView) -> Iterator[Block]:
    """The last talk, and the contacts before it."""
    talk = page.glance.talk
    if talk is not None:
        who = " · ".join(filter(None, (talk.kind, talk.person, talk.rep)))
        lines = (safe(talk.text),) if talk.text else ()
        yield Points(
            (Point(spoken(f"Last talk: {present.day(talk.day)} ({talk.days} d ago) · {who}"), lines),)
        )
    elif "interactions" not in page.locked:
        yield Paragraph(literal("No talk in which both sides spoke is on file."))
    if "interactions" in page.locked:
        yield Paragraph(safe(page.locked["interactions"]), "muted")
    contacts = [event for event in page.timeline if event.kind == "contact" and not _is(event, talk)]
    others = contacts[:MOST_CONTACTS]
    if others:
        yield Points(tuple(Point(present.day(event.day), (safe(event.text),)) for event in others))


def _is(event: TimelineEvent, talk: LastTalk | None) -> bool:
    """Whether a contact is the last talk, which stands first already."""
    return talk is not None and event.day == talk.day and (talk.text or "") in event.text


def basket_of(review: CustomerReview) -> Iterator[Block]:
    """What is usually ordered."""
    items, currency = review.basket.items, review.page.moment.currency
    if not items:
        yield Paragraph(literal("Nothing was ordered twice in a year, or orders have no lines."))
        return
    titles = ("Product", "At a time", "Orders with it", "Every", "Last price", "Last")
    rows = tuple(
        (
            safe(item.product),
            present.number(item.quantity),
            literal(f"{item.orders} of {review.basket.orders}"),
            literal("–" if item.every is None else f"{item.every:.0f} d"),
            literal("–") if item.price is None else present.money_exact(round(item.price, 2), currency),
            present.day(item.last),
        )
        for item in items
    )
    right = (False, True, True, True, True, True)
    yield TextTable(tuple(map(literal, titles)), rows, right, (True, False, False, False, False, False))


def range_of(review: CustomerReview) -> Iterator[Block]:
    """What is bought beside what like customers buy."""
    found = review.range
    if found.none:
        yield Paragraph(spoken(_sentence(found.none)), "muted")
        return
    rows = tuple(
        (
            safe(line.kind),
            literal(present.plural(line.days, "day") if line.days else "gap"),
            present.percent(line.like_share, of=found.pool),
        )
        for line in found.lines
    )
    titles = tuple(map(literal, ("Category", "Bought on", "Like customers")))
    yield TextTable(titles, rows, (False, True, True), (True, False, False))
    yield Paragraph(spoken(f"12 months; beside {found.pool} {found.like}."), "muted")


def suggested_of(review: CustomerReview) -> Iterator[Block]:
    """What the customer may buy next."""
    found = review.suggestions
    if not found.found:
        yield Paragraph(spoken(_sentence(found.none)), "muted")
        return
    yield Points(tuple(Point(safe(one.kind), (spoken(one.reason),)) for one in found.found[:3]))
    yield Paragraph(literal(_sentence(CANDIDATES)), "muted")


def service_of(review: CustomerReview) -> Iterator[Block]:
    """Tickets that are open, and answers that nobody came back on."""
    if "tickets" in review.page.locked:
        yield Paragraph(safe(review.page.locked["tickets"]), "muted")
    elif not review.tickets:
        yield Paragraph(literal("No ticket is open."))
    else:
        yield Points(
            tuple(
                Point(
                    safe(one.subject or one.ticket_id),
                    (safe(" · ".join(filter(None, (f"since {present.day(one.created)}", one.priority,
                                                   "escalated" if one.escalated else "")))),),
                )
                for one in review.tickets
            )
        )  # fmt: skip
    if review.open_loops:
        days = ", ".join(present.day(one.day) for one in review.open_loops[:3])
        more = f" and {len(review.open_loops) - 3} before" if len(review.open_loops) > 3 else ""
        yield Paragraph(literal(f"Nobody has come back on the answers of {days}{more}."))


def agreements_of(page: CustomerView) -> Iterator[Block]:
    """Contracts and subscriptions that run."""
    running = [one for one in page.agreements if one.runs]
    if not running:
        yield Paragraph(literal("No contract or subscription runs."))
        return
    yield Points(tuple(_agreement(one, page.moment.currency) for one in running))


def _agreement(one: Agreement, currency: str) -> Point:
    month = " a month" if one.kind == "subscription" else ""
    amount = "" if one.amount is None else f" · {present.money(one.amount, currency)}{month}"
    terms = [
        f"since {present.day(one.start)}" if one.start else "",
        f"due {present.day(one.due)}" if one.due else "",
        f"notice until {present.day(one.notice_by)}" if one.notice_by else "",
        "renews itself" if one.renews_itself else "",
        f"ends {present.day(one.end)}" if one.end else "",
    ]
    return Point(spoken(f"{one.kind} {one.name}{amount}"), (safe(" · ".join(filter(None, terms))),))


def said_of(said: Sequence[SurveyAnswer]) -> Iterator[Block]:
    """Answers to surveys, with their own words."""
    if not said:
        yield Paragraph(literal("No answer to a survey is on file."))
        return
    for one in said:
        score = "" if one.score is None else f" {present.number(one.score)}"
        yield Paragraph(spoken(f"{one.kind.upper()}{score}, {present.day(one.day)}"), "muted")
        if one.comment:
            yield Paragraph(safe(one.comment), "quote")


def promised_of(review: CustomerReview) -> Iterator[Block]:
    """Open tasks and notes of the journal."""
    if not review.tasks and not review.notes:
        yield Paragraph(literal("Nothing is written in the journal."))
        return
    yield Points(tuple(map(_promise, (*review.tasks, *review.notes))))


def _promise(one: Promise) -> Point:
    head = f"To do by {present.day(one.due)}" if one.due else f"Noted {present.day(one.day)}"
    return Point(spoken(f"{head} · {one.writer}"), (safe(one.text),) if one.text else ())


def marks_of(page: CustomerView) -> Iterator[Block]:
    """The marks of loyalty with their evidence."""
    yield Pairs(
        tuple(
            (
                safe(tr(mark.name, "part").capitalize()),
                safe(f"{tr(mark.mark, 'state')}{colon()}{worded(mark.evidence)}"),
            )
            for mark in page.marks
        )
    )


def _sentence(text: str) -> str:
    return f"{capital(text)}." if text else ""


def capital(text: str | None) -> str | None:
    """A text with its first letter large."""
    return None if not text else text[0].upper() + text[1:]
