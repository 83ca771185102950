"""Questions to the engine off the UI thread: numbered, the newest wins, stale answers are dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of one request: a value or the exception that stopped it."""

    kind: str
    number: int
    value: Any = None
    error: Exception | None = None


class Jobs:
    """One worker thread and, for each kind of question, room for the newest one only.

    A cancelled thread does not stop working, so nothing is cancelled: a request that has not begun is
    replaced, one that has is answered and its answer dropped. `deliver` is called in the worker thread and
    hands the answer to the UI thread, which takes it through `accept`.
    """

    def __init__(self, deliver: Callable[[Answer], None]) -> None:
        self._deliver = deliver
        self._changed = threading.Condition()
        self._waiting: dict[str, tuple[int, Callable[[], Any]]] = {}
        self._newest: dict[str, int] = {}
        self._done: dict[str, Callable[[Answer], None]] = {}
        self._number = 0
        self._closed = False
        self._thread: threading.Thread | None = None

    def ask(self, kind: str, work: Callable[[], Any], done: Callable[[Answer], None]) -> int:
        """Queue `work` as the newest request of its kind; `done` gets its answer in the UI thread."""
        with self._changed:
            self._number += 1
            self._newest[kind] = self._number
            self._done[kind] = done
            self._waiting[kind] = (self._number, work)
            if self._thread is None:
                # A daemon: leaving the desk never waits for a computation.
                self._thread = threading.Thread(target=self._serve, name="holdfast-engine", daemon=True)
                self._thread.start()
            self._changed.notify()
            return self._number

    def drop(self, kind: str) -> None:
        """Forget the newest request of a kind: its answer is not wanted any more."""
        with self._changed:
            self._newest.pop(kind, None)
            self._waiting.pop(kind, None)
            self._done.pop(kind, None)

    def is_pending(self, kind: str) -> bool:
        """Whether the newest request of a kind is still to be answered."""
        with self._changed:
            return kind in self._done

    def someone_waits(self) -> bool:
        """Whether any question waits for its turn: what can wait asks this between its steps."""
        with self._changed:
            return bool(self._waiting) or self._closed

    def accept(self, answer: Answer) -> bool:
        """Hand an answer to whoever asked, if nothing newer was asked since; called in the UI thread."""
        with self._changed:
            if self._closed or self._newest.get(answer.kind) != answer.number:
                return False
            self._newest.pop(answer.kind)
            done = self._done.pop(answer.kind, None)
        if done is not None:
            done(answer)
        return done is not None

    def close(self) -> None:
        """Stop after the step that is under way; later answers are dropped."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify()

    def _serve(self) -> None:
        while (request := self._next()) is not None:
            kind, number, work = request
            answer = _run(kind, number, work)
            with self._changed:
                # Not after this: the app that would take it may be gone by then.
                if self._closed:
                    return
                self._deliver(answer)

    def _next(self) -> tuple[str, int, Callable[[], Any]] | None:
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            kind = next(iter(self._waiting))
            number, work = self._waiting.pop(kind)
            return kind, number, work


def _run(kind: str, number: int, work: Callable[[], Any]) -> Answer:
    try:
        return Answer(kind, number, value=work())
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised again in the UI thread
        return Answer(kind, number, error=_raisable(error))


def _raisable(error: BaseException) -> Exception:
    """The error as one that the app shows: a panic of polars is no `Exception`."""
    if isinstance(error, Exception):
        return error
    fault = RuntimeError(type(error).__name__)
    fault.__cause__ = error
    return fault
