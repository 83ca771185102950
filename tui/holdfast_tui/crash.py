"""What happens when the program itself fails: a report without data, and one sentence for the screen.

Textual's own crash screen prints the local variables of every frame, which here are customers' data.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from holdfast.errors import UsageError
from holdfast.own.files import write_private
from holdfast.own.places import folder_for
from holdfast_tui.safe_text import safe
from holdfast_tui.terminal.capabilities import detect

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import RenderableType
    from textual.app import App

    Base = App[Any]
else:
    # Importing Textual here would slow down every command that never opens the desk.
    Base = object

OUR_PACKAGES: Final = ("holdfast", "holdfast_tui")
REPORTS_KEPT: Final = 20
_MOST_CAUSES: Final = 10


def crash_folder(environ: Mapping[str, str]) -> Path:
    """Where reports are kept."""
    return folder_for("state", environ) / "crash"


def report_crash(error: BaseException, environ: Mapping[str, str]) -> Path | None:
    """Write what can be told without data and return the file; None where nothing can be written.

    The report holds types, our own frames by module, function and line, versions and terminal. It never
    holds values, local variables or messages: those of other libraries quote the data they choked on.
    """
    now = datetime.now(UTC)
    folder = crash_folder(environ)
    path = folder / f"{now:%Y%m%dT%H%M%S%f}-{os.getpid()}.txt"
    try:
        write_private(path, "\n".join(_lines(error, environ, now)) + "\n")
        for old in sorted(folder.glob("*.txt"))[:-REPORTS_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def crash_message(path: Path | None, error: BaseException | None = None) -> str:
    """The sentences for the screen; a UsageError speaks for itself."""
    if isinstance(error, UsageError):
        return safe(str(error))
    where = (
        "No report could be written."
        if path is None
        else f"A report that holds none of your data lies in {safe(path)}"
    )
    return f"Holdfast stopped because of a fault in the program. Your files are untouched.\n{where}"


def _lines(error: BaseException, environ: Mapping[str, str], now: datetime) -> Iterator[str]:
    yield "Holdfast crash report. It holds no data: no values, no messages, no local variables."
    yield ""
    yield f"time: {now:%Y-%m-%d %H:%M:%S} UTC"
    yield f"versions: {', '.join(_versions())}"
    yield f"terminal: TERM={safe(environ.get('TERM', ''), 40)} {_terminal(environ)}"
    for number, cause in enumerate(_causes(error)):
        kind = type(cause)
        yield ""
        yield f"{'error' if number == 0 else 'behind it'}: {kind.__module__}.{kind.__qualname__}"
        if isinstance(cause, UsageError):
            yield f"  {safe(str(cause))}"
        yield from _frames(cause.__traceback__)


def _versions() -> Iterator[str]:
    from importlib import metadata  # noqa: PLC0415 - a tenth of what a start costs before polars

    for name in ("holdfast", "textual", "rich", "polars"):
        with suppress(metadata.PackageNotFoundError):
            yield f"{name} {metadata.version(name)}"
    yield f"python {platform.python_version()}"
    yield f"{platform.system()} {platform.machine()}"


def _terminal(environ: Mapping[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in asdict(detect(environ)).items())


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, each once: causes, contexts, members of groups, failed workers."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _MOST_CAUSES:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        members = current.exceptions if isinstance(current, BaseExceptionGroup) else ()
        # Textual's WorkerFailed carries what the worker raised as an attribute, not as its cause.
        inner = getattr(current, "error", None)
        behind = (inner, *members, current.__cause__, current.__context__)
        waiting.extend(item for item in behind if isinstance(item, BaseException))


def _frames(trace: TracebackType | None) -> Iterator[str]:
    """Our frames by module, function and line; the others only counted."""
    foreign = 0
    for frame, line in traceback.walk_tb(trace):
        module = str(frame.f_globals.get("__name__", "?"))
        if module.partition(".")[0] not in OUR_PACKAGES:
            foreign += 1
            continue
        if foreign:
            yield f"  ({foreign} frames of libraries)"
            foreign = 0
        yield f"  {module} {frame.f_code.co_qualname} line {line}"
    if foreign:
        yield f"  ({foreign} frames of libraries)"


class CrashSafe(Base):
    """Mixin for the app, named before `App`: a crash shows `crash_message` and nothing else.

    The error still reaches `App.run_test`, so that faults stay loud in tests.
    """

    _crash: BaseException | None = None
    _crash_is_told = False

    def _handle_exception(self, error: Exception) -> None:
        # Every handler, timer, worker and stylesheet error of Textual 8 passes here; from here the
        # framework calls `panic` or `_fatal_error` to render it.
        if self._crash is None:
            self._crash = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self.panic()

    def panic(self, *renderables: RenderableType) -> None:
        """Leave the app with the crash message in place of `renderables`."""
        if self._crash_is_told:
            # Later errors are echoes of the first, while the screen is being taken down.
            super().panic()
            return
        self._crash_is_told = True
        self._return_code = 1
        path = None
        if self._crash is not None and not self.is_headless:
            path = report_crash(self._crash, os.environ)
        super().panic(_plain(crash_message(path, self._crash)))


def _plain(message: str) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415 - see Base

    return Text(message)


def install_hooks(environ: Mapping[str, str]) -> None:
    """Redact what never reaches an app: errors outside it, in threads and in forgotten asyncio tasks."""

    def tell(error: BaseException) -> None:
        sys.stderr.write(crash_message(report_crash(error, environ), error) + "\n")

    def outside(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        tell(error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            tell(args.exc_value)

    def in_task(record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return True
        report_crash(error, environ)
        return False

    sys.excepthook = outside
    threading.excepthook = in_thread
    logging.getLogger("asyncio").addFilter(in_task)
