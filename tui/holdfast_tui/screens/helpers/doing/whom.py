"""Whom an entry is about: the marked rows of the list with the keys, else the row under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from textual.screen import Screen

from holdfast_tui.grid.lines import LineList
from holdfast_tui.grid.widget import Grid
from holdfast_tui.look import present
from holdfast_tui.screens.helpers.marks import CUSTOMER, Marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.rows.rowset import RowKey
    from holdfast_tui.sitting.session import Engine

REP = "rep"


@dataclass(frozen=True)
class Whom:
    """Customers by their numbers or reps by their ids, and what they are called together.

    `hidden`: how many marked rows this list does not show; nothing is written about them.
    """

    subject: Literal["customer", "rep"]
    keys: tuple[RowKey, ...]
    words: str
    hidden: int = 0

    @property
    def name(self) -> str:
        """What tells them from others, for the texts that are kept."""
        return f"{self.subject} {' '.join(map(str, self.keys))}"


class UnderKeys:
    """Finds whom the keys of a room are about. `usual` answers the customer of a room that is one's page."""

    def __init__(self, screen: Screen[Any], marks: Marks) -> None:
        self._screen, self._marks = screen, marks
        self.usual: Callable[[], int | None] = lambda: None

    @property
    def subject(self) -> Literal["customer", "rep", ""]:
        """What they would be about."""
        if self.usual() is not None:
            return "customer"
        pane = self._pane
        if pane is None:
            return ""
        if pane.subject == REP:
            return "rep" if pane.identity_at(pane.row) is not None else ""
        return "customer" if customer_at(pane, pane.row) is not None else ""

    def find(self, engine: Engine) -> Whom | None:
        """Whom they are about now; None where it is nobody."""
        if (one := self.usual()) is not None:
            return _customers(engine, (one,))
        pane, subject = self._pane, self.subject
        if pane is None or not subject:
            return None
        marks = self._marks.of(pane)
        marked = [row for row in range(pane.rows) if pane.is_marked(row)] if marks else []
        rows = marked or [pane.row]
        hidden = len(marks - pane.keys()) if marked else 0
        if subject == "rep":
            reps = tuple(str(key) for row in rows if (key := pane.identity_at(row)) is not None)
            return _reps(engine, reps, hidden)
        found = (customer_at(pane, row) for row in rows)
        customers = tuple(dict.fromkeys(one for one in found if one is not None))
        return _customers(engine, customers, hidden)

    @property
    def _pane(self) -> LineList | None:
        focused = self._screen.focused
        return focused if isinstance(focused, LineList) and focused.rows else None


def customer_at(pane: LineList, row: int) -> int | None:
    """The customer that a row of a list is about."""
    source: Any = pane.source if isinstance(pane, Grid) else None
    if source is not None and hasattr(source, "customer_at"):
        found = source.customer_at(row) if row < len(source) else None
    else:
        found = pane.identity_at(row) if pane.subject == CUSTOMER else None
    return found if isinstance(found, int) else None


def _customers(engine: Engine, numbers: tuple[int, ...], hidden: int = 0) -> Whom | None:
    if not numbers:
        return None
    if len(numbers) > 1:
        return Whom("customer", numbers, str(present.plural(len(numbers), "customer")), hidden)
    row = engine.book.customers.row(numbers[0], named=True)
    return Whom("customer", numbers, str(row["name"] or row["customer_id"]), hidden)


def _reps(engine: Engine, ids: tuple[str, ...], hidden: int) -> Whom | None:
    if not ids:
        return None
    words = rep_name(engine, ids[0]) if len(ids) == 1 else str(present.plural(len(ids), "rep"))
    return Whom("rep", ids, words, hidden)


def rep_name(engine: Engine, rep_id: str) -> str:
    """What a rep is called."""
    reps = engine.book.tables.get("reps")
    if reps is None:
        return rep_id
    found = dict(zip(reps["rep_id"].to_list(), reps["name"].to_list(), strict=True))
    return str(found.get(rep_id) or rep_id)
