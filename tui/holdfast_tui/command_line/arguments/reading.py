"""Command line words → `Options`. Imports nothing heavy: `--help` must answer at once."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, cast, get_args

from holdfast.errors import FilterError, UnknownFieldError, UsageError
from holdfast_tui.command_line.arguments.commands import PARSERS
from holdfast_tui.command_line.arguments.words import columns_of, dimension_of, field_of, grain_of
from holdfast_tui.command_line.changes.arguments import with_days
from holdfast_tui.command_line.options import COMPARING, CommandName, Options
from holdfast_tui.command_line.streams import tell

COMMANDS: Final = tuple(name for name in get_args(CommandName) if name != "desk")

_OVER_TIME: Final = ("cohorts", "movements")
_NO_DATE: Final = date(2000, 1, 1)
_FROM_HOSTS: Final = ("build",)
"""Commands that may read over the network. An address is refused before it can stand in a message: it may
hold a password."""
# `--where -flag:overdue` and `--sort -revenue` are what people type; argparse would see an option.
_MAY_START_WITH_DASH: Final = ("--where", "--sort")
_GIVEN_FOR: Final = {
    "rows": ("metrics", "plays"),
    "behind": ("rows",),
    "metrics": ("metrics",),
    "since": ("flags",),
    "sort": ("customers",),
    "movements": ("movements",),
    "kind": ("cohorts",),
    "attribution": ("reps",),
    "of": ("survival",),
    "horizon": ("backtest",),
    "months": ("backtest",),
    "by": ("metrics", "frequency", "survival", *_OVER_TIME),
    "always_valid": COMPARING,
    "rep": ("today", "week", "regret", "done"),
    "days": ("week", "regret"),
}

_WRITTEN: Final = {"metrics": "metric", "always_valid": "always-valid"}
"""How an option is written that is called otherwise."""


def read_arguments(words: Sequence[str]) -> Options:
    """The words after `holdfast` → options.

    Raises UsageError for wrong usage and SystemExit after `--help` and `--version`.
    """
    words = _joined(words)
    command = words[0] if words and words[0] in COMMANDS else "desk"
    parser = PARSERS[command]()
    given = parser.parse_intermixed_args(words if command == "desk" else words[1:])
    options = _with_views(_options(cast("CommandName", command), given))
    if command == "diff":
        options = with_days(options)
    _check_query(options)
    return options


def _with_views(options: Options) -> Options:
    """The options with every `@name` of the filter replaced by the filter of that saved view."""
    if "@" not in options.where:
        return options
    from holdfast.filters.references import expand  # noqa: PLC0415 - few filters name a view
    from holdfast.own.saved import load_views, views_folder  # noqa: PLC0415

    saved = load_views(views_folder())
    for name, why in saved.faults.items():
        if f"@{name}" in options.where:
            tell(str(views_folder() / why))
    try:
        typed = expand(options.where, saved.filters)
    except FilterError as error:
        raise located(error) from None
    return options._replace(where=typed.text, typed=typed)


def _joined(words: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in _MAY_START_WITH_DASH:
            joined[-1] = f"{joined[-1]}={word}"
        else:
            joined.append(word)
    return joined


def _options(command: CommandName, given: argparse.Namespace) -> Options:
    words: dict[str, object] = {name: value for name, value in vars(given).items() if value is not None}
    if command not in _FROM_HOSTS and words.get("sources"):
        from holdfast.schema.sources import refuse_hosts  # noqa: PLC0415 - as in words.py

        refuse_hosts(given.sources)
    words["sources"] = tuple(Path(word) for word in given.sources) if "sources" in words else ()
    for name in ("flags", "names", "addresses", "words"):
        if name in words:
            words[name] = tuple(getattr(given, name))
    view = getattr(given, "view", "")
    for name, views in _GIVEN_FOR.items():
        if name in words and view and view not in views:
            raise UsageError(
                f"--{_WRITTEN.get(name, name)} goes with 'show {' or '.join(views)}', not with '{view}'"
            )
    if "by" in words:
        by = str(words.pop("by"))
        words |= _split(view, by)
    if "columns" in words:
        words["columns"] = columns_of(given.columns, view)
    for name in ("by", "metrics"):
        if "rows" in words and name in words:
            raise UsageError(f"--rows lists the rows of one figure: leave out --{_WRITTEN.get(name, name)}")
    return Options(command, **words)  # type: ignore[arg-type]  # argparse's namespace has no types


def _split(view: str, by: str) -> dict[str, object]:
    """What `--by` says of a view: a part of time, any column, or a dimension. Raises UsageError."""
    if view in _OVER_TIME:
        return {"grain": grain_of(by)}
    return {"by": field_of(by) if view == "frequency" else dimension_of(by)}


def _check_query(options: Options) -> None:
    """Refuses a wrong filter or period before a book is read, but for fields that only the book may know."""
    if options.where:
        _check_filter(options)
    if options.period is not None:
        from holdfast.timeline import parse_period  # noqa: PLC0415

        parse_period(options.period, options.as_of or _NO_DATE)


def _check_filter(options: Options) -> None:
    from holdfast.filters import parse  # noqa: PLC0415

    try:
        parse(options.where)
    except UnknownFieldError:
        pass
    except FilterError as error:
        raise located(error, options) from None


def located(error: FilterError, options: Options | None = None) -> UsageError:
    """A fault of the filter as a fault of the command line, with its place in `--where` as it was typed."""
    if options is not None and options.typed is not None:
        error = options.typed.placed(error)
    return UsageError(f"--where, character {error.start + 1}: {error.message}")
