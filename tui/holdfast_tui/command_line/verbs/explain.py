"""`holdfast explain`: what a metric, a flag, a practice or a concept means, from the glossary."""

from __future__ import annotations

import os
import sys

from holdfast_tui.command_line.options import Options
from holdfast_tui.help.explained import explained
from holdfast_tui.start.language import language_of_glossary, speak_by_settings


def run(options: Options) -> int:
    """Prints one entry, what a word finds that is the name of none, or the list of all.

    Raises UsageError for a word that finds nothing.
    """
    if options.format != "json" and not options.sources and options.thresholds is None:
        lines = explained(options.subject, options.language or language_of_glossary(os.environ))
        if lines is not None:
            sys.stdout.write("\n".join(lines) + "\n")
            return 0
    from holdfast_tui.command_line.finding import entries  # noqa: PLC0415 - it needs polars

    if options.format != "json":
        speak_by_settings(os.environ)
    return entries.run(options)
