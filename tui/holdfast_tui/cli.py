"""The `holdfast` command: reads its arguments, runs one command, turns faults into one line and a status.

Standard output carries data, standard error narration. Status 0: fine; 1: the data have problems (only
`check`); 2: wrong usage or unusable input. Imports neither polars nor Textual until a command needs them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, Protocol, TextIO, cast

from holdfast.errors import UsageError
from holdfast.filters import FilterError
from holdfast_tui.command_line.arguments import located, read_arguments
from holdfast_tui.command_line.options import Options
from holdfast_tui.safe_text import safe

OK: Final = 0
DATA_HAVE_PROBLEMS: Final = 1
UNUSABLE: Final = 2
INTERRUPTED: Final = 130


class _Command(Protocol):
    def run(self, options: Options) -> int:
        """Does what was asked; answers the exit status."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; answers the exit status. `argv` is what follows the program's name."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    try:
        status = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except FilterError as error:  # a field that this very book lacks
        return _complain(str(located(error)))
    except UsageError as error:
        return _complain(str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _complain(f"{where}{error.strerror or error}")
    return status


def _run(words: Sequence[str]) -> int:
    try:
        options = read_arguments(words)
    except SystemExit as answered:  # --help and --version have said everything
        return int(answered.code or 0)
    # A plain import would make this module depend on polars and Textual, in fact and in the import contracts.
    command = cast("_Command", import_module(f"holdfast_tui.command_line.{options.command}"))
    return command.run(options)


def _complain(message: str) -> int:
    sys.stderr.write(f"holdfast: {safe(message)}\n")
    return UNUSABLE


def _speak_utf8(stream: TextIO) -> None:
    """Files and pipes get the same bytes everywhere; a terminal gets what it can show."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if stream.isatty():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
