"""The page of one customer, to prepare a call or a review by: `engine.customer_review` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.charts.marks import Bar, bars
from holdfast.views.customers.glance.suggestions import CANDIDATES
from holdfast_tui.command_line.grids import TextTable
from holdfast_tui.command_line.pages.document import (
    Drawing,
    HandOut,
    Headline,
    Headlines,
    PageSection,
    Pairs,
    Paragraph,
    Point,
    Points,
)
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from holdfast.views.customers.glance.told import Agreement, ContactPerson, LastTalk
    from holdfast.views.customers.review.told import CustomerReview, Promise, Said
    from holdfast.views.results import CustomerView, TimelineEvent
    from holdfast_tui.command_line.pages.document import Block
    from holdfast_tui.terminal.capabilities import Glyphs

KIND: Final = "Customer brief"
INTERNAL: Final = "Internal: for whoever prepares the talk, not for the customer."
MOST_PEOPLE: Final = 8
MOST_CONTACTS: Final = 3
_NOTHING: Final = "Nothing on file."


def customer_page(review: CustomerReview, glyphs: Glyphs) -> HandOut:
    """One page about one customer; every figure is the one that the room of the customer shows."""
    page = review.page
    moment = page.moment
    name = safe(page.facts["name"])
    described = (page.facts[field] for field in ("segment", "tier", "industry", "region", "country"))
    scope = [str(page.facts["customer_id"]), *(str(word) for word in described if word)]
    return HandOut(
        kind=literal(KIND),
        title=name,
        scope=safe(" · ".join([*scope, f"as of {present.day(moment.as_of)}", moment.book])),
        lead=(
            Paragraph(safe(". ".join(filter(None, (page.glance.state, _capital(page.glance.held)))) + ".")),
            _headlines(page),
        ),
        sections=tuple(
            PageSection(literal(title), tuple(blocks), half)
            for title, half, blocks in (
                ("Ask", False, _asked(review)),
                ("Open flags", False, _flags(page, glyphs)),
                ("Revenue by month", False, _months(page, glyphs)),
                ("People", True, _people(page)),
                ("Last contacts", True, _contacts(page)),
                ("Usual basket", False, _basket(review)),
                ("Range", True, _range(review)),
                ("May buy next", True, _suggested(review)),
                ("Open tickets and loops", True, _service(review)),
                ("Contract", True, _agreements(page)),
                ("In their own words", True, _said(review.said)),
                ("Promised and noted", True, _promised(review)),
                ("Marks of loyalty", False, _marks(page)),
            )
        ),
        foot=safe(f"{INTERNAL} {moment.book}, as of {present.day(moment.as_of)}."),
    )


def _capital(text: str | None) -> str | None:
    return None if not text else text[0].upper() + text[1:]


def _headlines(page: CustomerView) -> Headlines:
    worth, currency = page.glance.worth, page.moment.currency
    change = ""
    if worth.change is not None:
        change = f"{present.percent(worth.change)} on the year before"
        change = change if worth.change < 0 else f"+{change}"
    figures = [
        Headline(literal("Revenue, 12 months"), present.money(worth.revenue, currency), literal(change))
    ]
    if worth.mrr:
        figures.append(Headline(literal("MRR"), present.money(worth.mrr, currency), literal("")))
    if page.facts["orders"]:
        last = f"last on {present.day(page.facts['last_order'])}"
        figures.append(Headline(literal("Orders so far"), present.count(page.facts["orders"]), literal(last)))
    if page.health is not None:
        told = literal(f"of 100, {page.health.band}")
        figures.append(Headline(literal("Health"), present.count(round(page.health.value)), told))
    if page.facts["nps"] is not None:
        figures.append(Headline(literal("NPS score"), present.number(page.facts["nps"]), literal("of 10")))
    if worth.renewal is not None:
        due = f"in {worth.renewal_days} d" if (worth.renewal_days or 0) >= 0 else "gone by"
        figures.append(Headline(literal("Renewal"), present.day(worth.renewal), literal(due)))
    return Headlines(tuple(figures))


def _asked(review: CustomerReview) -> Iterator[Block]:
    yield Points(tuple(Point(safe(question)) for question in review.questions), numbered=True)


def _flags(page: CustomerView, glyphs: Glyphs) -> Iterator[Block]:
    if not page.flags:
        words = f"None of the {page.judged} flags that could be told is open." if page.judged else _NOTHING
        yield Paragraph(literal(words))
        return
    yield Points(
        tuple(
            Point(
                safe(f"{present.severity(flag.severity, glyphs)} {flag.name} → {flag.play}"),
                (safe(flag.evidence),),
            )
            for flag in page.flags
        )
    )


def _months(page: CustomerView, glyphs: Glyphs) -> Iterator[Block]:
    currency, months = page.moment.currency, page.months
    svg = bars(
        [
            Bar(
                month.revenue,
                present.MONTHS[month.month.month - 1],
                present.money(month.revenue, currency) if month.revenue else "",
            )
            for month in months
        ],
        f"Revenue by month, {present.month(months[0].month)} to {present.month(months[-1].month)}",
        width=620,
        height=130,
    )
    revenue = present.trend([month.revenue for month in months], glyphs, len(months))
    orders = present.trend([month.orders for month in months], glyphs, len(months))
    first, last = present.month(months[0].month), present.month(months[-1].month)
    most = max(months, key=lambda month: month.revenue)
    lines = (
        safe(f"revenue {revenue}  {first} to {last}"),
        safe(f"orders  {orders}  {sum(month.orders for month in months)} in these months"),
    )
    yield Drawing(svg, lines)
    if most.revenue > 0:
        told = f"Most in {present.month(most.month)}: {present.money(most.revenue, currency)}."
        yield Paragraph(literal(f"{present.plural(sum(m.orders for m in months), 'order')}. {told}"), "muted")


def _people(page: CustomerView) -> Iterator[Block]:
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
    return Point(safe(f"{one.name} · {role}{decides}{gone}"), (reach,) if reach else ())


def _contacts(page: CustomerView) -> Iterator[Block]:
    talk = page.glance.talk
    if talk is not None:
        who = " · ".join(filter(None, (talk.kind, talk.person, talk.rep)))
        lines = (safe(talk.text),) if talk.text else ()
        yield Points((Point(safe(f"Last talk: {present.day(talk.day)} ({talk.days} d ago) · {who}"), lines),))
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


def _basket(review: CustomerReview) -> Iterator[Block]:
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


def _range(review: CustomerReview) -> Iterator[Block]:
    found = review.range
    if found.none:
        yield Paragraph(safe(_sentence(found.none)), "muted")
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
    yield Paragraph(safe(f"12 months; beside {found.pool} {found.like}."), "muted")


def _suggested(review: CustomerReview) -> Iterator[Block]:
    found = review.suggestions
    if not found.found:
        yield Paragraph(safe(_sentence(found.none)), "muted")
        return
    yield Points(tuple(Point(safe(one.kind), (safe(one.reason),)) for one in found.found[:3]))
    yield Paragraph(literal(_sentence(CANDIDATES)), "muted")


def _service(review: CustomerReview) -> Iterator[Block]:
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


def _agreements(page: CustomerView) -> Iterator[Block]:
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
    return Point(safe(f"{one.kind} {one.name}{amount}"), (safe(" · ".join(filter(None, terms))),))


def _said(said: Sequence[Said]) -> Iterator[Block]:
    if not said:
        yield Paragraph(literal("No answer to a survey is on file."))
        return
    for one in said:
        score = "" if one.score is None else f" {present.number(one.score)}"
        yield Paragraph(safe(f"{one.kind.upper()}{score}, {present.day(one.day)}"), "muted")
        if one.comment:
            yield Paragraph(safe(one.comment), "quote")


def _promised(review: CustomerReview) -> Iterator[Block]:
    if not review.tasks and not review.notes:
        yield Paragraph(literal("Nothing is written in the journal."))
        return
    yield Points(tuple(map(_promise, (*review.tasks, *review.notes))))


def _promise(one: Promise) -> Point:
    head = f"To do by {present.day(one.due)}" if one.due else f"Noted {present.day(one.day)}"
    return Point(safe(f"{head} · {one.writer}"), (safe(one.text),) if one.text else ())


def _marks(page: CustomerView) -> Iterator[Block]:
    yield Pairs(
        tuple((safe(mark.name.capitalize()), safe(f"{mark.mark}: {mark.evidence}")) for mark in page.marks)
    )


def _sentence(text: str) -> str:
    return f"{_capital(text)}." if text else ""
