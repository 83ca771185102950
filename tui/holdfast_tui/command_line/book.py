"""Which book is meant, and opening it: given, last opened, or the bundled sample."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import holdfast
from holdfast.errors import UsageError
from holdfast.own.files import read_or, write_private
from holdfast.own.places import folder_for
from holdfast.resources import bundled
from holdfast.schema.settings import STANDARD_INPUT
from holdfast.schema.sources import refuse_hosts, version_in
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.streams import tell

if TYPE_CHECKING:
    from holdfast.engine import Engine
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
    user = own_settings(lambda why: tell(f"{why}: the journal is read without your settings"))
    log = journal_of(with_book(options).sources, engine.book.settings, user).read()
    tell_problems(log.problems)
    engine = engine.with_log(log)
    for sentence in engine.book.log.contradictions[:MOST_PROBLEMS]:
        tell(f"your journal and the export differ: {sentence}")
    return engine


def own_settings(told: Callable[[str], object] = lambda _: None) -> UserSettings:
    """The user's settings, else the defaults; `told` hears why they cannot be read.

    Raises UsageError for wrong ones.
    """
    from holdfast.own.user import UserSettings, user_settings  # noqa: PLC0415

    return read_or(user_settings, UserSettings(), told)


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
        what = "row is" if rows == 1 else "rows are"
        tell(f"{rows:,} {what} in quarantine: {command}")
    cells = receipt.cells_set_aside.height
    if cells:
        what = "cell is" if cells == 1 else "cells are"
        tell(
            f"{cells:,} {what} set aside, {'its row counts' if cells == 1 else 'their rows count'}: {command}"
        )
    for problem in receipt.problems[:MOST_PROBLEMS]:
        tell(f"problem: {problem.sentence}")
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
        sources, config = _last_opened(os.environ)
        if not sources:
            raise UsageError(
                "name a book: 'holdfast FOLDER' opens a folder of exports, 'holdfast demo' a sample"
            )
        options = replace(options, sources=sources, config=options.config or config)
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


def remember(options: Options) -> None:
    """Keeps in mind which book was opened; a state folder that cannot be written is no reason to stop."""
    state = {
        "sources": [str(path.resolve()) for path in options.sources],
        "config": str(options.config.resolve()) if options.config else None,
    }
    with suppress(OSError, UnicodeError):
        write_private(_state_file(os.environ), json.dumps(state))


def in_shell(sources: Sequence[Path | str]) -> str:
    """Paths as they can be typed after a command."""
    return " ".join(shlex.quote(str(path)) for path in sources)


def _last_opened(environ: Mapping[str, str]) -> tuple[tuple[Path, ...], Path | None]:
    try:
        state = json.loads(_state_file(environ).read_text(encoding="utf-8"))
        sources = tuple(Path(path) for path in state["sources"])
        return sources, Path(state["config"]) if state["config"] else None
    except (OSError, ValueError, KeyError, TypeError):  # never opened, or not written by this version
        return (), None


def _state_file(environ: Mapping[str, str]) -> Path:
    return folder_for("state", environ) / "last_book.json"
