"""What decides which commands can run now, and the sentences that say why one cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from holdfast_tui.commands.places import Place


@dataclass(frozen=True)
class Situation:
    """What decides whether a command can run now.

    `earliest` and `latest`: whether the as-of date stands at that end of the data. `metric`: the figure
    under the cursor, or the one whose rows are shown. `reading`: the sentence shown until the book is read.
    `clause`: the filter for what is under the cursor. `can_mark`: the list with the keys has rows to mark;
    `can_mark_all`: so has the list that marks and exports act on; `marked`: rows marked of its subject;
    `no_marked_filter`: the sentence that says why they cannot be filtered by. `prompted`: the id of the rep
    under the cursor, of whom there is a page. `opens`: whether enter leads on from a row.
    `sealed`: the sentence that says why the mapping cannot be changed.
    `drafted`: whether a changed mapping waits to be written. `file`: whether a file of the book is under the
    cursor; `remark`: a finding that can be known. `other_basis`: what revenue could be
    measured on instead.
    `about`: what the row under the cursor or the marked rows are about, `customer` or `rep`, empty where
    neither; `unwritten`: the sentence that says why nothing can be written; `repeats`: whether something was
    written in this sitting that can be repeated; `is_somebody`: whether the settings say who sits here;
    `planned`: whether a line of a handover plan is under the cursor.
    `among`: which of how many a customer is in the list that it was opened from; `further` and `nearer`:
    whether that goes on after it and before it. `touring`: whether the guided tour is under way.
    """

    place: Place = "desk"
    reading: str | None = None
    can_undo: bool = False
    can_go_back: bool = False
    earliest: bool = False
    latest: bool = False
    rows: int = 0
    metric: str | None = None
    last_customer: int | None = None
    can_sort: bool = False
    can_export: bool = False
    has_colours: bool = True
    clause: str | None = None
    can_mark: bool = False
    can_mark_all: bool = False
    marked: int = 0
    no_marked_filter: str | None = None
    prompted: str | None = None
    opens: bool = True
    sealed: str | None = None
    drafted: bool = False
    file: bool = False
    remark: bool = False
    other_basis: str | None = None
    about: str = ""
    unwritten: str | None = None
    repeats: bool = False
    is_somebody: bool = False
    planned: bool = False
    among: tuple[int, int] | None = None
    further: bool = False
    nearer: bool = False
    touring: bool = False


Reason = str | None

NO_MARKS_HERE: Final = "Nothing can be marked here: rows can in lists of customers, reps or contracts."
NO_EXPORT_HERE: Final = "This cannot be exported: lists of customers, flags, reps, contracts and rows can."


def always(_: Situation) -> Reason:
    """It can always run."""
    return None


def when_read(at: Situation) -> Reason:
    """Once the book is read."""
    return at.reading


def with_rows(at: Situation) -> Reason:
    """Where there is a row."""
    return at.reading or (None if at.rows else "There is no row here.")


def openable(at: Situation) -> Reason:
    """Where enter leads on."""
    if at.place == "customer":
        return flagged(at)
    return with_rows(at) or (None if at.opens else "These rows are as the export has them: nothing opens.")


def flagged(at: Situation) -> Reason:
    """Where a flag is under the cursor."""
    return at.reading or (None if at.metric else "No flag is open on this customer.")


def not_last(at: Situation) -> Reason:
    """Not on the last customer of its list."""
    return at.reading or listed(at) or (None if at.further else "This is the last customer of its list.")


def not_first(at: Situation) -> Reason:
    """Not on the first customer of its list."""
    return at.reading or listed(at) or (None if at.nearer else "This is the first customer of its list.")


def listed(at: Situation) -> Reason:
    """Where a customer was opened from a list."""
    told = "This customer was not opened from a list: esc goes back, enter in a list opens one with its next."
    return None if at.among is not None else told


def undoable(at: Situation) -> Reason:
    """Where something can be taken back."""
    return None if at.can_undo else "There is nothing to undo."


def returnable(at: Situation) -> Reason:
    """Where there is a way back, or a tour to leave."""
    return (
        None
        if at.can_go_back or at.touring
        else "This is where you started: q quits, u undoes the last change."
    )


def touring(at: Situation) -> Reason:
    """During the guided tour."""
    return None if at.touring else "No tour is under way: “Guided tour” in the palette begins it."


def has_past(at: Situation) -> Reason:
    """Where the data have an earlier month."""
    return at.reading or ("The data start here: there is no earlier month." if at.earliest else None)


def has_future(at: Situation) -> Reason:
    """Where the data have a later month."""
    return at.reading or ("The data end here: there is no later month." if at.latest else None)


def has_moved(at: Situation) -> Reason:
    """Where a figure is under the cursor, or the page of a customer is open."""
    return at.reading or (None if at.place == "customer" else explainable(at))


def explainable(at: Situation) -> Reason:
    """Where a figure is under the cursor."""
    return None if at.metric else "No figure is under the cursor: move to one with tab."


def sortable(at: Situation) -> Reason:
    """In a list that can be sorted."""
    return at.reading or (None if at.can_sort else "Only the customer list can be sorted: tab goes there.")


def exportable(at: Situation) -> Reason:
    """Where something can be exported."""
    return at.reading or (None if at.can_export else NO_EXPORT_HERE)


def markable(at: Situation) -> Reason:
    """Where the row under the cursor can be marked."""
    return at.reading or (None if at.can_mark else NO_MARKS_HERE)


def all_markable(at: Situation) -> Reason:
    """Where a list has rows to mark."""
    return None if not at.reading and at.can_mark_all else markable(at)


def marked(at: Situation) -> Reason:
    """Where rows are marked."""
    return at.reading or (None if at.marked else "No row is marked: space marks the one under the cursor.")


def filterable_marks(at: Situation) -> Reason:
    """Where the marked rows make a filter."""
    return marked(at) or at.no_marked_filter


def narrowable(at: Situation) -> Reason:
    """Where what is under the cursor makes a filter."""
    return at.reading or (None if at.clause else "Nothing under the cursor can be filtered by.")


def prompted(at: Situation) -> Reason:
    """On a rep."""
    return at.reading or (None if at.prompted else "No rep here: reps have a page.")


def on_a_plan(at: Situation) -> Reason:
    """On a line of a handover plan that can be written about."""
    return at.reading or (at.unwritten if at.planned else "No handover plan here: P on a rep leads to one.")


def on_another_basis(at: Situation) -> Reason:
    """Where revenue can be measured on something else."""
    return at.reading or (None if at.other_basis else "Revenue of this book can be measured in one way only.")


def drafted(at: Situation) -> Reason:
    """Where the mapping was changed and is not written."""
    return at.sealed or (None if at.drafted else "Nothing was answered or changed here yet: enter does.")


def on_a_file(at: Situation) -> Reason:
    """On a file of the book."""
    if why := at.reading or at.sealed:
        return why
    return None if at.file else "No file is under the cursor: tab goes to the files."


def on_a_finding(at: Situation) -> Reason:
    """On a finding that can be known."""
    return (
        at.reading
        or at.sealed
        or (None if at.remark else "Only a problem or a warning can be known: none is under the cursor.")
    )


def colourful(at: Situation) -> Reason:
    """Where the terminal shows colours."""
    return None if at.has_colours else "This terminal shows no colours, so no theme would look different."


def customer_known(at: Situation) -> Reason:
    """Where a customer is under the cursor or was opened before."""
    return (
        None if at.last_customer is not None else "No customer is under the cursor, and none was opened yet."
    )


NOBODY_HERE: Final = "No customer and no rep is under the cursor: tab goes to a list of them."
NO_CUSTOMER_HERE: Final = "No customer is under the cursor: tab goes to a list of customers."


def on_someone(at: Situation) -> Reason:
    """On a customer or a rep."""
    return at.reading or (None if at.about else NOBODY_HERE)


def on_a_customer(at: Situation) -> Reason:
    """On a customer."""
    return at.reading or (None if at.about == "customer" else NO_CUSTOMER_HERE)


def writable(at: Situation) -> Reason:
    """On a customer or a rep, where the journal can be written."""
    return on_someone(at) or at.unwritten


def writable_of_customer(at: Situation) -> Reason:
    """On a customer, where the journal can be written."""
    return on_a_customer(at) or at.unwritten


def writable_of_rep(at: Situation) -> Reason:
    """On a rep, where the journal can be written."""
    told = "No rep is under the cursor: tab goes to the list of reps."
    return at.reading or (None if at.about == "rep" else told) or at.unwritten


def repeatable(at: Situation) -> Reason:
    """Where something was written that can be written once more."""
    told = "Nothing was written in this sitting yet: n t z o write."
    return writable(at) or (None if at.repeats else told)


def of_somebody(at: Situation) -> Reason:
    """Where the settings say who sits here."""
    told = 'Nobody says whose list is yours: write [me] rep = "Ana Ruiz" into config.toml.'
    return at.reading or (None if at.is_somebody else told)
