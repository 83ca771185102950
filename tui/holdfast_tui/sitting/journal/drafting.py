"""What an entry about somebody says: the same for the forms of the desk and for the line mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.journal.days import parse_due
from holdfast.journal.entry import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from holdfast.journal.entry import Value
    from holdfast.views.today.results import Target

OUTCOMES: Final = (
    ("r", "reached", "Reached", "logs a call that went both ways: flags about silence clear"),
    ("n", "no answer", "No answer", "logs the attempt; the customer comes back tomorrow"),
    ("m", "meeting set", "Meeting set", "asks for its day, which becomes a task"),
    ("k", "kept", "Kept", "stays, as far as can be told"),
    ("s", "saved", "Saved", "stays because of you: asks how much that is worth"),
    ("o", "offered", "Offered", "a way back was offered to a lost customer"),
    ("l", "lost", "Lost", "opens the exit interview"),
    ("c", "closed", "Closed", "gone for good: out of business, merged, twice in the book"),
    ("w", "wrong flag", "Wrong flag", "the alert was no alert: say why"),
)
"""Key, outcome, title and what follows from it."""

CALLED: Final = {"reached": "two-way", "no answer": "outbound"}
"""Outcomes of a call, which is logged with them, and its direction."""


@dataclass(frozen=True)
class About:
    """One customer or rep that is written about, as it stands on an as-of date."""

    target: Target
    as_of: date

    @property
    def standing(self) -> Mapping[str, Value]:
        """The fields that say how it stood."""
        return {"flags": self.target.flags, "stood": self.target.stood}

    def draft(self, kind: str, text: str, fields: Mapping[str, Value] | None = None, ref: str = "") -> Draft:
        """An entry about it."""
        return Draft(kind, self.target.subject, self.target.subject_id, self.as_of, text, fields or {}, ref)


def task_draft(about: About, text: str, due: date) -> Draft:
    """A task; the flags that were open rest until it is due: what comes next is decided."""
    return about.draft("task", text, {"due": due.isoformat(), **about.standing})


def snooze_draft(about: About, text: str, until: date | None) -> Draft:
    """A rest until a day, or until something changes."""
    day = {"until": until.isoformat()} if until else {}
    return about.draft("snooze", text, {**day, **about.standing})


def outcome_fields(outcome: str, amount: str, on: str, today: date) -> Mapping[str, Value]:
    """What an outcome says beside its words: of what was saved the `amount`, of a meeting the day it is `on`.

    Raises UsageError where either is no such thing.
    """
    fields: dict[str, Value] = {"outcome": outcome}
    if outcome in CALLED:
        fields |= {"channel": "call", "direction": CALLED[outcome]}
    if outcome == "saved":
        fields["amount"] = whole_amount(amount)
    if outcome == "meeting set":
        fields["on"] = parse_due(on, today).isoformat()
    return fields


def outcome_draft(about: About, text: str, fields: Mapping[str, Value]) -> Draft:
    """An outcome, or the call that had it; a task that was due is done with it."""
    ref = f"task:{about.target.tasks[0]}" if about.target.tasks else ""
    # A call says what came of it itself: one entry for one act.
    kind = "contact" if fields["outcome"] in CALLED else "outcome"
    return about.draft(kind, text, {**fields, **about.standing}, ref)


def whole_amount(text: str) -> int:
    """A whole amount above nothing. Raises UsageError."""
    digits = text.replace(",", "").replace(" ", "").replace("'", "").strip()
    if not digits.isdigit() or int(digits) == 0:
        raise UsageError(f"'{text}' is no amount: write a whole number, such as 12000.")
    return int(digits)
