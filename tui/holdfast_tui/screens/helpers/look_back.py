"""A long look at the past behind a room: the room is painted first, and nothing waits for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from holdfast.risk.watch import CancelledError, Watch
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.jobs import Answer, Failed, hand_over
from holdfast_tui.sitting.session import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from textual.timer import Timer

    from holdfast.query import Query
    from holdfast.views.risk.rates import FlagRates

PAUSE_SECONDS: Final = 0.2
"""The look begins when nothing else has been asked for so long."""

PATIENCE_SECONDS: Final = 0.5
"""What is there by then needs no word about how far it is."""


Past = TypeVar("Past")


class LookBack(Generic[Past]):
    """Asks one long question, steps aside for every other one, and can be stopped.

    `ask` is put to the engine in the worker thread; `show` gets the answer; `report` how far it is, as (done,
    total), and None when it is over. What is wanted has a `key`: the same key has the same answer. The
    question of its screen, `asking`, comes first.
    """

    def __init__(
        self,
        asking: Asking[Any],
        ask: Callable[[Engine, Query, Watch], Past],
        show: Callable[[Past], None],
        report: Callable[[tuple[int, int] | None], None] = lambda _: None,
    ) -> None:
        self._asking, self._screen, self._session = asking, asking.screen, asking.session
        self._question, self._show, self._report = ask, show, report
        self._found: tuple[Engine, Hashable, Past] | None = None
        self._refused: tuple[Engine, Hashable] | None = None
        self._wanted: Hashable | None = None
        self._stopped = threading.Event()
        self._done: tuple[int, int] | None = None
        self._ticking: Timer | None = None
        self.pausing: Timer | None = None
        self.is_slow = False
        asking.pauses.append(lambda: self.pausing is not None)

    def want(self, key: Hashable) -> None:
        """The room shows this: show what is known of it, else look for it."""
        engine = self._session.engine
        if engine is None:
            return
        self._wanted = key
        if (found := self.known(key)) is not None:
            self._show(found)
        elif self._refused != (engine, key) and self.pausing is None:
            self.pausing = self._screen.set_timer(PAUSE_SECONDS, self._ask)

    def stop(self) -> None:
        """Look no further for this."""
        engine = self._session.engine
        if engine is not None and self._wanted is not None:
            self._refused = (engine, self._wanted)
        self._stopped.set()
        self._over()

    def leave(self) -> None:
        """The room is closed."""
        self._stopped.set()

    def known(self, key: Hashable) -> Past | None:
        """What was found, if it was under the thresholds in force."""
        found = self._found
        return found[2] if found is not None and found[:2] == (self._session.engine, key) else None

    @property
    def _kind(self) -> str:
        return f"look-back-{id(self)}-{self._asking.kind}"

    def _ask(self) -> None:
        self.pausing = None
        jobs, engine = self._session.jobs, self._session.engine
        query, key = self._session.store.query, self._wanted
        if engine is None or key is None or self._asking.is_pending:
            return
        self._stopped = stopped = threading.Event()

        def progress(done: int, total: int) -> None:
            self._done = (done, total)

        watch = Watch(progress, lambda: stopped.is_set() or jobs.someone_waits())
        jobs.ask(
            self._kind,
            lambda: self._question(engine, query, watch),
            while_open(self._screen, lambda answer: self._told(engine, key, answer)),
        )
        if self._ticking is None:
            self._ticking = self._screen.set_interval(PATIENCE_SECONDS, self._tick)

    def _tick(self) -> None:
        if self._done is not None:
            self.is_slow = True
            self._report(self._done)

    def _told(self, engine: Engine, key: Hashable, answer: Answer[Past]) -> None:
        if isinstance(answer, Failed) and isinstance(answer.error, CancelledError):
            if self._wanted is not None and not self._stopped.is_set():
                # Another question came first. What was found until then is kept.
                self.want(self._wanted)
            return
        self._over()
        hand_over(answer, lambda found: self._keep(engine, key, found), lambda _: None)

    def _keep(self, engine: Engine, key: Hashable, found: Past) -> None:
        self._found = (engine, key, found)
        if self._wanted is not None:
            self.want(self._wanted)

    def _over(self) -> None:
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
        self._done, self.is_slow = None, False
        self._report(None)


def rank(engine: Engine, query: Query, watch: Watch) -> bool:
    """The question how likely each customer is to be lost, by which they are ordered."""
    engine.rank(query, watch)
    return True


def flag_rates(engine: Engine, query: Query, watch: Watch) -> FlagRates:
    """The question what flags came to."""
    return engine.flag_rates(query, watch)
