"""Words that lead on from a row, on in a list, and back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast.words.folding import fold
from holdfast_tui.command_line.journal.opened import customer_of
from holdfast_tui.plain.conversation import Conversation
from holdfast_tui.plain.does import looking
from holdfast_tui.plain.does.places import at_place
from holdfast_tui.plain.sentences import customer, rep
from holdfast_tui.plain.sentences.tables import behind_rows, behind_table
from holdfast_tui.plain.told import (
    PAGE,
    Opens,
    ToCustomer,
    ToFigure,
    ToFlag,
    Told,
    ToNamed,
    ToRep,
)
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.views.selection import Selection


def open_row(sitting: Conversation, rest: str) -> Told:
    """What a number of the last answer leads to, or the page of whoever has this name."""
    if not rest:
        raise UsageError("open: name a customer, or the number of a row, such as open 3")
    if rest.isascii() and rest.isdigit():
        found = sitting.rows.numbered(int(rest[:9]))
        if found is None or found.opens is None:
            last = numbered_to(sitting)
            there = (
                f"the last answer has rows 1 to {last}" if last else "the last answer has no numbered rows"
            )
            raise UsageError(f"open {rest}: {there}")
        return open_at(sitting, found.opens)
    return named(sitting, rest)


def numbered_to(sitting: Conversation) -> int:
    """The highest number that a row of the last answer has; 0 where none has one."""
    rows = sitting.rows
    last = rows.fetch(rows.count - 1, rows.count) if rows.count else ()
    if last and last[0].number is not None:
        return last[0].number
    return max((row.number or 0 for row in rows.fetch(0, rows.count)), default=0)


def open_at(sitting: Conversation, opens: Opens) -> Told:
    """The page that a row leads to."""
    match opens:
        case ToCustomer(number):
            return customer_page(sitting, number)
        case ToNamed(word):
            return customer_page(sitting, customer_of(sitting.engine, word)[0])
        case ToRep(word):
            return rep_page(sitting, word)
        case ToFigure(metric):
            return looking.figure(sitting, metric)
        case ToFlag(flag):
            return looking.flag(sitting, flag)
    return rows_behind(sitting, opens.selection)


def customer_page(sitting: Conversation, number: int) -> Told:
    """The page of a customer by its number in the book."""
    name = sitting.engine.book.customers.item(number, "name")
    return at_place(sitting, f"open {name}", partial(_customer, number=number))


def _customer(sitting: Conversation, number: int) -> Told:
    engine, query = sitting.engine, sitting.query
    return customer.customer_answer(
        engine.customer_review(query, number),
        lambda: engine.customer_history(query, number).frame,
        sitting.glyphs,
    )


def rep_page(sitting: Conversation, word: str) -> Told:
    """The page of a rep, by id or name. Raises UsageError."""
    writer = sitting.journaling.journal.writer if sitting.journaling.journal is not None else ""
    return at_place(
        sitting, f"open {word}", lambda here: rep.rep_answer(here.engine.rep_page(here.query, word, writer))
    )


def rows_behind(sitting: Conversation, selection: Selection) -> Told:
    """The rows behind a part of a view."""

    def ask(here: Conversation) -> Told:
        found = here.engine.customers_of(here.query, selection)
        told = safe(f"{found.title}: {found.sentence.rstrip('.')}.")
        return Told((told,), behind_rows(found, here.glyphs), table=behind_table(found))

    return at_place(sitting, "rows", ask)


def named(sitting: Conversation, word: str) -> Told:
    """A customer or a rep by id or name; a beginning will do where it is that of one alone."""
    engine = sitting.engine
    try:
        return customer_page(sitting, customer_of(engine, word)[0])
    except UsageError as error:
        if engine.knows_rep(sitting.query, word):
            return rep_page(sitting, word)
        number = _only_one(sitting, word, error)
    return customer_page(sitting, number)


def _only_one(sitting: Conversation, word: str, error: UsageError) -> int:
    """The one customer whose name holds a text. Raises `error` where it is not one."""
    folded = sitting.engine.book.customers.get_column("name_folded")
    holds = folded.str.contains(fold(word.strip()), literal=True).fill_null(value=False).arg_true()
    if len(holds) == 1:
        return int(holds[0])
    if len(holds) > 1:
        names = sitting.engine.book.customers.get_column("name").gather(holds.head(PAGE // 2)).to_list()
        more = " and others" if len(holds) > len(names) else ""
        raise UsageError(
            f"{len(holds)} customers have '{word}' in their name: {', '.join(map(str, names))}{more}"
        )
    raise error


def more(sitting: Conversation, rest: str) -> Told:
    """The next rows of the last answer."""
    count = looking.whole_number(rest, "more") if rest else PAGE
    if sitting.told >= sitting.rows.count:
        return replace(sitting.shown, said=(safe(said("That was all of it.")),), starts=sitting.told)
    return replace(sitting.shown, said=(), starts=sitting.told, page=count)


def back(sitting: Conversation, _rest: str) -> Told:
    """The place before, with the day, period and filter that it had."""
    if len(sitting.trail) < 2:
        raise UsageError("back: this is where you started; undo takes back the last change, quit ends")
    here = sitting.trail.pop()
    before = sitting.trail[-1]
    query, sitting.query = sitting.query, before.query
    try:
        answer = before.ask(sitting)
    except UsageError:
        sitting.query = query
        sitting.trail.append(here)
        raise
    return replace(answer, said=(safe(said("Back at {place}.", place=before.words)), *answer.said))
