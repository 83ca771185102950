"""Where lines come from: a keyboard with history and completion where there is readline, or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType

    from holdfast_tui.plain.conversation import Conversation

PROMPT: Final = "holdfast> "

_NO_SEQUENCES: Final = (
    "set enable-bracketed-paste off",
    "set enable-active-region off",
    "set enable-meta-key off",
    "set enable-keypad off",
    "set completion-query-items -1",
    "set page-completions off",
    "tab: complete",
)
"""What readline would send to the terminal beside the line itself, and ask in the middle of it."""


def lines_of(sitting: Conversation, *, at_terminal: bool) -> Iterator[str]:
    """The lines that are typed or piped in, one after the other."""
    if not at_terminal:
        yield from sys.stdin
        return
    _with_readline(sitting)
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            sys.stdout.write("\n")
            return


def _with_readline(sitting: Conversation) -> None:
    """Arrow keys bring earlier lines back, tab completes; without readline lines are typed whole."""
    try:
        import readline  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    for line in _NO_SEQUENCES:
        readline.parse_and_bind(line)
    readline.set_completer_delims(" ")
    offers: list[str] = []

    def complete(_part: str, state: int) -> str | None:
        if state == 0:
            offers[:] = completed(sitting, readline.get_line_buffer()[: readline.get_endidx()], readline)
        return offers[state] if state < len(offers) else None

    readline.set_completer(complete)


def completed(sitting: Conversation, line: str, readline: ModuleType | Any = None) -> Sequence[str]:
    """What the last part of a line may become."""
    from holdfast_tui.plain.declared import BY_WORD, WORDS  # noqa: PLC0415 - it declares what reads lines too

    typed, space, rest = line.partition(" ")
    if not space:
        return [f"{word.name} " for word in WORDS if word.name.startswith(typed.lower())]
    word = BY_WORD.get(typed.lower())
    part = rest.rpartition(" ")[2]
    if word is None or word.name not in _COMPLETED:
        return []
    try:
        if word.name == "filter":
            return [
                _from(rest, part, one.start, one.text) for one in sitting.engine.complete(rest, len(rest))
            ]
        return [one for one in _known(sitting, word.name) if one.startswith(part.lower())]
    except UsageError:
        return []


_COMPLETED: Final = ("filter", "figure", "explain", "sort", "columns", "help", "views", "risk")


def _from(rest: str, part: str, start: int, text: str) -> str:
    """A completion of a filter as readline wants it: from the last blank on."""
    whole = rest[:start] + text
    return whole[len(rest) - len(part) :]


def _known(sitting: Conversation, word: str) -> Sequence[str]:
    from holdfast import glossary  # noqa: PLC0415 - for who presses tab
    from holdfast.metrics.registry import METRICS  # noqa: PLC0415
    from holdfast.risk.names import CUSTOMER_FLAGS  # noqa: PLC0415
    from holdfast_tui.plain.declared import WORDS  # noqa: PLC0415

    match word:
        case "figure":
            return tuple(METRICS)
        case "explain":
            return tuple(one.id for one in glossary.entries())
        case "risk":
            return tuple(flag.slug for flag in CUSTOMER_FLAGS)
        case "help":
            return tuple(one.name for one in WORDS)
        case "views":
            return tuple(sitting.saved.views)
    return tuple(sitting.engine.book.fields.words)
