"""`holdfast [BOOK]`: the desk on a terminal, after a choice where no book is named; elsewhere the brief."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from functools import partial

from holdfast_tui.command_line import book
from holdfast_tui.command_line.last_books import (
    SAMPLE,
    LastBook,
    ask_at_terminal,
    choose,
    last_books,
    remember,
)
from holdfast_tui.command_line.options import Options
from holdfast_tui.sitting.files.opening import KeptTheme, dressed, own_settings
from holdfast_tui.sitting.left_out import LeftOut
from holdfast_tui.start.ahead import Begun
from holdfast_tui.start.curtain import raised
from holdfast_tui.start.language import speak, speak_for
from holdfast_tui.start.started import Started, looks_of, read_book


def run(options: Options) -> int:
    """Opens the book that was given; else, at a terminal, one that is chosen among those opened last.

    Raises UsageError.
    """
    if not options.sources and on_terminal():
        chosen = choose(last_books(), ask_at_terminal)
        if chosen == SAMPLE:
            return open_book(replace(options, sources=(book.sample_book(),)))
        if not isinstance(chosen, LastBook):
            return 0
        options = replace(options, sources=chosen.sources, config=options.config or chosen.config)
    named = book.with_book(options)
    status = open_book(named)
    if options.sources and status == 0:
        remember(LastBook(named.sources, named.config))
    return status


def open_book(options: Options) -> int:
    """The desk, or the brief where nobody could press a key."""
    if not on_terminal():
        from holdfast_tui.command_line.verbs import brief  # noqa: PLC0415 - the desk paints before polars is there

        speak_for(replace(options, command="brief"), os.environ)
        return brief.run(options)
    left_out = LeftOut()
    user = own_settings(os.environ, left_out)
    speak(user.settings, os.environ)
    plain = looks_of(os.environ, left_out, isatty=True)
    looks = dressed(plain, user, KeptTheme.of(os.environ).read(), left_out)
    query = options.query
    if options.period is None and user.settings.period:
        query = replace(query, period=user.settings.period)
    with raised(looks, os.environ) as curtain:
        # Nothing of what is imported is garbage, now or later.
        gc.disable()
        # polars and the book are read beside Textual, which is imported and started meanwhile.
        read = Begun(partial(read_book, options.sources, options.config))
        from holdfast_tui.app import run_desk  # noqa: PLC0415 - Textual is for the desk alone

        gc.freeze()
        gc.enable()
        return run_desk(
            options.sources,
            options.config,
            query,
            thresholds=options.thresholds,
            with_journal=not options.no_journal,
            started=Started(looks, left_out, read, user, curtain),
        )


def on_terminal() -> bool:
    """Whether somebody sits at both ends, at a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
