"""The parts of the customer page below its first screen, each as painted lines of a given width."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from holdfast.schema.fields import FIELDS
from holdfast.views.customer import CustomerView, MonthTotal, TimelineEvent
from holdfast.words.interface.catalogue import colon, phrase, tr
from holdfast.words.numerals import number_text
from holdfast_tui.grid import paint
from holdfast_tui.grid.columns import NEVER_CUT
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.customer.glance import PEOPLE_SHOWN, person
from holdfast_tui.panes.customer.lines import section
from holdfast_tui.safe_text import SafeText, cell_width, literal, pad, safe, spoken, widest
from holdfast_tui.terminal.capabilities import Glyphs

if TYPE_CHECKING:
    from holdfast.views.customers.glance.told import Agreement

LABEL_WIDTH: Final = 17
LEAST_PAIR: Final = 31
"""Cells of a label and its value where two of them share a line."""
MONTHS_SHOWN: Final = 12
MOST_PEOPLE: Final = 30
MONTH_WIDTH: Final = 9
ORDERS_WIDTH: Final = 12
MARK_WIDTH: Final = 10
DAY_WIDTH: Final = 13
KIND_WIDTH: Final = 18
HALF_HEIGHT: Final = 3
"""The step of a sparkline drawn as a bar: bars of full height would run into one block."""
EVENTS_SHOWN: Final = 500
"""Newest events painted; a page longer than this is no page."""

LABELS: Final = {
    "gap_median": "Median gap",
    "cadence": "Usual gap",
    "days_since_order": "Since last order",
    "overdue_ratio": "Times usual gap",
    "last_contact": "Last contact",
    "renewal": "Next renewal",
}
"""Where a column's title is too short to be understood alone."""

GROUPS: Final = (
    ("rep", "team", "parent", "segment", "tier", "industry", "region", "country", "source", "status"),
    ("state", "lost_on", "reason", "competitor"),
    ("lifecycle", "rfm", "rfm_name", "active", "created", "cohort", "first_order", "last_order"),
    ("orders", "cadence", "gap_median", "overdue_ratio", "days_since_order"),
    ("revenue", "revenue_period", "revenue_total", "mrr", "renewal"),
    ("nps", "nps_latest", "tickets_open", "last_contact"),
    ("loyalty_member", "referral"),
)
"""Facts that belong together, in reading order; what a customer lacks is left out."""


def facts(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """What is known about the customer, label beside value; two pairs a line where they fit."""
    currency = view.moment.currency
    groups = [
        [(name, _fact(name, view.facts[name], currency, glyphs)) for name in group if _is_told(view, name)]
        for group in GROUPS
    ]
    numbers = [text for group in groups for name, text in group if FIELDS[name].kind in NEVER_CUT]
    across = 2 if width >= 2 + 2 * max(LEAST_PAIR, LABEL_WIDTH + widest(numbers)) else 1
    each = (width - 2 * (across - 1)) // across
    lines: list[Line] = []
    for group in groups:
        pairs = [_pair(name, text, each) for name, text in group]
        lines += [_joined(pairs[start : start + across]) for start in range(0, len(pairs), across)]
    identity = [Span(pad(safe(view.facts.get("customer_id", "")), width), "muted")]
    return section("About", [identity, *lines])


def own_columns(view: CustomerView, width: int) -> list[Line]:
    """What the list of customers says in columns of its own, in full."""
    lines: list[Line] = []
    for field in view.moment.fields.own:
        if (value := view.facts.get(field.name)) is not None:
            told = present.cell(field.kind, value, view.moment.currency)
            lines += _hanging(safe(tr(field.title, "field")), told, width, "text")
    return section("Own columns", lines)


def _is_told(view: CustomerView, name: str) -> bool:
    return view.facts.get(name) is not None


def _fact(name: str, value: Any, currency: str, glyphs: Glyphs) -> SafeText:
    kind = FIELDS[name].kind
    if name == "risk":
        return present.severity(value, glyphs)
    if kind == "money":
        return present.money_exact(float(value), currency)
    return present.cell(kind, value, currency)


def _pair(name: str, text: SafeText, width: int) -> list[Span]:
    """A label beside its value, which takes from it where it is a wide number."""
    label = min(LABEL_WIDTH, width // 2)
    if FIELDS[name].kind in NEVER_CUT:
        label = max(1, min(label, width - cell_width(text)))
    title = literal(tr(LABELS.get(name, FIELDS[name].title), "field"))
    return [Span(pad(title, label), "muted"), Span(pad(text, width - label))]


def _joined(pairs: Sequence[list[Span]]) -> Line:
    line: list[Span] = []
    for pair in pairs:
        line += [span("  "), *pair] if line else pair
    return line


def loyalty(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """The four marks of a loyal customer, each with its evidence."""
    marks = {"yes": glyphs.yes, "no": glyphs.no, "unknown": glyphs.unknown}
    lines: list[Line] = []
    for mark in view.marks:
        token = {"yes": "text bold", "no": "text"}.get(mark.mark, "muted")
        head = Span(pad(spoken(f"{marks[mark.mark]} {tr(mark.name, 'part')}"), MARK_WIDTH), token)
        texts = paint.wrapped(safe(mark.evidence), max(8, width - MARK_WIDTH)) or [literal("")]
        lines.append([head, Span(texts[0], "muted" if mark.mark == "unknown" else "text")])
        lines += [[span(" " * MARK_WIDTH), Span(text, "text")] for text in texts[1:]]
    return section("Marks of loyalty", lines)


def orders(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """Revenue by month as bars, newest first, with the number of orders."""
    months = view.months[-MONTHS_SHOWN:]
    if not any(month.orders or month.revenue for month in months):
        return section("Orders by month", [[span("No order in the last 12 months", "muted")]])
    top = max((month.revenue for month in months), default=0.0)
    code = present.heading_code(view.moment.currency)
    amounts = [present.amount(month.revenue, view.moment.currency) for month in months]
    amount_width = widest(amounts)
    counts = [present.plural(month.orders, "order") if month.orders else literal("") for month in months]
    orders_width = widest(counts, ORDERS_WIDTH)
    room = max(4, width - MONTH_WIDTH - amount_width - 2 - orders_width)
    lines = []
    for month, amount, count in zip(months, amounts, counts, strict=True):
        # A month with revenue keeps a mark, however small beside the best one.
        cells = max(1, round(room * month.revenue / top)) if month.revenue > 0 else 0
        bar = pad(SafeText(glyphs.spark[HALF_HEIGHT] * cells), room)
        orders = pad(count, orders_width, "right")
        lines.append(_month(month, pad(amount, amount_width, "right"), bar, orders))
    return section(phrase("Orders by month, {code}", code=code) if code else "Orders by month", lines[::-1])


def _month(month: MonthTotal, amount: SafeText, bar: SafeText, orders: SafeText) -> Line:
    return [
        Span(pad(present.month(month.month), MONTH_WIDTH), "muted"),
        Span(amount, "text" if month.orders else "muted"),
        span("  "),
        Span(bar, "spark"),
        Span(orders, "muted"),
    ]


def reps(view: CustomerView, width: int) -> list[Line]:
    """Who held the customer, newest first."""
    lines = []
    for rep, start, end in view.reps:
        # An end is the first day after: people name the last one, as the flags do.
        last = present.day(max(start, end - timedelta(days=1))) if end else "today"
        span_ = f"{present.day(start)} {present.DASH} {last}"
        lines.append(paint.beside([Span(safe(rep))], [Span(literal(span_), "muted")], width))
    return section("Reps", lines)


def people(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """Everybody at the customer, as far as the first screen has not shown them; those who left are marked."""
    everybody = view.glance.people
    here = [one for one in everybody if not one.has_left]
    if len(everybody) == len(here) <= PEOPLE_SHOWN:
        return []
    lines = [line for one in everybody[:MOST_PEOPLE] for line in person(one, width, glyphs)]
    if len(everybody) > MOST_PEOPLE:
        lines.append([span(phrase("and {everybody} more", everybody=len(everybody) - MOST_PEOPLE), "muted")])
    return section("People", lines)


def agreements(view: CustomerView, width: int) -> list[Line]:
    """Contracts and subscriptions: those that run in full, of the others how many there were."""
    runs = [one for one in view.agreements if one.runs]
    lines = [line for one in runs for line in _agreement(one, width, view.moment.currency)]
    if over := len(view.agreements) - len(runs):
        lines.append(
            [span(phrase("{over} that ended or were replaced: see what happened", over=over), "muted")]
        )
    return section("Contracts and subscriptions", lines)


def _agreement(one: Agreement, width: int, currency: str) -> list[Line]:
    told: list[str] = [] if one.amount is None else [present.money(one.amount, currency)]
    told[0:] = [phrase("{told} a month", told=told[0])] if told and one.kind == "subscription" else told
    told += [phrase("since {start}", start=present.day(one.start))] if one.start is not None else []
    if one.due is not None:
        told.append(
            phrase(
                "{word} on {due}",
                word=tr("renews itself" if one.renews_itself else "ends", "vocabulary"),
                due=present.day(one.due),
            )
        )
    elif one.end is not None:
        told.append(phrase("until {end}", end=present.day(one.end)))
    told += (
        [phrase("notice by {notice_by}", notice_by=present.day(one.notice_by))]
        if one.notice_by is not None
        else []
    )
    return _hanging(spoken(f"{one.kind} {one.name}"), safe(", ".join(told)), width, "text")


def timeline(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """What happened, newest first."""
    events = sorted(view.timeline, key=lambda event: event.day, reverse=True)
    kinds = min(KIND_WIDTH, max((cell_width(safe(event.kind)) for event in events), default=0))
    lines: list[Line] = []
    for event in events[:EVENTS_SHOWN]:
        lines += _event(event, kinds, width, view.moment.currency)
    if len(events) > EVENTS_SHOWN:
        lines.append(
            [
                span(
                    phrase(
                        "{events} earlier events are not shown",
                        events=number_text(len(events) - EVENTS_SHOWN),
                    ),
                    "muted",
                )
            ]
        )
    return section("What happened", lines)


def _event(event: TimelineEvent, kinds: int, width: int, currency: str) -> list[Line]:
    amount = [] if event.amount is None else [Span(present.money(event.amount, currency))]
    before = DAY_WIDTH + kinds + 2
    room = max(8, width - before - paint.width_of(amount) - bool(amount))
    said = (
        event.text
        if event.own_log is None
        else phrase("{event} (own log: {own_log})", event=event.text, own_log=event.own_log)
    )
    texts = paint.wrapped(safe(said), room) or [literal("")]
    first = [
        Span(pad(present.day(event.day), DAY_WIDTH), "muted"),
        Span(pad(safe(event.kind), kinds), "accent"),
        span("  "),
        Span(texts[0]),
    ]
    more = [[span(" " * before), Span(text)] for text in texts[1:]]
    return [paint.beside(first, amount, width) if amount else first, *more]


def untold(view: CustomerView, width: int, key: str, *, unfolded: bool) -> list[Line]:
    """How many flags could not be judged, in one line; unfolded, which and why, and what is locked."""
    told = [present.plural(len(view.not_evaluated), "flag") + " could not be judged"] * bool(
        view.not_evaluated
    )
    told += [present.plural(len(view.locked), "part") + " of the page waits for its file"] * bool(view.locked)
    if not told:
        return []
    what = tr("folds them" if unfolded else "says which and why")
    sentence = phrase("{told}, which is not the same as clear", told=", ".join(told)) + (
        f"{colon()}{key} {what}" if key else ""
    )
    lines: list[Line] = [[Span(text, "muted")] for text in paint.wrapped(literal(sentence), width)]
    if unfolded:
        for name, why in view.not_evaluated:
            lines += _hanging(safe(name), safe(why), width)
        for part, why in view.locked.items():
            lines += _hanging(safe(part.capitalize()), safe(why), width)
    return section("Not told", lines)


def _hanging(name: SafeText, sentence: SafeText, width: int, style: str = "muted") -> list[Line]:
    label = min(LABEL_WIDTH + 2, width * 2 // 5)
    texts = paint.wrapped(sentence, max(8, width - label)) or [literal("")]
    first: Line = [Span(pad(name, label - 1), "muted"), span(" "), Span(texts[0], style)]
    return [first, *([span(" " * label), Span(text, style)] for text in texts[1:])]
