"""What escapes from a command, told in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast_tui.command_line.streams import tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


class LastResort:
    """The context of a command: whatever escapes from it becomes one line on stderr and a report.

    A panic of a library is no `Exception`; being told to stop is let through.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def __enter__(self) -> None:
        """Nothing is needed beforehand."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Whether there was anything to tell."""
        if error is None or isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            return False
        # What a report takes is imported when there is one to write.
        from holdfast_tui.crash import crash_message, report_crash  # noqa: PLC0415

        message = crash_message(report_crash(error, self._environ), error)
        tell(" ".join(message.splitlines()))
        return True
