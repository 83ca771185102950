"""Work that is begun before anybody asks for its result."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Begun(Generic[T]):
    """A question that is answered in a thread of its own from now on: once; after that it is asked anew."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done: list[T] = []
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = threading.Thread(
            target=self._begin, name="holdfast-ahead", daemon=True
        )
        self._thread.start()

    def _begin(self) -> None:
        try:
            self._done.append(self._work())
        except BaseException as error:  # noqa: BLE001 - a panic of a library is no Exception, and is told where it is asked
            self._error = error

    def __call__(self) -> T:
        """The result, waited for; what was raised is raised here."""
        thread, self._thread = self._thread, None
        if thread is None:
            return self._work()
        thread.join()
        if self._error is not None:
            raise self._error
        return self._done.pop()
