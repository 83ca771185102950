"""Reads a line, answers it, until there is none: at a terminal with a prompt, from a pipe without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from holdfast.errors import UsageError
from holdfast.words.interface.sentences import FAULTS, worded
from holdfast_tui.plain.conversation import Conversation
from holdfast_tui.plain.declared import found_word
from holdfast_tui.plain.keyboard import lines_of
from holdfast_tui.plain.words import said
from holdfast_tui.safe_text import safe

NOT_ANSWERED: Final = 2
"""The status where a line from a pipe could not be answered."""


def converse(sitting: Conversation) -> int:
    """Answer every line; the status is 0, or 2 where one that was piped in could not be answered."""
    at_terminal = sys.stdin.isatty()
    status = 0
    lines = lines_of(sitting, at_terminal=at_terminal)
    while not sitting.ended:
        try:
            line = next(lines)
        except StopIteration:
            break
        except KeyboardInterrupt:
            lines = lines_of(sitting, at_terminal=at_terminal)
            say(safe(said("Line dropped; ctrl+d or quit ends.")), "\n")
            continue
        if not answer_line(sitting, line) and not at_terminal:
            status = NOT_ANSWERED
    return status


def answer_line(sitting: Conversation, line: str) -> bool:
    """Print what a line is answered; whether it could be."""
    try:
        for told in answers(sitting, line):
            say(told)
    except UsageError as error:
        say(safe(worded(str(error), FAULTS)))
        return False
    except MemoryError:
        say(safe(worded("there is not enough memory for this", FAULTS)))
        return False
    except KeyboardInterrupt:
        say(safe(said("Stopped.")), "\n")
        return False
    return True


def answers(sitting: Conversation, line: str) -> Iterator[str]:
    """The lines that answer one. Raises UsageError."""
    typed, _, rest = line.strip().partition(" ")
    if not typed:
        yield safe(said("Type a word, such as today, or help."))
        return
    if typed.isascii() and typed.isdigit() and not rest:
        typed, rest = "open", typed
    yield from sitting.show(found_word(typed).does(sitting, rest.strip()))


def say(line: str, before: str = "") -> None:
    """One line of an answer."""
    sys.stdout.write(f"{before}{line}\n")
    sys.stdout.flush()
