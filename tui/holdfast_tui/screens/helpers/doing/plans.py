"""The forms of what is written about a customer or a rep, and the entries that come of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.journal.days import parse_due
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.look import present
from holdfast_tui.screens.dialogs.forms.plan import TEXT, FormLine, FormPlan
from holdfast_tui.screens.helpers.doing.writing import Prepared
from holdfast_tui.sitting.journal.drafting import (
    CALLED,
    OUTCOMES,
    About,
    outcome_draft,
    outcome_fields,
    snooze_draft,
    task_draft,
    whole_amount,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from holdfast.journal.entry import Draft
    from holdfast_tui.screens.helpers.doing.whom import Whom

SOON: Final = ("today", "tomorrow", "+3d", "mon", "fri", "+1w", "+2w", "+1m")
"""Days that are offered while one is typed."""

CHANGES: Final = "Without a day it comes back once a flag opens or worsens, or its money moves by 20%."


def understood_day(today: date, text: str) -> date:
    """The day that a text names. Raises UsageError."""
    return parse_due(text, today)


def _day_line(name: str, label: str, today: date, empty: str, required: str = "") -> FormLine:
    def told(text: str) -> str:
        return str(present.weekday(understood_day(today, text), near=today)) if text else ""

    return FormLine(
        name,
        label,
        empty=empty,
        told=told,
        choices=[(word, told(word)) for word in SOON],
        picks="else",
        required=required,
    )


def note_plan(whom: Whom) -> FormPlan:
    """A note."""
    return FormPlan("note", phrase("Note on {whom}", whom=whom.words), (TEXT,), not_shown(whom))


def note_of(typed: Mapping[str, str]) -> Prepared:
    """The entry of a note."""
    return Prepared("Note", lambda about: [about.draft("note", typed["text"])])


def task_plan(whom: Whom, today: date) -> FormPlan:
    """A task and its day: without one it is tomorrow's."""
    tomorrow = f"{present.weekday(understood_day(today, 'tomorrow'), near=today)}"
    return FormPlan(
        "task",
        phrase("Task for {whom}", whom=whom.words),
        (
            FormLine("text", "Do", required="Say what is to be done, or esc."),
            _day_line("due", "Due", today, tomorrow),
        ),
        not_shown(whom) or "A day: tomorrow, +3d, fri, 2025-07-04.",
    )


def task_of(typed: Mapping[str, str], today: date) -> Prepared:
    """The entry of a task."""
    due = understood_day(today, typed["due"] or "tomorrow")
    return Prepared("Task", lambda about: [task_draft(about, typed["text"], due)])


def snooze_plan(whom: Whom, today: date) -> FormPlan:
    """Until when a customer rests."""
    return FormPlan(
        "snooze",
        phrase("Snooze {whom}", whom=whom.words),
        (
            _day_line("until", "Until", today, "until it changes"),
            FormLine("text", "Why"),
        ),
        not_shown(whom) or CHANGES,
    )


def snooze_of(typed: Mapping[str, str], today: date) -> Prepared:
    """The entry of a snooze."""
    until = understood_day(today, typed["until"]) if typed["until"] else None
    return Prepared("Snooze", lambda about: [snooze_draft(about, typed["text"], until)])


def outcome_plan(whom: Whom, outcome: str, today: date, currency: str) -> FormPlan:
    """What came of it, in words; of what was saved how much, of a meeting when."""
    title = next(title for _, one, title, _ in OUTCOMES if one == outcome)
    lines = [FormLine("text", "In words")]
    if outcome == "saved":
        asked = "Say how much was saved: a whole number."
        lines.insert(0, FormLine("amount", "Saved", currency, _amount_words(currency), required=asked))
    if outcome == "meeting set":
        asked = "Say when: tomorrow, +3d, fri, 2025-07-04."
        lines.insert(0, _day_line("on", "When", today, "its day", asked))
    logged = "It is logged as a call." if outcome in CALLED else ""
    return FormPlan(f"outcome-{outcome}", f"{title}: {whom.words}", tuple(lines), not_shown(whom) or logged)


def outcome_of(outcome: str, typed: Mapping[str, str], today: date) -> Prepared:
    """The entry of an outcome, or of the call that had it; a task that was due is done with it."""
    fields = outcome_fields(outcome, typed.get("amount", ""), typed.get("on", ""), today)
    title = next(title for _, one, title, _ in OUTCOMES if one == outcome)
    return Prepared(f"Outcome '{title.lower()}'", lambda about: [outcome_draft(about, typed["text"], fields)])


def thanks_plan(whom: Whom) -> FormPlan:
    """What a rep is thanked for."""
    asked = "Say what for, or esc: thanks without a reason are soon forgotten."
    line = FormLine("text", "For", required=asked)
    return FormPlan("thanks", phrase("Thank {whom}", whom=whom.words), (line,), not_shown(whom))


def thanks_of(typed: Mapping[str, str]) -> Prepared:
    """The entry of a recognition."""

    def make(about: About) -> Sequence[Draft]:
        return [about.draft("recognition", typed["text"], {"kind": "thanks"})]

    return Prepared("Thanks", make)


def not_shown(whom: Whom) -> str:
    """How many marked rows are not in the list, and not meant; empty where there are none."""
    if not whom.hidden:
        return ""
    rows = "1 marked row is" if whom.hidden == 1 else f"{whom.hidden:,} marked rows are"
    return f"{rows} not in this list, and not meant."


def _amount_words(currency: str) -> Callable[[str], str]:
    def told(text: str) -> str:
        return str(present.money_whole(float(whole_amount(text)), currency)) if text else ""

    return told
