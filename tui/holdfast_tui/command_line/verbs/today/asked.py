"""Whose list of which day is asked for: by options, and by what the user says of themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.journal.clock import desk_day
from holdfast.views.today.plan.hours import hours_of
from holdfast.views.today.results import Asked
from holdfast_tui.command_line import book

if TYPE_CHECKING:
    from holdfast.engine import Engine
    from holdfast_tui.command_line.options import Options

EVERYBODY: Final = "all"
"""What `--rep` says for everybody's list."""


def asked_for(engine: Engine, options: Options) -> Asked:
    """The list that is asked for: of `--rep`, else of the rep in the user's own settings.

    Raises UsageError for a rep that is asked for by name and not in the book, or wrong settings.
    """
    user = book.own_settings()
    as_of = engine.moment(options.query).as_of
    chosen = options.as_of is not None or engine.book.settings.as_of is not None
    today = date.today()  # noqa: DTZ011 - the user's own calendar day
    mine = options.rep or user.rep
    if options.rep not in (None, EVERYBODY) and not engine.knows_rep(options.query, options.rep):
        raise UsageError(f"--rep {options.rep}: no rep of this book has that id or name")
    return Asked(
        desk_day(as_of, chosen, today),
        None if mine in ("", EVERYBODY) else mine,
        user.hold_out,
        hours_of(user),
    )
