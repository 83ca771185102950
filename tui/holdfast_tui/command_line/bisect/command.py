"""`holdfast bisect`: on which day a segment, a rep's book or a flag broke from its usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.views.bisect.search import SEGMENT, part_named
from holdfast.views.bisect.table import bisect_table
from holdfast.views.bisect.words import beside_words, found_words, part_words
from holdfast_tui.command_line import book
from holdfast_tui.command_line.streams import tell
from holdfast_tui.command_line.verbs.show import print_table, sealing_of
from holdfast_tui.safe_text import safe

if TYPE_CHECKING:
    from holdfast_tui.command_line.options import Options


def run(options: Options) -> int:
    """Prints what broke, when, and what speaks for it. Raises UsageError."""
    engine = book.open_engine(options)
    nobody, sealing = engine.nobody(options.query), sealing_of(engine, options)
    found = engine.bisected(options.query, options.by or SEGMENT)
    if options.part is None:
        parts = found.parts
        tell(safe(found_words(found)))
        for one in parts:
            if one.said == "broke":
                tell(safe(part_words(found, one)))
    else:
        parts = (part_named(found, options.part),)
        tell(safe(part_words(found, parts[0])))
    tell(safe(beside_words(found)))
    print_table(bisect_table(found, parts), options, nobody, sealing)
    return 0
