"""The page of one customer, to prepare a call or a review by: `engine.customer_review` in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.charts.marks import ChartBar, bars
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.command_line.pages.customer.sections import (
    agreements_of,
    basket_of,
    capital,
    contacts_of,
    marks_of,
    people_of,
    promised_of,
    range_of,
    said_of,
    service_of,
    suggested_of,
)
from holdfast_tui.command_line.pages.document import (
    Drawing,
    HandOut,
    Headline,
    Headlines,
    PageSection,
    Paragraph,
    Point,
    Points,
)
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.views.customer import CustomerView
    from holdfast.views.customers.review.told import CustomerReview
    from holdfast_tui.command_line.pages.document import Block
    from holdfast_tui.terminal.capabilities import Glyphs

KIND: Final = "Customer brief"
INTERNAL: Final = "Internal: for whoever prepares the talk, not for the customer."
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
        scope=safe(" · ".join([*scope, phrase("as of {day}", day=present.day(moment.as_of)), moment.book])),
        lead=(
            Paragraph(safe(". ".join(filter(None, (page.glance.state, capital(page.glance.held)))) + ".")),
            _headlines(page),
        ),
        sections=tuple(
            PageSection(literal(title), tuple(blocks), half)
            for title, half, blocks in (
                ("Ask", False, _asked(review)),
                ("Open flags", False, _flags(page, glyphs)),
                ("Revenue by month", False, _months(page, glyphs)),
                ("People", True, people_of(page)),
                ("Last contacts", True, contacts_of(page)),
                ("Usual basket", False, basket_of(review)),
                ("Range", True, range_of(review)),
                ("May buy next", True, suggested_of(review)),
                ("Open tickets and loops", True, service_of(review)),
                ("Contract", True, agreements_of(page)),
                ("In their own words", True, said_of(review.said)),
                ("Promised and noted", True, promised_of(review)),
                ("Marks of loyalty", False, marks_of(page)),
            )
        ),
        foot=spoken(f"{INTERNAL} {moment.book}, as of {present.day(moment.as_of)}."),
    )


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
    yield Points(tuple(Point(spoken(question)) for question in review.questions), numbered=True)


def _flags(page: CustomerView, glyphs: Glyphs) -> Iterator[Block]:
    if not page.flags:
        words = f"None of the {page.judged} flags that could be told is open." if page.judged else _NOTHING
        yield Paragraph(literal(words))
        return
    yield Points(
        tuple(
            Point(
                spoken(f"{present.severity(flag.severity, glyphs)} {flag.name} → {flag.play}"),
                (safe(flag.evidence),),
            )
            for flag in page.flags
        )
    )


def _months(page: CustomerView, glyphs: Glyphs) -> Iterator[Block]:
    currency, months = page.moment.currency, page.months
    svg = bars(
        [
            ChartBar(
                month.revenue,
                present.month_name(month.month.month),
                present.money(month.revenue, currency) if month.revenue else "",
            )
            for month in months
        ],
        phrase(
            "Revenue by month, {first} to {last}",
            first=present.month(months[0].month),
            last=present.month(months[-1].month),
        ),
        width=620,
        height=130,
    )
    revenue = present.trend([month.revenue for month in months], glyphs, len(months))
    orders = present.trend([month.orders for month in months], glyphs, len(months))
    first, last = present.month(months[0].month), present.month(months[-1].month)
    most = max(months, key=lambda month: month.revenue)
    lines = (
        spoken(f"revenue {revenue}  {first} to {last}"),
        spoken(f"orders  {orders}  {sum(month.orders for month in months)} in these months"),
    )
    yield Drawing(svg, lines)
    if most.revenue > 0:
        told = f"Most in {present.month(most.month)}: {present.money(most.revenue, currency)}."
        yield Paragraph(literal(f"{present.plural(sum(m.orders for m in months), 'order')}. {told}"), "muted")
