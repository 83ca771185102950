"""The top of the customer page: who it is, what it brings, whom to call, the last talk, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from holdfast.risk.states import flag_state
from holdfast.views.customer import CustomerView, FlagRow
from holdfast.words.interface.catalogue import phrase, tr
from holdfast.words.interface.sentences import translated
from holdfast.words.numerals import percent_text
from holdfast_tui.grid import paint
from holdfast_tui.grid.paint import Line, Span, span
from holdfast_tui.look import present
from holdfast_tui.panes.customer.lines import LABEL_WIDTH, labelled, wrapped_under
from holdfast_tui.safe_text import SafeText, cell_width, literal, safe, spoken
from holdfast_tui.terminal.capabilities import Glyphs

if TYPE_CHECKING:
    from holdfast.views.customers.glance.told import ContactPerson, LastTalk, Worth
    from holdfast.views.customers.past import CustomerPast

PEOPLE_SHOWN: Final = 3
"""People on the first screen; the section below has all of them."""
TASKS_SHOWN: Final = 2
DESCRIBED_BY: Final = ("segment", "tier", "industry", "region", "country")


def glance(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """State, who it is, money, people, last talk; a free line at the end."""
    return [
        *_state(view, width),
        *_described(view, width, glyphs),
        *_worth(view.glance.worth, view.moment.currency, width, glyphs),
        *_people(view, width, glyphs),
        *_talk(view, width),
        *_written(view, width),
        [],
    ]


def _state(view: CustomerView, width: int) -> list[Line]:
    return [[Span(text, "text bold")] for text in paint.wrapped(safe(view.glance.state), width)]


def _described(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """What kind of customer it is, and at the right edge who holds it; two lines where one is too narrow."""
    known = {name: safe(view.facts[name]) for name in DESCRIBED_BY if view.facts.get(name) is not None}
    told = [phrase("tier {text}", text=text) if name == "tier" else text for name, text in known.items()]
    left = SafeText(f" {glyphs.separator} ".join(told))
    held = safe(view.glance.held or "")
    if cell_width(left) + cell_width(held) + 2 <= width:
        return [paint.beside([Span(left, "muted")], [Span(held)], width)] if left or held else []
    texts = [(left, "muted"), (held, "text")]
    return [[Span(line, style)] for text, style in texts for line in paint.wrapped(text, width)]


def _worth(worth: Worth, currency: str, width: int, glyphs: Glyphs) -> list[Line]:
    money = phrase("{revenue} in 12 months", revenue=present.money(worth.revenue, currency))
    room = width - LABEL_WIDTH
    spark = present.trend(worth.months, glyphs, 12) if any(worth.months) else SafeText("")
    change = literal(_change(worth, currency))
    first: Line = [Span(safe(money), "text bold"), *([span(" "), Span(spark, "spark")] if spark else [])]
    if change and paint.width_of(first) + 2 + cell_width(change) <= room:
        lines = [labelled("Revenue", [*first, span("  "), Span(change)])]
    else:
        lines = [labelled("Revenue", first), *wrapped_under("", change, width)]
    if worth.mrr:
        lines.append(
            labelled(
                "Recurring", [Span(safe(phrase("{mrr} a month", mrr=present.money(worth.mrr, currency))))]
            )
        )
    if worth.deadline is not None:
        lines += wrapped_under("Deadline", safe(worth.deadline), width, "text bold")
    if worth.renewal is not None:
        lines += wrapped_under("Renewal", literal(_renewal(worth)), width)
    return lines


def _change(worth: Worth, currency: str) -> str:
    """Against the year before, in words."""
    if worth.before is None:
        return tr("the year before is not on file")
    if worth.change is None:
        return tr("nothing the year before") if worth.revenue else ""
    before = present.money(worth.before, currency)
    points = percent_text(worth.change, 0, signed=True)
    return phrase("{points} on {before} the year before", points=points, before=before)


def _renewal(worth: Worth) -> str:
    told = f"{present.day(worth.renewal)}{_in_days(worth.renewal_days)}"
    if worth.notice_by is None or worth.notice_days is None:
        return told
    word = tr("notice by" if worth.notice_days >= 0 else "notice was due by")
    return f"{told}; {word} {present.day(worth.notice_by)}{_in_days(worth.notice_days)}"


def _in_days(days: int | None) -> str:
    if days is None or days < 0:
        return ""
    return tr(", today") if days == 0 else phrase(", in {days} d", days=days)


def _people(view: CustomerView, width: int, glyphs: Glyphs) -> list[Line]:
    """Whom to call: who decides first; those who left are counted, and named where nobody else is there."""
    people = view.glance.people
    if not people:
        return wrapped_under("Call", safe(view.locked.get("contacts", "nobody is on file")), width, "muted")
    here = [one for one in people if not one.has_left]
    shown = (here or people)[:PEOPLE_SHOWN]
    lines: list[Line] = []
    for one in shown:
        lines += person(one, width, glyphs, "" if lines else "Call")
    more, left = len(here) - len(shown), len(people) - len(here)
    told = [phrase("{more} more", more=more)] if more > 0 else []
    told += [phrase("{left} left", left=left)] if left and here else []
    if told:
        lines.append(
            labelled("", [span(phrase("and {told}: see people below", told=", ".join(told)), "muted")])
        )
    return lines


def person(one: ContactPerson, width: int, glyphs: Glyphs, label: str = "") -> list[Line]:
    """Name, role, phone and e-mail on as many lines as they need: nothing is cut that is to be dialled."""
    pieces = [Span(safe(one.name), "muted" if one.has_left else "text bold")]
    if one.role is not None:
        pieces.append(Span(safe(one.role), "muted"))
    if one.has_left:
        left = (
            phrase("left {left_on}", left_on=present.day(one.left_on))
            if one.left_on is not None
            else "no longer there"
        )
        return _flowing(label, [*pieces, span(left, "severity-watch")], width)
    if one.decides:
        pieces.append(span(tr("decides", "vocabulary"), "muted"))
    return _flowing(label, [*pieces, *(Span(safe(text)) for text in (one.phone, one.email) if text)], width)


def _flowing(label: str, pieces: Sequence[Span], width: int) -> list[Line]:
    """Pieces two cells apart behind a label; what a line has no room for goes on, indented, in the next."""
    room = width - LABEL_WIDTH
    lines: list[list[Span]] = [[]]
    for piece in pieces:
        if lines[-1] and paint.width_of(lines[-1]) + 2 + cell_width(piece.text) > room:
            lines.append([])
        texts = paint.wrapped(piece.text, max(8, room - 2)) or [piece.text]
        gap = [span("  ")] if lines[-1] or len(lines) > 1 else []
        lines[-1] += [*gap, Span(texts[0], piece.style)]
        lines += [[span("  "), Span(text, piece.style)] for text in texts[1:]]
    return [labelled("" if number else label, line) for number, line in enumerate(lines)]


def _talk(view: CustomerView, width: int) -> list[Line]:
    """When, how and with whom, then one line of what was said."""
    talk = view.glance.talk
    if talk is None:
        return wrapped_under(
            "Last talk", safe(view.locked.get("interactions", "none on file")), width, "muted"
        )
    lines = wrapped_under("Last talk", safe(_with_whom(talk)), width)
    if talk.text is None:
        return lines
    return [*lines, labelled("", [Span(safe(talk.text, max(8, width - LABEL_WIDTH)))])]


def _written(view: CustomerView, width: int) -> list[Line]:
    """The tasks that come up first, and the last note, where there are any."""
    tasks, note = view.glance.tasks, view.glance.note
    lines: list[Line] = []
    for task in tasks[:TASKS_SHOWN]:
        late = task.due < view.moment.as_of
        day = present.weekday(task.snoozed or task.due, near=view.moment.as_of)
        told = f"{day}{' (overdue)' if late and task.snoozed is None else ''}: {task.text}"
        lines += wrapped_under(
            "" if lines else "To do", safe(told), width, "severity-high" if late else "text"
        )
    if len(tasks) > TASKS_SHOWN:
        lines.append(
            labelled("", [span(phrase("and {tasks} more tasks", tasks=len(tasks) - TASKS_SHOWN), "muted")])
        )
    if note is not None:
        said = f"{present.day(note.day, near=view.moment.as_of)}, {note.writer}: {note.text}"
        lines.append(labelled("Last note", [Span(safe(said, max(8, width - LABEL_WIDTH)))]))
    return lines


def _with_whom(talk: LastTalk) -> str:
    ago = "today" if talk.days == 0 else phrase("{days} d ago", days=talk.days)
    told = f"{present.day(talk.day)} ({ago}), {talk.kind or 'contact'}"
    told += phrase(" with {person}", person=talk.person) if talk.person is not None else ""
    return phrase("{told} by {rep}", told=told, rep=talk.rep) if talk.rep is not None else told


def flags(
    view: CustomerView, width: int, glyphs: Glyphs, current: int, past: CustomerPast | None
) -> list[Line]:
    """The open flags, worst first, with the play of the current one, and the priority once it is known."""
    lines: list[Line] = [[Span(_heading(view), "header")]]
    for number, flag in enumerate(view.flags):
        lines += _flag(flag, width, glyphs, is_current=number == current)
    if past is not None:
        lines += [[Span(text, "muted")] for text in paint.wrapped(safe(_priority(past)), width)]
    return [*lines, []]


def _priority(past: CustomerPast) -> str:
    """A refusal says what it is about by itself."""
    return (
        translated(past.priority)
        if past.priority.startswith("No priority")
        else phrase("Priority: {priority}", priority=translated(past.priority))
    )


def _heading(view: CustomerView) -> SafeText:
    if view.flags:
        return present.plural(len(view.flags), "open flag")
    untold = flag_state(0, view.judged) == "untold"
    return literal(
        "No flag could be judged."
        if untold
        else phrase("No open flag. {judged} could be judged.", judged=view.judged)
    )


def flag_line(view: CustomerView, width: int, glyphs: Glyphs, number: int) -> int:
    """The line of the part `flags` on which a flag begins."""
    return 1 + sum(len(_flag(flag, width, glyphs, is_current=False)) for flag in view.flags[:number])


def _flag(flag: FlagRow, width: int, glyphs: Glyphs, *, is_current: bool) -> list[Line]:
    token = present.severity_token(flag.severity)
    head: list[Span] = [
        Span(literal(f"{glyphs.severity(flag.severity)} "), token),
        Span(safe(flag.name), f"{token} bold"),
    ]
    if is_current:
        head.append(Span(literal(phrase(" {crumb} enter: its rows", crumb=glyphs.crumb)), "accent"))
    word = [Span(literal(tr(flag.severity, "severity")), token)]
    if flag.first_seen is not None:
        word = [
            Span(literal(phrase("since {first_seen}  ", first_seen=present.day(flag.first_seen))), "muted"),
            *word,
        ]
    body = [[span("  "), Span(text)] for text in paint.wrapped(safe(flag.evidence), width - 2)]
    play = paint.wrapped(spoken(f"{glyphs.crumb} {flag.play}"), width - 2) if is_current else []
    return [paint.beside(head, word, width), *body, *([span("  "), Span(text, "accent")] for text in play)]
