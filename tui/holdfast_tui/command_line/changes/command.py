"""`holdfast diff`: what changed between two days, for a person, a spreadsheet or a script."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from holdfast.export.results import render, to_csv, to_json
from holdfast.export.sealed import document_text, sealed_lines
from holdfast.views.results import TableView
from holdfast_tui.command_line import book
from holdfast_tui.command_line.changes.data import changes_document, changes_rows
from holdfast_tui.command_line.changes.page import changes_page
from holdfast_tui.command_line.pages.formats import WRITERS
from holdfast_tui.command_line.pages.sealed import sealed_page, seals_of
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.streams import tell
from holdfast_tui.look import present
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast.views.changes.results import BookChanges
    from holdfast_tui.command_line.options import Options
    from holdfast_tui.command_line.pages.sealed import Seals


def run(options: Options) -> int:
    """Prints what changed. Raises UsageError."""
    engine = book.open_engine(options)
    changes = engine.changes(options.query, options.since or date.min)
    nobody = engine.nobody(options.query)
    if nobody is not None:
        tell(nobody)
    sealing = engine.sealing(options.query) if options.seal else None
    if options.format == "json":
        document = changes_document(changes, nobody)
        seal = dict(sealed_lines(sealing, "diff", document_text(document))) if sealing else {}
        sys.stdout.write(to_json({**document, **seal}))
    elif options.format == "csv":
        rows = changes_rows(changes)
        told = render(TableView("diff", changes.moment, rows), "csv", sealing=sealing).decode()
        sys.stdout.write(told if sealing else to_csv(rows))
    else:
        form = "md" if options.format == "md" else "text"
        page = changes_page(changes, glyphs_of_output())
        sys.stdout.write(
            sealed_page(engine, options.query, page, form, _seals(engine, options, changes))
            if options.seal
            else WRITERS[form](page)
        )
    return 0


def _seals(engine: Engine, options: Options, changes: BookChanges) -> Seals:
    """Those of the figures of both days, each with its day."""
    days = (changes.since, changes.moment.as_of)
    of_days = zip(days, zip(*changes.figures_of.values(), strict=True), strict=False)
    return tuple(
        (code, safe(f"{name}, {present.day(day)}"))
        for day, figures in of_days
        for code, name in seals_of(engine, replace(options.query, as_of=day), figures)
    )
