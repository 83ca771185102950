"""The journal of the book that is meant, and the customer that is meant in it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.errors import NotSavedError, UsageError
from holdfast.journal.clock import desk_day
from holdfast.journal.place import journal_of
from holdfast.own.user import user_settings
from holdfast.words.folding import fold
from holdfast_tui.command_line.book import keep_at_the_end, open_exported, tell_problems, with_book

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.journal.journal import Journal
    from holdfast_tui.command_line.options import Options

MOST_NAMED: Final = 5


@dataclass(frozen=True, eq=False)
class OpenJournal:
    """A journal with its book.

    `engine` knows what was written. `as_of`: the as-of date of what is written now. `today`: what "tomorrow"
    starts from.
    """

    journal: Journal
    engine: Engine
    as_of: date
    today: date


def open_journal(options: Options) -> OpenJournal:
    """The journal of the book that was named, with what is in it. Raises UsageError."""
    chosen = with_book(options)
    engine = open_exported(chosen)
    settings = engine.book.settings
    journal = journal_of(chosen.sources, settings, user_settings())
    log = journal.read()
    tell_problems(log.problems)
    keep_at_the_end(journal)
    as_of = options.as_of or engine.book.default_as_of
    day = desk_day(as_of, options.as_of is not None or settings.as_of is not None, date.today())  # noqa: DTZ011
    return OpenJournal(journal, engine.with_log(log), as_of, day)


def refuse_past(opened: OpenJournal) -> None:
    """Raises NotSavedError where an as-of date before the last day of the book is looked at."""
    present = replace(opened.engine.book.log, present=opened.engine.book.span[1])
    if why := present.closed_on(opened.as_of):
        raise NotSavedError(f"{why}: nothing was saved")


def customer_named(opened: OpenJournal, word: str) -> tuple[int, str, str]:
    """The number, id and name of the customer that a word means, as `customer_of`. Raises UsageError."""
    return customer_of(opened.engine, word)


def customer_of(engine: Engine, word: str) -> tuple[int, str, str]:
    """The number, id and name of the customer that a word means: an id, or a whole name.

    Raises UsageError where nobody or several are called so.
    """
    columns = engine.book.customers.select("customer", "customer_id", "name")
    found = columns.filter(columns.get_column("customer_id") == word).rows()
    if not found:
        folded = engine.book.customers.get_column("name_folded") == fold(word.strip())
        found = columns.filter(folded).rows()
    if len(found) > 1:
        ids = ", ".join(str(row[1]) for row in found[:MOST_NAMED])
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        raise UsageError(f"{len(found)} customers are called '{word}': name one by its id: {ids}{more}")
    if not found:
        known = [*columns.get_column("customer_id"), *columns.get_column("name")]
        close = difflib.get_close_matches(word, known, 1)
        hint = f": did you mean '{close[0]}'?" if close else ": 'holdfast show customers' lists them"
        raise UsageError(f"the book has no customer '{word}'{hint}")
    number, customer_id, name = found[0]
    return number, customer_id, name
