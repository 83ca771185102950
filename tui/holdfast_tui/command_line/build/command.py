"""`holdfast build`: reads any sources and writes the finished book as a mart that many open."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.engine import Engine
from holdfast.errors import UsageError
from holdfast.export.results import to_json
from holdfast.query import Query
from holdfast.shared.build import BuildResult, Recipe, build, check_target
from holdfast.words.interface.sentences import translated
from holdfast_tui.command_line import book
from holdfast_tui.command_line.build.sources import book_of, from_anywhere, local
from holdfast_tui.command_line.streams import tell
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    import polars as pl

    from holdfast.book.book import Book
    from holdfast_tui.command_line.options import Options


def run(options: Options) -> int:
    """Builds the mart, and prints what stands in its folder then. Raises UsageError, FilterError, OSError."""
    into = options.into or Path()
    check_target(into, local(options.addresses))
    found = book_of(options.addresses, options.config, options.engine)
    asked = Recipe(
        sources=tuple(map(from_anywhere, options.addresses)),
        config="" if options.config is None else str(options.config.absolute()),
        where=options.where.strip(),
        engine=options.engine or "",
        as_of=options.as_of,
    )
    kept = _kept(found, options) if asked.where else None
    outcome = build(found, into, asked, kept, force=options.force)
    book.tell_aside(found.receipt, asked.sources if asked.where else [into])
    _tell(outcome)
    sys.stdout.write(to_json(_document(outcome)) if options.format == "json" else _line(outcome))
    return 0


def _kept(found: Book, options: Options) -> pl.Series:
    """Whom the filter keeps, by the thresholds of the book and without anybody's journal."""
    engine, query = Engine(found), Query(as_of=options.as_of, where=options.where)
    if nobody := engine.nobody(query):
        raise UsageError(f"{nobody} Nothing was built")
    return engine.kept(query)


def _tell(outcome: BuildResult) -> None:
    if not outcome.written:
        tell(f"nothing has changed since {outcome.built.at}: {outcome.folder} stays as it was")
    if outcome.built.where:
        tell(f"nobody's rows but those of {outcome.built.where} are in {outcome.folder}")


def _line(outcome: BuildResult) -> str:
    did = "built" if outcome.written else "unchanged"
    told = (
        f"{did} {outcome.folder}: {_customers(outcome)}, {outcome.rows['sales']:,} sales, "
        f"as of {outcome.as_of}, {outcome.size / 1e6:,.1f} MB, content {outcome.content[:12]}"
    )
    return f"{safe(translated(told))}\n"


def _customers(outcome: BuildResult) -> str:
    built = outcome.built
    counted = f"{built.customers:,} {'customer' if built.customers == 1 else 'customers'}"
    return counted if built.customers == built.total else f"{counted} of {built.total:,} ({built.where})"


def _document(outcome: BuildResult) -> dict[str, object]:
    return {
        "into": str(outcome.folder),
        "written": outcome.written,
        "content": outcome.content,
        "as_of": outcome.as_of.isoformat(),
        "bytes": outcome.size,
        "rows": {name.removeprefix("table-"): rows for name, rows in outcome.rows.items()},
        "built": outcome.built.told(),
    }
