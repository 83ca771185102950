"""`holdfast [BOOK]`: the desk on a terminal, its words in lines with `--plain`; elsewhere the brief."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

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
from holdfast_tui.command_line.streams import tell
from holdfast_tui.sitting.files.opening import KeptTheme, dressed, own_settings
from holdfast_tui.sitting.left_out import LeftOut
from holdfast_tui.start.ahead import Begun
from holdfast_tui.start.curtain import raised
from holdfast_tui.start.language import speak, speak_for
from holdfast_tui.start.started import Started, looks_of, read_book

_WEB_DRIVER: Final = "textual.drivers.web_driver:"
"""How textual-serve names the driver that its children are to paint with."""


def run(options: Options) -> int:
    """Opens the book that was given; else, at a terminal, one that is chosen among those opened last.

    Raises UsageError.
    """
    if not options.sources and at_terminal():
        chosen = choose(last_books(), ask_at_terminal)
        if chosen == SAMPLE:
            return open_book(options._replace(sources=(book.sample_book(),)))
        if not isinstance(chosen, LastBook):
            return 0
        options = options._replace(sources=chosen.sources, config=options.config or chosen.config)
    named = book.with_book(options)
    status = open_book(named)
    if options.sources and status == 0:
        remember(LastBook(named.sources, named.config))
    return status


def open_book(options: Options, *, tour: bool = False) -> int:
    """The desk; its words in lines where these are wanted; the brief where nobody could press a key.

    `tour`: with the guided tour under way.
    """
    if speaks_in_lines(options):
        from holdfast_tui.plain import opened  # noqa: PLC0415 - the desk paints before polars is there

        return opened.run(options)
    if not on_terminal():
        from holdfast_tui.command_line.verbs import brief  # noqa: PLC0415 - the desk paints before polars is there

        speak_for(options._replace(command="brief"), os.environ)
        return brief.run(options)
    left_out = LeftOut()
    user = own_settings(os.environ, left_out)
    speak(user.settings, os.environ)
    plain = looks_of(os.environ, left_out, isatty=True)
    looks = dressed(plain, user, KeptTheme.of(os.environ).read(), left_out)
    query = options.query
    asked = {"as_of": options.as_of, "period": options.period, "where": options.where, "basis": options.basis}
    if options.period is None and user.settings.period:
        query = replace(query, period=user.settings.period)
    with raised(looks, os.environ) as curtain:
        # Nothing of what is imported is garbage, now or later.
        gc.disable()
        # polars and the book are read beside Textual, which is imported and started meanwhile.
        read = Begun(partial(read_book, options.sources, options.config))
        from holdfast_tui.run import run_desk  # noqa: PLC0415 - Textual is for the desk alone

        gc.freeze()
        gc.enable()
        return run_desk(
            options.sources,
            options.config,
            query,
            thresholds=options.thresholds,
            with_journal=not options.no_journal,
            tour=tour,
            started=Started(looks, left_out, read, user, curtain),
            given=[name for name, value in asked.items() if value],
            is_fresh=options.fresh,
        )


def speaks_in_lines(options: Options) -> bool:
    """Whether sentences are wanted: asked for, by the settings, or because the terminal draws nothing."""
    if options.plain:
        return True
    if in_browser() or not at_terminal():
        return False
    if os.environ.get("TERM") == "dumb":
        tell("this terminal draws nothing (TERM=dumb): words in, sentences out; holdfast brief prints a page")
        return True
    return book.own_settings().plain


def on_terminal() -> bool:
    """Whether somebody sits at both ends, at something that can be drawn on."""
    return in_browser() or (at_terminal() and os.environ.get("TERM") != "dumb")


def at_terminal() -> bool:
    """Whether somebody sits at both ends of a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def in_browser(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether textual-serve has started us: then pipes lead to a page that is drawn on."""
    return environ.get("TEXTUAL_DRIVER", "").startswith(_WEB_DRIVER)
