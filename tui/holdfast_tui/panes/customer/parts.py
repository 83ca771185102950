"""The parts of the customer page, each as painted lines of a given width."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from holdfast.risk.states import flag_state
from holdfast.schema.fields import FIELDS
from holdfast.views.results import CustomerView, FlagRow, MonthTotal, TimelineEvent
from holdfast_tui.grid import paint
from holdfast_tui.grid.columns import NEVER_CUT
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.safe_text import SafeText, cell_width, literal, pad, safe, widest
from holdfast_tui.terminal.capabilities import Glyphs

LABEL_WIDTH: Final = 17
LEAST_PAIR: Final = 31
"""Cells of a label and its value where two of them share a line."""
MONTHS_SHOWN: Final = 24
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
    ("rep", "team", "segment", "tier", "industry", "region", "country", "source", "status"),
    ("state", "lost_on", "reason", "competitor"),
    ("lifecycle", "rfm", "rfm_name", "active", "created", "cohort", "first_order", "last_order"),
    ("orders", "cadence", "gap_median", "overdue_ratio", "days_since_order"),
    ("revenue", "revenue_period", "revenue_total", "mrr", "renewal"),
    ("nps", "nps_latest", "tickets_open", "last_contact"),
    ("loyalty_member", "referral"),
)
"""Facts that belong together, in reading order; what a customer lacks is left out."""


def section(title: str, lines: Sequence[Line]) -> list[Line]:
    """A titled part followed by a free line; nothing where there is nothing to say."""
    return [[span(title, "header")], *lines, []] if lines else []


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
    title = literal(LABELS.get(name, FIELDS[name].title))
    return [Span(pad(title, label), "muted"), Span(pad(text, width - label))]


def _joined(pairs: Sequence[list[Span]]) -> Line:
    line: list[Span] = []
    for pair in pairs:
        line += [span("  "), *pair] if line else pair
    return line


def flags(view: CustomerView, width: int, glyphs: Glyphs, current: int = 0) -> list[Line]:
    """The raised flags with their evidence and what to do, worst first; the `current` one can be opened."""
    lines = standing(view, width)
    if not view.flags:
        untold = flag_state(0, view.judged) == "untold"
        said = "No flag could be judged." if untold else f"No open flag. {view.judged} could be judged."
        return section("Flags", lines or [[span(said, "muted")]])
    for number, flag in enumerate(view.flags):
        lines += _flag(flag, width, glyphs, is_current=number == current)
    return section("Flags", lines)


def standing(view: CustomerView, width: int) -> list[Line]:
    """What is to be said of a customer who is not active, before its flags."""
    if view.standing is None:
        return []
    return [[Span(text, "text bold")] for text in paint.wrapped(safe(view.standing), width)]


def flag_line(view: CustomerView, width: int, glyphs: Glyphs, number: int) -> int:
    """The line of the part `flags` on which a flag begins."""
    return (
        1
        + len(standing(view, width))
        + sum(len(_flag(flag, width, glyphs, is_current=False)) for flag in view.flags[:number])
    )


def _flag(flag: FlagRow, width: int, glyphs: Glyphs, *, is_current: bool) -> list[Line]:
    token = present.severity_token(flag.severity)
    head: list[Span] = [
        Span(literal(f"{glyphs.severity(flag.severity)} "), token),
        Span(safe(flag.name), f"{token} bold"),
    ]
    if is_current:
        head.append(Span(literal(f" {glyphs.crumb} enter: its rows"), "accent"))
    word = [Span(literal(flag.severity), token)]
    if flag.first_seen is not None:
        word = [Span(literal(f"since {present.day(flag.first_seen)}  "), "muted"), *word]
    body = [[span("  "), Span(text)] for text in paint.wrapped(safe(flag.evidence), width - 2)]
    play = [
        [span("  "), Span(text, "accent")]
        for text in paint.wrapped(safe(f"{glyphs.crumb} {flag.play}"), width - 2)
    ]
    return [paint.beside(head, word, width), *body, *play]


def loyalty(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """The four marks of a loyal customer, each with its evidence."""
    marks = {"yes": glyphs.yes, "no": glyphs.no, "unknown": glyphs.unknown}
    lines: list[Line] = []
    for mark in view.marks:
        token = {"yes": "text bold", "no": "text"}.get(mark.mark, "muted")
        head = Span(pad(safe(f"{marks[mark.mark]} {mark.name}"), MARK_WIDTH), token)
        texts = paint.wrapped(safe(mark.evidence), max(8, width - MARK_WIDTH)) or [literal("")]
        lines.append([head, Span(texts[0], "muted" if mark.mark == "unknown" else "text")])
        lines += [[span(" " * MARK_WIDTH), Span(text, "text")] for text in texts[1:]]
    return section("Marks of loyalty", lines)


def orders(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """Revenue by month as bars, newest first, with the number of orders."""
    months = view.months[-MONTHS_SHOWN:]
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
    return section(f"Orders by month, {code}" if code else "Orders by month", lines[::-1])


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


def contacts(view: CustomerView, width: int) -> list[Line]:
    """People at the customer; those who left are marked."""
    if view.contacts is None or view.contacts.is_empty():
        return []
    shown = view.contacts.head(30)
    lines = [_contact(row, width) for row in shown.iter_rows(named=True)]
    if shown.height < view.contacts.height:
        lines.append([span(f"and {view.contacts.height - shown.height} more", "muted")])
    return section("Contacts", lines)


def _contact(row: dict[str, Any], width: int) -> Line:
    gone = row.get("left_on") is not None or row.get("active") is False
    name: list[Span] = [Span(safe(row.get("name") or row.get("contact_id")), "muted" if gone else "text")]
    if role := safe(row.get("role")):
        name += [span("  "), Span(role, "muted")]
    if gone:
        left = row.get("left_on")
        note = f"left {present.day(left)}" if left is not None else "inactive"
        return paint.beside(name, [span(note, "severity-watch")], width)
    return paint.beside(name, [Span(safe(row.get("email"), max(8, width // 2)), "muted")], width)


def timeline(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """What happened, newest first."""
    events = sorted(view.timeline, key=lambda event: event.day, reverse=True)
    kinds = min(KIND_WIDTH, max((cell_width(safe(event.kind)) for event in events), default=0))
    lines: list[Line] = []
    for event in events[:EVENTS_SHOWN]:
        lines += _event(event, kinds, width, view.moment.currency)
    if len(events) > EVENTS_SHOWN:
        lines.append([span(f"{len(events) - EVENTS_SHOWN:,} earlier events are not shown", "muted")])
    return section("What happened", lines)


def _event(event: TimelineEvent, kinds: int, width: int, currency: str) -> list[Line]:
    amount = [] if event.amount is None else [Span(present.money(event.amount, currency))]
    before = DAY_WIDTH + kinds + 2
    room = max(8, width - before - paint.width_of(amount) - bool(amount))
    texts = paint.wrapped(safe(event.text), room) or [literal("")]
    first = [
        Span(pad(present.day(event.day), DAY_WIDTH), "muted"),
        Span(pad(safe(event.kind), kinds), "accent"),
        span("  "),
        Span(texts[0]),
    ]
    more = [[span(" " * before), Span(text)] for text in texts[1:]]
    return [paint.beside(first, amount, width) if amount else first, *more]


def unknown(view: CustomerView, width: int) -> list[Line]:
    """Flags that could not be evaluated and why; parts that a further file would unlock."""
    lines: list[Line] = []
    for name, sentence in view.not_evaluated:
        lines += _hanging(safe(name), safe(sentence), width)
    locked: list[Line] = []
    for part, sentence in view.locked.items():
        locked += _hanging(safe(part.capitalize()), safe(sentence), width)
    return [*section("Not evaluated, which is not the same as clear", lines), *section("Locked", locked)]


def _hanging(name: SafeText, sentence: SafeText, width: int) -> list[Line]:
    label = min(LABEL_WIDTH + 2, width * 2 // 5)
    texts = paint.wrapped(sentence, max(8, width - label)) or [literal("")]
    first: Line = [Span(pad(name, label - 1), "muted"), span(" "), Span(texts[0], "muted")]
    return [first, *([span(" " * label), Span(text, "muted")] for text in texts[1:])]
