"""The `holdfast` command: reads its arguments, runs one command, turns faults into one line and a status.

Standard output carries data, standard error narration. Status 0: fine; 1: the data have problems (only
`check`), or differ (only `verify`); 2: wrong usage or unusable input; 3: something is due (only `today`).
Imports neither polars nor Textual until a command needs them.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, Protocol, cast

from holdfast.errors import FilterError, UsageError
from holdfast_tui.command_line.arguments.reading import located, read_arguments
from holdfast_tui.command_line.journal.arguments import ENTRIES
from holdfast_tui.command_line.last_resort import LastResort
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.streams import ready_streams, tell, write_for_programs
from holdfast_tui.start.language import speak_for, speak_of_faults

OK: Final = 0
UNUSABLE: Final = 2
INTERRUPTED: Final = 130

_OBJECTS_BETWEEN_COLLECTIONS: Final = 50_000
"""What is imported stays: looking for garbage among it every 700 objects takes a tenth of a start."""


_MODULES: Final = {
    **dict.fromkeys(ENTRIES, "journal.writing"),
    "bisect": "bisect.command",
    "build": "build.command",
    "completion": "shell.completion",
    "help": "verbs.learn.help",
    "diff": "changes.command",
    "journal": "journal.exchange",
    "draft": "pages.draft",
    "pool": "pool.command",
    "report": "pages.report.command",
    "schema": "verbs.own.schema",
    "tour": "verbs.learn.tour",
    "verify": "verify.command",
    "views": "verbs.own.views",
    "why": "why.command",
}
"""The modules of commands that share one."""


class _Command(Protocol):
    def run(self, options: Options) -> int:
        """Does what was asked; answers the exit status."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; answers the exit status. `argv` is what follows the program's name."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    with ready_streams(), LastResort(os.environ):
        return _answer(sys.argv[1:] if argv is None else argv)
    return UNUSABLE


def _answer(words: Sequence[str]) -> int:
    try:
        status = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has seen enough
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except (UsageError, MemoryError, OSError) as error:
        from holdfast.schema.sources import without_logins  # noqa: PLC0415 - most commands come to no fault

        speak_of_faults(words, os.environ)
        tell(without_logins(_in_words(error)))
        return UNUSABLE
    return status


def _in_words(error: UsageError | MemoryError | OSError) -> str:
    match error:
        case MemoryError():
            return "there is not enough memory for this"
        case OSError() if error.strerror:
            return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _run(words: Sequence[str]) -> int:
    try:
        options = read_arguments(words)
    except SystemExit as answered:  # --help and --version have said everything
        return int(answered.code or 0)
    speak_for(options, os.environ)
    if options.for_programs:
        write_for_programs()
    # A plain import would make this module depend on polars and Textual, in fact and in the import contracts.
    module = _MODULES.get(options.command, f"verbs.{options.command}")
    command = cast("_Command", import_module(f"holdfast_tui.command_line.{module}"))
    try:
        return command.run(options)
    except FilterError as error:  # a field that this very book lacks
        raise located(error, options) from None


if __name__ == "__main__":
    sys.exit(main())
