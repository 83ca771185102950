"""`holdfast help [TOPIC]`: the topics, one of them, the words of a command, or where a word is told of."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import Final

from holdfast.errors import UsageError
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.screen import glyphs_of_output
from holdfast_tui.command_line.verbs.learn.printing import print_markdown
from holdfast_tui.help.topics import topics
from holdfast_tui.safe_text import cell_width, literal, pad, safe

_HEAD: Final = (
    "holdfast help TOPIC prints one of these, holdfast help COMMAND what a command takes; any other",
    "WORD is searched in all of it. New here? holdfast tour, and holdfast help start.",
)


def run(options: Options) -> int:
    """Prints what was asked for. Raises UsageError for a word that nothing tells of."""
    from holdfast_tui.command_line.arguments.commands import PARSERS  # noqa: PLC0415 - it names this verb

    wanted = " ".join(options.words).strip().lower()
    glyphs_of_output()
    if not wanted:
        sys.stdout.write(_list())
    elif wanted in topics():
        also = f"\nWhat the command takes: `holdfast {wanted} --help`.\n" if wanted in PARSERS else ""
        print_markdown(topics()[wanted].text + also, as_written=options.format == "md")
    elif wanted in PARSERS and wanted != "desk":
        PARSERS[wanted]().print_help()
    else:
        print_markdown(_found(wanted, (*topics(), *PARSERS)), as_written=options.format == "md")
    return 0


def _list() -> str:
    """The topics, one a line."""
    wide = max(map(cell_width, topics()), default=0) + 2
    lines = [f"  {pad(safe(name), wide)}{literal(topic.title)}" for name, topic in topics().items()]
    return "\n".join([*map(literal, _HEAD), "", *lines, ""])


def _found(wanted: str, words: tuple[str, ...]) -> str:
    from holdfast_tui.help.search import found_markdown  # noqa: PLC0415 - it reads everything that is declared

    found = found_markdown(wanted)
    if not found:
        near = get_close_matches(wanted[:40], words, n=1)
        hint = f": did you mean '{near[0]}'?" if near else ""
        raise UsageError(f"nothing tells of '{wanted}'{hint}; 'holdfast help' lists the topics")
    return found
