"""Questions to the engine off the UI thread: numbered, the newest wins, stale answers are dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from holdfast.errors import UsageError

Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class Found(Generic[Value]):
    """What was asked for."""

    value: Value


@dataclass(frozen=True, eq=False)
class Failed:
    """What stopped the work."""

    error: Exception


Answer = Found[Value] | Failed


@dataclass(frozen=True, eq=False)
class Reply:
    """An answer on its way to the UI thread; `tell` hands it to whoever asked."""

    kind: str
    number: int
    tell: Callable[[], None]


def hand_over(
    answer: Answer[Value], show: Callable[[Value], object], refuse: Callable[[UsageError], object]
) -> None:
    """Show what was found, or say why it cannot be; whatever else stopped the work is raised."""
    if isinstance(answer, Found):
        show(answer.value)
    elif isinstance(answer.error, UsageError):
        refuse(answer.error)
    else:
        raise answer.error


class Jobs:
    """One worker thread and, for each kind of question, room for the newest one only.

    A cancelled thread does not stop working, so nothing is cancelled: a request that has not begun is
    replaced, one that has is answered and its answer dropped. What can wait is done in steps while nobody
    does (`prepare`). `deliver` is called in the worker thread and
    hands the reply to the UI thread, which takes it through `accept`.
    """

    def __init__(self, deliver: Callable[[Reply], None]) -> None:
        self._deliver = deliver
        self._changed = threading.Condition()
        self._waiting: dict[str, Callable[[], Reply]] = {}
        self._newest: dict[str, int] = {}
        self._spare: Iterator[object] | None = None
        self._number = 0
        self._closed = False
        self._thread: threading.Thread | None = None

    def ask(self, kind: str, work: Callable[[], Value], done: Callable[[Answer[Value]], None]) -> int:
        """Queue `work` as the newest request of its kind; `done` gets its answer in the UI thread."""
        with self._changed:
            self._number += 1
            self._newest[kind] = self._number
            self._waiting[kind] = partial(_reply, kind, self._number, work, done)
            self._wake()
            return self._number

    def prepare(self, steps: Iterator[object] | None) -> None:
        """Take these steps one by one while no question waits, in the place of those left over; None: none.

        Nobody is told, and it counts as idle. Steps that fail are given up: what they were for fails again
        when it is asked for.
        """
        with self._changed:
            self._spare = steps
            if steps is not None:
                self._wake()

    def _wake(self) -> None:
        if self._thread is None:
            # A daemon: leaving the desk never waits for a computation.
            self._thread = threading.Thread(target=self._serve, name="holdfast-engine", daemon=True)
            self._thread.start()
        self._changed.notify()

    def drop(self, kind: str) -> None:
        """Forget the newest request of a kind: its answer is not wanted any more."""
        with self._changed:
            self._newest.pop(kind, None)
            self._waiting.pop(kind, None)

    def is_pending(self, kind: str) -> bool:
        """Whether the newest request of a kind is still to be answered."""
        with self._changed:
            return kind in self._newest

    @property
    def is_idle(self) -> bool:
        """Whether every question that counts is answered."""
        with self._changed:
            return not self._newest

    def someone_waits(self) -> bool:
        """Whether any question waits for its turn: what can wait asks this between its steps."""
        with self._changed:
            return bool(self._waiting) or self._closed

    def accept(self, reply: Reply) -> bool:
        """Hand an answer to whoever asked, if nothing newer was asked since; called in the UI thread."""
        with self._changed:
            if self._closed or self._newest.get(reply.kind) != reply.number:
                return False
            self._newest.pop(reply.kind)
        reply.tell()
        return True

    def close(self) -> None:
        """Stop after the step that is under way; later answers are dropped."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._spare = None
            self._changed.notify()

    def _serve(self) -> None:
        while (request := self._next()) is not None:
            if (reply := request()) is None:
                continue
            with self._changed:
                # Not after this: the app that would take it may be gone by then.
                if self._closed:
                    return
                self._deliver(reply)

    def _next(self) -> Callable[[], Reply | None] | None:
        with self._changed:
            while not self._closed:
                if self._waiting:
                    return self._waiting.pop(next(iter(self._waiting)))
                if self._spare is not None:
                    return partial(self._step, self._spare)
                self._changed.wait()
            return None

    def _step(self, steps: Iterator[object]) -> None:
        try:
            next(steps)
        except BaseException:  # noqa: BLE001 - at the end as well as where it fails, nothing is left to do
            with self._changed:
                if self._spare is steps:
                    self._spare = None


def _reply(kind: str, number: int, work: Callable[[], Value], done: Callable[[Answer[Value]], None]) -> Reply:
    return Reply(kind, number, partial(done, _answer(work)))


def _answer(work: Callable[[], Value]) -> Answer[Value]:
    try:
        return Found(work())
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised again in the UI thread
        return Failed(_raisable(error))


def _raisable(error: BaseException) -> Exception:
    """The error as one that the app shows: a panic of polars is no `Exception`."""
    if isinstance(error, Exception):
        return error
    fault = RuntimeError(type(error).__name__)
    fault.__cause__ = error
    return fault
