"""From what the shell says to a desk that is open: its book, its user, and what outlives it."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from holdfast.errors import UsageError
from holdfast.own.files import read_or
from holdfast.query import Query
from holdfast.words.languages import glossary_language
from holdfast_tui.app import DeskApp
from holdfast_tui.command_line.book import sample_book
from holdfast_tui.command_line.streams import tell
from holdfast_tui.commands.declared import Keys
from holdfast_tui.commands.keymap import load_keys
from holdfast_tui.commands.own import with_own
from holdfast_tui.crash import install_hooks
from holdfast_tui.help.seen import Seen
from holdfast_tui.sitting.ending import run_until_told
from holdfast_tui.sitting.files.exports import Exports
from holdfast_tui.sitting.files.kept import KeptDraft
from holdfast_tui.sitting.files.opening import KeptTheme, own_settings, strip_of
from holdfast_tui.sitting.files.started_with import StartedWith
from holdfast_tui.sitting.files.strip import load_strip, strip_path
from holdfast_tui.sitting.files.targets import KeptTarget
from holdfast_tui.sitting.files.unsettled import Unsettled
from holdfast_tui.sitting.journal.journaling import LEFT_OUT, NO_JOURNAL
from holdfast_tui.sitting.journal.texts import KeptTexts
from holdfast_tui.sitting.left.desk import LeftDesk
from holdfast_tui.sitting.left.file import LeftFile
from holdfast_tui.sitting.left.filters import EarlierFilters
from holdfast_tui.sitting.left_out import LeftOut
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.store import Store
from holdfast_tui.sitting.visits import Visits
from holdfast_tui.start.language import learn_names
from holdfast_tui.start.started import Started, looks_of, read_book
from holdfast_tui.terminal.wire import driver_class


def run_desk(
    sources: Sequence[Path],
    config: Path | None = None,
    query: Query | None = None,
    *,
    use_cache: bool = True,
    theme: str | None = None,
    thresholds: str | None = None,
    with_journal: bool = True,
    tour: bool = False,
    started: Started | None = None,
    given: Collection[str] = (),
    is_fresh: bool = False,
) -> int:
    """Open the desk over a book and answer the exit status: 0, or 2 with one clear line on stderr.

    The skeleton is painted first; polars is imported and the book read in the worker thread. `thresholds`:
    a preset or a file instead of the user's own, which are left out with a notice where they are damaged.
    `with_journal`: whether what users wrote counts, and more can be written. `tour`: whether the guided tour
    begins at once. `started`: what was begun while this module was imported. `given`: the parts of the query
    that go before what an earlier sitting was left with; `is_fresh`: whether that counts for nothing.
    """

    def open_engine() -> Engine:
        from holdfast.engine import Engine as BookEngine  # noqa: PLC0415 - polars comes after the first paint
        from holdfast.journal.place import journal_of  # noqa: PLC0415
        from holdfast.risk.thresholds.own import chosen_layer, own_file  # noqa: PLC0415
        from holdfast.risk.thresholds.thresholds import thresholds_of  # noqa: PLC0415

        book = begun.read()
        learn_names()
        session.unsettled = Unsettled.of(book.receipt)
        if with_journal and session.journaling.journal is None:
            session.journaling.journal = journal_of(sources, book.settings, session.journaling.user)
        of_book = thresholds_of(book.settings)
        session.own_thresholds = own_file(sources)
        try:
            layer = chosen_layer(thresholds, session.own_thresholds)
            return session.journaling.current(BookEngine(book, of_book.with_own(layer)))
        except UsageError as error:
            if thresholds is not None:
                raise
            left_out.add("thresholds", str(error))
            return session.journaling.current(BookEngine(book, of_book))

    left_out = LeftOut() if started is None else started.left_out
    try:
        begun = started or Started(
            looks_of(os.environ, left_out, isatty=sys.stdout.isatty(), wanted=theme),
            left_out,
            partial(read_book, sources, config, use_cache),
            own_settings(os.environ, left_out),
        )
        keys = read_or(load_keys, Keys(), partial(left_out.add, "keys"))
    except UsageError as error:
        if started is not None:
            started.give_up()
        tell(str(error))
        return 2
    user = begun.user
    keys = with_own(keys, user.settings.commands, left_out.note)
    strip = strip_of(user, _own_strip(left_out))
    install_hooks(os.environ)
    app = DeskApp(
        open_engine,
        begun.looks,
        store=Store(query),
        keys=keys,
        driver=driver_class(),
        curtain=begun.curtain,
    )
    session = app.session
    session.left_out = left_out
    session.user = session.journaling.user = user.settings
    session.journaling.why_none = NO_JOURNAL if with_journal else LEFT_OUT
    session.own_strip = strip_path()
    if strip:
        session.store.choose("desk", strip)
    session.language = glossary_language(user.settings.language, os.environ)
    _remember(session, sources, config)
    if user.settings.restore:
        session.left = LeftDesk(LeftFile.of(sources, config), frozenset(given), is_fresh)
    session.wants_tour, session.seen = tour, Seen.of(os.environ)
    session.on_sample = tuple(sources) == (sample_book(),)
    session.started_with = StartedWith(tuple(sources), config, thresholds, with_journal)
    session.book_folders = tuple(path if path.is_dir() else path.parent for path in sources)
    _sit(app)
    if app.usage_error is not None:
        tell(str(app.usage_error))
        return 2
    return app.return_code or 0


def _sit(app: DeskApp) -> None:
    run_until_told(app)
    # The terminal is back: nobody waits for this.
    app.session.journaling.keep_copies()


def _remember(session: Session, sources: Sequence[Path], config: Path | None) -> None:
    """Where a sitting over these files keeps what outlives it."""
    session.exports = Exports(sources, config)
    session.kept = KeptDraft(sources, config)
    session.journaling.texts = KeptTexts.of(sources)
    session.visits = Visits(sources)
    session.filters = EarlierFilters.of(sources, config)
    session.theme = KeptTheme.of(os.environ)
    session.target = KeptTarget.of(os.environ)


def _own_strip(left_out: LeftOut) -> tuple[str, ...]:
    """The figures that the user chose for the top of the desk; the usual ones where that is damaged."""
    try:
        return load_strip(strip_path())
    except UsageError as error:
        left_out.add("figures", str(error))
        return ()
