"""Which book is meant, and opening it: given, last opened, or the bundled sample."""

from __future__ import annotations

import atexit
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import holdfast
from holdfast.errors import UsageError
from holdfast.own.files import read_or
from holdfast.resources import bundled
from holdfast.schema.settings import STANDARD_INPUT
from holdfast.schema.sources import refuse_hosts, version_in
from holdfast.words.interface.sentences import REMARKS, translated
from holdfast_tui.command_line.last_books import last_books
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.streams import tell
from holdfast_tui.start.language import learn_names

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.journal.journal import Journal
    from holdfast.own.user import UserSettings
    from holdfast.risk.thresholds.thresholds import Layer
    from holdfast.schema.receipt import Receipt

MOST_PROBLEMS: Final = 5
"""Problems of a book that are told one by one before a view; the rest are counted."""


def open_engine(options: Options) -> Engine:
    """The engine over the book that was asked for, with what users wrote about it unless told otherwise.

    Says on stderr what it had to leave in quarantine. Raises UsageError.
    """
    from holdfast.journal.place import journal_of  # noqa: PLC0415 - the desk paints before polars is there

    engine = open_exported(options)
    if options.no_journal:
        return engine
    user = own_settings(tell)
    journal = journal_of(with_book(options).sources, engine.book.settings, user)
    log = journal.read()
    tell_problems(log.problems)
    keep_at_the_end(journal)
    engine = engine.with_log(log)
    for sentence in engine.book.log.contradictions[:MOST_PROBLEMS]:
        tell(f"your journal and the export differ: {sentence}")
    return engine


def keep_at_the_end(journal: Journal) -> None:
    """Let the next command find a long journal as it was read: once this one has said what it was asked."""
    if journal.lacks_copies:
        atexit.register(journal.keep_copies)


def own_settings(told: Callable[[str], object] = lambda _: None) -> UserSettings:
    """The user's settings, as far as they can be read; `told` hears what is wrong with the others."""
    from holdfast.own.user import Configured, configured  # noqa: PLC0415

    found = read_or(
        configured, Configured(), lambda why: told(f"{why}: the journal is read without your settings")
    )
    for why in found.faults:
        told(f"{why}; this is left out")
    return found.settings


def tell_problems(problems: Sequence[str]) -> None:
    """Say on stderr which files of the journal could not be read."""
    for problem in problems:
        tell(f"the journal {problem}")


def open_exported(options: Options) -> Engine:
    """The engine over the book as it was exported; says on stderr what is in quarantine.

    Raises UsageError.
    """
    from holdfast.engine import Engine, open_book  # noqa: PLC0415 - the desk paints before polars is there
    from holdfast.risk.thresholds.own import own_file  # noqa: PLC0415
    from holdfast.risk.thresholds.thresholds import YOU, thresholds_of  # noqa: PLC0415

    learn_names()
    chosen = with_book(options)
    kept = own_file(chosen.sources)
    own = thresholds_asked_for(options, kept)
    book = open_book(chosen.sources, chosen.config)
    engine = Engine(book, thresholds_of(book.settings, own))
    if book.built is not None and book.built.where:
        tell(f"this is {book.built.sentence}")
    if own.source == YOU and not own.empty:
        tell(f"flags are raised by your thresholds ({engine.thresholds.name}), kept in {kept}")
    tell_receipt(engine.book.receipt, chosen)
    return engine


def tell_receipt(receipt: Receipt, options: Options) -> None:
    """Say on stderr what was set aside, and what keeps figures from being trusted."""
    tell_aside(receipt, options.sources)


def tell_aside(receipt: Receipt, sources: Sequence[Path | str]) -> None:
    """The same, where a receipt is that of these sources."""
    command = f"holdfast check {in_shell(sources)}"
    rows = receipt.quarantine.height
    if rows:
        row = f"{rows:,} row is in quarantine: {command}"
        tell(row if rows == 1 else f"{rows:,} rows are in quarantine: {command}")
    cells = receipt.cells_set_aside.height
    if cells:
        cell = f"{cells:,} cell is set aside, its row counts: {command}"
        tell(cell if cells == 1 else f"{cells:,} cells are set aside, their rows count: {command}")
    for problem in receipt.problems[:MOST_PROBLEMS]:
        tell(f"problem: {translated(problem.sentence, REMARKS)}")
    more = len(receipt.problems) - MOST_PROBLEMS
    if more > 0:
        tell(f"and {more:,} more {'problem' if more == 1 else 'problems'}: {command}")


def thresholds_asked_for(options: Options, own: Path) -> Layer:
    """What `--thresholds` asks for, else the user's own; says on stderr where those cannot be read.

    Raises UsageError.
    """
    from holdfast.risk.thresholds.own import chosen_layer  # noqa: PLC0415
    from holdfast.risk.thresholds.thresholds import NOTHING_OF_YOURS  # noqa: PLC0415

    return read_or(
        lambda: chosen_layer(options.thresholds, own),
        NOTHING_OF_YOURS,
        lambda why: tell(f"{why}: flags are raised without your thresholds"),
    )


def with_book(options: Options) -> Options:
    """The options with the book that is meant: what was given, else what was opened last.

    Raises UsageError where nothing was given and nothing is remembered, or where a path does not exist.
    """
    if not options.sources:
        last = next(iter(last_books()), None)
        if last is None:
            raise UsageError(
                "name a book: 'holdfast FOLDER' opens a folder of exports, 'holdfast demo' a sample"
            )
        options = options._replace(sources=last.sources, config=options.config or last.config)
    refuse_hosts(options.sources)
    named = [path for path in (*options.sources, options.config) if path and path != Path(STANDARD_INPUT)]
    missing = next((path for path in named if not version_in(path)[0].exists()), None)
    if missing is not None:
        raise UsageError(f"{missing}: there is no such file or folder")
    return options


def sample_book() -> Path:
    """The folder of the bundled sample book. Raises UsageError where the installation lacks it."""
    try:
        return bundled(holdfast.__file__, "sample_data")
    except FileNotFoundError as error:
        raise UsageError(str(error)) from None


def in_shell(sources: Sequence[Path | str]) -> str:
    """Paths as they can be typed after a command."""
    return " ".join(shlex.quote(str(path)) for path in sources)
