"""The line mode over a book: opened as every verb opens it, with the journal and the user's settings."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.journal.place import journal_of
from holdfast_tui.command_line import book
from holdfast_tui.command_line.screen import glyphs_of_lines
from holdfast_tui.command_line.streams import tell
from holdfast_tui.plain.conversation import Conversation
from holdfast_tui.plain.loop import converse, say
from holdfast_tui.plain.sentences.customers import scope_words
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import safe
from holdfast_tui.sitting.journal.journaling import LEFT_OUT, NO_JOURNAL, Journaling
from holdfast_tui.start.language import speak

if TYPE_CHECKING:
    from holdfast_tui.command_line.options import Options


def run(options: Options) -> int:
    """Answers lines until there is none; 2 where one from a pipe could not be. Raises UsageError."""
    sitting = open_sitting(options)
    if sys.stdin.isatty():
        moment = sitting.moment
        say(safe(f"{moment.book}: {scope_words(moment)}."))
        say(safe(said("Type today for whom to call, help for all words, quit to leave.")))
    status = converse(sitting)
    sitting.journaling.keep_copies()
    return status


def open_sitting(options: Options) -> Conversation:
    """The book that was asked for, ready to be asked. Raises UsageError."""
    glyphs = glyphs_of_lines()
    user = book.own_settings(tell)
    speak(user, os.environ)
    engine = book.open_exported(options)
    chosen = book.with_book(options)
    if options.no_journal:
        journaling = Journaling(why_none=LEFT_OUT, user=user)
    else:
        journal = journal_of(chosen.sources, engine.book.settings, user, os.environ)
        journaling = Journaling(journal, NO_JOURNAL, user)
    query = options.query
    if options.period is None and user.period:
        query = replace(query, period=user.period)
    sitting = Conversation(engine, query, journaling, glyphs, chosen.sources, Path.cwd())
    # What is wrong with the journal is said before the first word.
    journaling.current(engine)
    for problem in journaling.problems[: book.MOST_PROBLEMS]:
        tell(f"journal: {problem}")
    # A filter that this book does not know is refused at once.
    sitting.engine.moment(query)
    return sitting
