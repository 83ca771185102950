"""`holdfast brief --since`: what is new since a day, short enough to be mailed every morning."""

from __future__ import annotations

import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.timeline import ONE_DAY, parse_day
from holdfast.words.interface.catalogue import phrase
from holdfast_tui.command_line import book
from holdfast_tui.command_line.changes.arguments import LAST, YESTERDAY
from holdfast_tui.command_line.changes.page import (
    FALLEN,
    RAISED,
    WORDS,
    and_more,
    counts_words,
    customers_of,
    figures_of,
    flags_of,
    said,
    scope_of,
)
from holdfast_tui.command_line.pages.document import HandOut, PageSection, Paragraph, Point, Points
from holdfast_tui.command_line.pages.sealed import sealed_page
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.streams import tell
from holdfast_tui.command_line.verbs.today.asked import EVERYBODY, asked_for
from holdfast_tui.look import present
from holdfast_tui.safe_text import safe
from holdfast_tui.sitting.visits import Visits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from holdfast.engine import Engine
    from holdfast.views.changes.results import BookChanges
    from holdfast.views.today.results import Asked, TodayView
    from holdfast_tui.command_line.options import Options
    from holdfast_tui.command_line.pages.document import Block
    from holdfast_tui.terminal.capabilities import Glyphs

MOST_ROWS: Final = 10
"""Rows of a list, unless `--limit` says otherwise: a digest is read before the first coffee."""

DIGESTS: Final = "digests.json"
"""The file in the folder state that says up to which day of its data each book was digested."""

_TASKS: Final = ("overdue", "today")


def run(engine: Engine, options: Options) -> int:
    """Prints the digest, and remembers that it was asked for. Raises UsageError."""
    sources = book.with_book(options).sources
    as_of = engine.moment(options.query).as_of
    digests = Visits(sources, os.environ, DIGESTS)
    since = _since(options.news_since or LAST, as_of, digests)
    changes = engine.changes(options.query, since)
    today = engine.today(options.query, _asked(engine, options), patient=True)
    page = digest_page(changes, today, sources, options, glyphs_of_output())
    sys.stdout.write(sealed_page(engine, options.query, page, options.format))
    sys.stdout.flush()
    # Only what was handed over is not new any more.
    digests.record(as_of)
    return 0


def _asked(engine: Engine, options: Options) -> Asked:
    return asked_for(engine, options._replace(rep=EVERYBODY))


def _since(word: str, as_of: date, digests: Visits) -> date:
    if word == YESTERDAY:
        return as_of - ONE_DAY
    if word != LAST:
        return parse_day(word)
    last = digests.before(as_of)
    if last is None:
        tell("no digest of this book was made before: this one is about the last day")
        return as_of - ONE_DAY
    return last


def digest_page(
    changes: BookChanges, today: TodayView, sources: Sequence[Path], options: Options, glyphs: Glyphs
) -> HandOut:
    """What is new, each list only where something stands in it."""
    most = MOST_ROWS if options.limit is None else options.limit
    sections = tuple(_sections(changes, today, glyphs, most))
    lead = [Paragraph(counts_words(changes.counts))]
    if not sections:
        lead.append(Paragraph(said("Nothing else is new, and no task is due.")))
    words = f"holdfast diff {book.in_shell(sources)} {changes.since} {changes.moment.as_of}"
    return HandOut(
        kind=safe(WORDS.said("What is new since {day}", day=present.day(changes.since))),
        title=safe(changes.moment.book),
        scope=safe(
            f"{phrase('as of {day}', day=present.day(changes.moment.as_of))} · {scope_of(changes.moment)}"
        ),
        lead=tuple(lead),
        sections=sections,
        foot=safe(WORDS.said("All of it: {words}", words=words)),
    )


def _sections(changes: BookChanges, today: TodayView, glyphs: Glyphs, most: int) -> Iterator[PageSection]:
    totals = changes.flags.totals
    if totals["opened"] or totals["worsened"]:
        blocks = tuple(flags_of(changes, glyphs, RAISED, most))
        yield PageSection(said("Flags that opened or worsened"), blocks)
    if totals["cleared"] or totals["eased"]:
        blocks = tuple(flags_of(changes, glyphs, FALLEN, most))
        yield PageSection(said("Flags that cleared or eased"), blocks)
    kinds = set(changes.customers.get_column("change").cast(str).unique())
    if kinds & {"new", "returned", "lost"}:
        blocks = tuple(customers_of(changes, glyphs, ("new", "returned", "lost"), most))
        yield PageSection(said("Customers who came and left"), blocks)
    if "reassigned" in kinds:
        blocks = tuple(customers_of(changes, glyphs, ("reassigned",), most))
        yield PageSection(said("Customers with another rep"), blocks)
    if tasks := _tasks(today):
        yield PageSection(said("Tasks that are due"), tuple(_listed(tasks, most)))
    if moved := changes.figures.filter("beyond").get_column("id").to_list():
        blocks = tuple(figures_of(changes, moved))
        yield PageSection(said("Figures that moved beyond chance"), blocks)


def _tasks(today: TodayView) -> list[Point]:
    names = ("section", "name", "due", "why", "step")
    rows = today.rows.fetch(0, len(today.rows), names)
    return [
        Point(
            safe(f"{name} · {WORDS.said('by {day}', day=present.day(due, near=today.day))}" if due else name),
            tuple(safe(text) for text in dict.fromkeys((why, step)) if text),
        )
        for section, name, due, why, step in zip(*(rows[name] for name in names), strict=True)
        if section in _TASKS
    ]


def _listed(tasks: Sequence[Point], most: int) -> Iterator[Block]:
    yield Points(tuple(tasks[:most]))
    if len(tasks) > most:
        yield and_more(len(tasks) - most)
