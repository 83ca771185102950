"""Loss rates of the flags, looked up behind the desk: it is painted first, and nothing waits for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.risk.watch import CancelledError, Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from textual.timer import Timer

    from holdfast.views.flag_rates import FlagRates
    from holdfast_tui.jobs import Answer
    from holdfast_tui.screens.room import Room
    from holdfast_tui.session import Engine

PAUSE_SECONDS: Final = 0.2
"""Rates are asked for when nothing else has been for so long."""

PATIENCE_SECONDS: Final = 0.5
"""What is there by then needs no word about how far it is."""


class LossRates:
    """Asks for the rates of the day on show, steps aside for every other question, and can be stopped.

    `show` gets the rates; `report` how far it is, as (done, total), and None when it is over.
    """

    def __init__(
        self,
        room: Room,
        show: Callable[[FlagRates], None],
        report: Callable[[tuple[int, int] | None], None],
    ) -> None:
        self._room, self._show, self._report = room, show, report
        self._found: tuple[Engine, date, FlagRates] | None = None
        self._refused: tuple[Engine, date] | None = None
        self._wanted: date | None = None
        self._stopped = threading.Event()
        self._done: tuple[int, int] | None = None
        self._ticking: Timer | None = None
        self.pausing: Timer | None = None
        self.slow = False

    def want(self, as_of: date) -> None:
        """The desk shows this day: show its rates now if they are known, else look for them."""
        engine = self._room.session.engine
        if engine is None:
            return
        self._wanted = as_of
        if (found := self.known(as_of)) is not None:
            self._show(found)
        elif self._refused != (engine, as_of) and self.pausing is None:
            self.pausing = self._room.set_timer(PAUSE_SECONDS, self._ask)

    def stop(self) -> None:
        """Look no further for this day."""
        engine = self._room.session.engine
        if engine is not None and self._wanted is not None:
            self._refused = (engine, self._wanted)
        self._stopped.set()
        self._over()

    def leave(self) -> None:
        """The desk is closed."""
        self._stopped.set()

    def known(self, as_of: date) -> FlagRates | None:
        """The rates of a day, if they were found under the thresholds in force."""
        found = self._found
        return found[2] if found is not None and found[:2] == (self._room.session.engine, as_of) else None

    @property
    def _kind(self) -> str:
        return f"loss-rates-{self._room.kind}"

    def _ask(self) -> None:
        self.pausing = None
        jobs, engine = self._room.session.jobs, self._room.session.engine
        query, as_of = self._room.session.store.query, self._wanted
        if engine is None or as_of is None or jobs.is_pending(self._room.kind):
            return
        self._stopped = stopped = threading.Event()

        def progress(done: int, total: int) -> None:
            self._done = (done, total)

        watch = Watch(progress, lambda: stopped.is_set() or jobs.someone_waits())
        jobs.ask(
            self._kind,
            lambda: engine.flag_rates(query, watch),
            lambda answer: self._told(engine, as_of, answer),
        )
        if self._ticking is None:
            self._ticking = self._room.set_interval(PATIENCE_SECONDS, self._tick)

    def _tick(self) -> None:
        if self._done is not None:
            self.slow = True
            self._report(self._done)

    def _told(self, engine: Engine, as_of: date, answer: Answer) -> None:
        if not self._room.is_mounted:
            return
        if isinstance(answer.error, CancelledError):
            if self._wanted is not None and not self._stopped.is_set():
                # Another question came first. What was found until then is kept.
                self.want(self._wanted)
            return
        self._over()
        if answer.error is None:
            self._found = (engine, as_of, answer.value)
            if self._wanted is not None:
                self.want(self._wanted)
        elif not isinstance(answer.error, UsageError):
            raise answer.error

    def _over(self) -> None:
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
        self._done, self.slow = None, False
        self._report(None)
