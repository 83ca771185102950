"""`holdfast diff`: what changed between two days, for a person, a spreadsheet or a script."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from holdfast.export.results import to_csv, to_json
from holdfast_tui.command_line import book
from holdfast_tui.command_line.changes.data import changes_document, changes_rows
from holdfast_tui.command_line.changes.page import changes_page
from holdfast_tui.command_line.pages.as_text import as_markdown, as_text
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.streams import tell

if TYPE_CHECKING:
    from holdfast_tui.command_line.options import Options


def run(options: Options) -> int:
    """Prints what changed. Raises UsageError."""
    engine = book.open_engine(options)
    changes = engine.changes(options.query, options.since or date.min)
    nobody = engine.nobody(options.query)
    if nobody is not None:
        tell(nobody)
    if options.format == "json":
        sys.stdout.write(to_json(changes_document(changes, nobody)))
    elif options.format == "csv":
        sys.stdout.write(to_csv(changes_rows(changes)))
    else:
        write = as_markdown if options.format == "md" else as_text
        sys.stdout.write(write(changes_page(changes, glyphs_of_output())))
    return 0
