"""The commands that a page shows, and running them in this process."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator

import pytest

from holdfast_tui.cli import main

NOT_RUN = re.compile(r"  +# (at a terminal|with a server|with an extra)\b")
"""How a topic marks a command that a test cannot run: in a comment behind it."""
STATUSES = {"today": (0, 3)}
FOLLOWS = frozenset({";", "&&", "|", "||"})


def commands_of(text: str) -> Iterator[list[str]]:
    """The words of each `$ holdfast …` that a page shows, with the file that it is written to behind `>`."""
    lines = text.replace("\\\n", " ").splitlines()
    for line in lines:
        if (shown := re.match(r"\s*\$ (holdfast\b.*)", line)) and not NOT_RUN.search(line):
            yield from _parted(shown[1])


def _parted(line: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();|&")
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    for word in [*_before_comment(lexer), ";"]:
        if word not in FOLLOWS:
            words.append(word)
            continue
        if words[:1] == ["holdfast"]:
            yield words[1:]
        words = []


def _before_comment(words: Iterator[str]) -> Iterator[str]:
    for word in words:
        if word == "#":
            return
        yield word


def stdout_of(words: list[str]) -> bytes:
    """What a command writes, a workbook too; it has to go well."""
    told, complaints = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdin", io.StringIO())  # whoever would read what is typed reads its end
        patched.setattr("sys.stdout", told)
        patched.setattr("sys.stderr", complaints)
        status = main(words)
        told.flush()
    assert status in STATUSES.get(words[0] if words else "", (0,)), (words, complaints.getvalue())
    assert isinstance(told.buffer, io.BytesIO)
    return told.buffer.getvalue()
