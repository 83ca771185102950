"""Whom an entry is about: the marked rows of the list with the keys, else the row under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from textual.screen import Screen

from holdfast_tui.grid.lines import LineList
from holdfast_tui.look import present
from holdfast_tui.screens.helpers.marks import Marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.views.today.results import Target
    from holdfast_tui.sitting.session import Engine

Subject = Literal["customer", "rep"]


@dataclass(frozen=True)
class Whom:
    """Customers or reps by their ids, and what they are called together.

    `numbers`: of customers, their numbers in the book. `targets`: how they stand, where the list knows.
    `hidden`: how many marked rows this list does not show; nothing is written about them.
    """

    subject: Subject
    ids: tuple[str, ...]
    words: str
    numbers: tuple[int, ...] = ()
    targets: tuple[Target, ...] = ()
    hidden: int = 0

    @property
    def name(self) -> str:
        """What tells them from others, for the texts that are kept."""
        return f"{self.subject} {' '.join(self.ids)}"


def alone(target: Target) -> Whom:
    """One of some, by itself."""
    assert target.subject != "book"
    return _known(target.subject, (target,), 0)


def in_the_book(engine: Engine, whom: Whom) -> Whom | None:
    """Those of some who are in the book; None where nobody is."""
    if len(whom.numbers) == len(whom.ids):
        return whom
    if whom.targets:
        known = tuple(one for one in whom.targets if one.customer is not None)
        return _known(whom.subject, known, whom.hidden) if known else None
    return _customers(engine, whom.numbers, whom.hidden)


class UnderKeys:
    """Finds whom the keys of a room are about. `usual` answers the customer of a room that is one's page."""

    def __init__(self, screen: Screen[Any], marks: Marks) -> None:
        self._screen, self._marks = screen, marks
        self.usual: Callable[[], int | None] = lambda: None

    @property
    def subject(self) -> Subject | None:
        """What they would be about."""
        if self.usual() is not None:
            return "customer"
        pane = self._pane
        return pane.about(pane.row) if pane is not None else None

    def find(self, engine: Engine) -> Whom | None:
        """Whom they are about now; None where it is nobody."""
        if (one := self.usual()) is not None:
            return _customers(engine, (one,))
        pane, subject = self._pane, self.subject
        if pane is None or subject is None:
            return None
        marks = self._marks.of(pane)
        marked = [row for row in range(pane.rows) if pane.is_marked(row)] if marks else []
        rows = [row for row in marked if pane.about(row) == subject] or [pane.row]
        hidden = len(marks - pane.keys()) if marked else 0
        known = tuple(target for row in rows if (target := pane.target_at(row)) is not None)
        if known:
            return _known(subject, known, hidden)
        if subject == "rep":
            return _reps(engine, tuple(str(pane.identity_at(row)) for row in rows), hidden)
        found = (pane.customer_of(row) for row in rows)
        return _customers(engine, tuple(dict.fromkeys(one for one in found if one is not None)), hidden)

    @property
    def _pane(self) -> LineList | None:
        focused = self._screen.focused
        return focused if isinstance(focused, LineList) and focused.rows else None


def _known(subject: Subject, targets: tuple[Target, ...], hidden: int) -> Whom:
    ids = tuple(one.subject_id for one in targets)
    words = targets[0].name if len(targets) == 1 else str(present.plural(len(targets), subject))
    numbers = tuple(one.customer for one in targets if one.customer is not None)
    return Whom(subject, ids, words, numbers, targets, hidden)


def _customers(engine: Engine, numbers: tuple[int, ...], hidden: int = 0) -> Whom | None:
    if not numbers:
        return None
    # Cell by cell: a query of polars would take longer than all else before the form is there.
    known, names = (engine.book.customers.get_column(column) for column in ("customer_id", "name"))
    ids = tuple(str(known[number]) for number in numbers)
    words = names[numbers[0]] or ids[0] if len(ids) == 1 else str(present.plural(len(ids), "customer"))
    return Whom("customer", ids, words, numbers, (), hidden)


def _reps(engine: Engine, ids: tuple[str, ...], hidden: int) -> Whom:
    from holdfast.views.today.results import Target  # noqa: PLC0415 - once something is written

    targets = tuple(Target("rep", one, rep_name(engine, one)) for one in ids)
    return _known("rep", targets, hidden)


def rep_name(engine: Engine, rep_id: str) -> str:
    """What a rep is called."""
    reps = engine.book.tables.get("reps")
    if reps is None:
        return rep_id
    found = dict(zip(reps["rep_id"].to_list(), reps["name"].to_list(), strict=True))
    return str(found.get(rep_id) or rep_id)
