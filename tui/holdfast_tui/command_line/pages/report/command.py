"""`holdfast report`: a period of the book, the team or one rep, on a page or as the sheets of a workbook."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.errors import UsageError
from holdfast_tui.command_line import book
from holdfast_tui.command_line.pages.formats import WRITERS
from holdfast_tui.command_line.pages.output import write_file
from holdfast_tui.command_line.pages.report.page import report_page
from holdfast_tui.command_line.pages.report.sheets import as_workbook
from holdfast_tui.command_line.pages.sealed import seals_of
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.streams import tell

if TYPE_CHECKING:
    from holdfast_tui.command_line.options import Options


def run(options: Options) -> int:
    """Prints the report, or writes it into a file. Raises UsageError."""
    if options.format == "xlsx" and options.output is None:
        raise UsageError("a workbook cannot be printed: say where to write it with --output FILE.xlsx")
    engine = book.open_engine(options)
    report = engine.period_report(options.query, options.whose, book.own_settings().hold_out)
    if nobody := report.moment.nobody:
        tell(f"{nobody}.")
    # That of a rep is about the customers of the rep: its filter says so.
    query = replace(options.query, where=report.moment.where)
    if options.format == "xlsx":
        data = as_workbook(report, engine.sealed(query, report.figures))
    else:
        seals = seals_of(engine, query, report.figures) if report.moment.shown else ()
        text = WRITERS[options.format](report_page(report, glyphs_of_output(), seals))
        if options.output is None:
            sys.stdout.write(text)
            return 0
        data = text.encode()
    write_file(options.output or "", data, force=options.force)
    return 0
