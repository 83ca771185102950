"""The question of a screen: asked where it has changed, dimmed while it takes long, the newest answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from textual.screen import Screen
from textual.timer import Timer

from holdfast.errors import UsageError
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.jobs import Answer, hand_over
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.query import Query

STALE_AFTER_SECONDS: Final = 0.1
"""An answer that comes sooner needs no dimming in between."""

View = TypeVar("View")
Value = TypeVar("Value")


class Asker(Protocol[View]):
    """What a screen says about its question."""

    def question(self, engine: Engine, query: Query) -> View:
        """Ask the engine, in the worker thread."""

    def part_asked(self, query: Query) -> Query:
        """The part of a query that the answer depends on."""

    def show_answer(self, view: View) -> None:
        """Show the newest answer."""

    def show_refusal(self, error: UsageError) -> None:
        """The question cannot be answered."""

    def panes(self) -> Iterable[Dimmed]:
        """What is dimmed while a newer answer is computed."""


class Dimmed(Protocol):
    """What shows an answer."""

    def set_stale(self, stale: bool) -> None:
        """Dim what is shown, or end that."""


class Asking(Generic[View]):
    """Asks the question of one screen in the worker thread. Only the newest of a `kind` is answered."""

    def __init__(
        self, screen: Screen[Any], session: Session, bars: Bars, place: str, asker: Asker[View]
    ) -> None:
        self.screen, self.session, self._bars, self._asker = screen, session, bars, asker
        self.kind = f"{place}-{id(screen)}"
        self.asked: Query | None = None
        self._by: Engine | None = None
        self._dimming: Timer | None = None

    @property
    def is_pending(self) -> bool:
        """Whether the answer is still to come."""
        return self.session.jobs.is_pending(self.kind)

    def ask(self) -> None:
        """Ask, unless the same was asked last."""
        query = self.session.store.query
        if self.session.engine is None:
            self._bars.show_reading()
            return
        if self._is_told(query):
            return
        self.asked, self._by = query, None
        self.also(self.kind, lambda engine: self._find(engine, query), self._answered, self._refused)
        if self._dimming is None:
            self._dimming = self.screen.set_timer(STALE_AFTER_SECONDS, self._dim)

    def _is_told(self, query: Query) -> bool:
        """Whether the same was asked last, of what is known now."""
        if self.asked is None or self._by not in (None, self.session.engine):
            return False
        return self._asker.part_asked(self.asked) == self._asker.part_asked(query)

    def ask_again(self) -> None:
        """Ask even if the same was asked last."""
        self.forget()
        self.ask()

    def forget(self) -> None:
        """What is shown is not the answer any more: ask when the screen is in front."""
        self.asked = None

    def also(
        self,
        kind: str,
        work: Callable[[Engine], Value],
        show: Callable[[Value], object],
        refuse: Callable[[UsageError], object],
    ) -> None:
        """Ask something beside the question of the screen; nothing before the book is read."""
        engine = self.session.engine
        if engine is not None:

            def told(answer: Answer[Value]) -> None:
                hand_over(answer, show, refuse)

            self.session.jobs.ask(kind, lambda: work(engine), while_open(self.screen, told))

    def _dim(self) -> None:
        self._dimming = None
        if self.is_pending:
            self._show_stale(True)

    def _find(self, engine: Engine, query: Query) -> tuple[Engine, Engine, View]:
        """The answer, with what anybody has written meanwhile; in the worker thread."""
        current = self.session.journaling.current(engine)
        return engine, current, self._asker.question(current, query)

    def _answered(self, found: tuple[Engine, Engine, View]) -> None:
        asked, self._by, view = found
        if self.session.engine is asked:
            # Whatever is asked from here on knows what was written by now, in every room.
            self.session.engine = self._by
        self._undim()
        self._asker.show_answer(view)

    def _refused(self, error: UsageError) -> None:
        self._undim()
        self._asker.show_refusal(error)

    def _undim(self) -> None:
        if self._dimming is not None:
            self._dimming.stop()
            self._dimming = None
        self._show_stale(False)

    def _show_stale(self, stale: bool) -> None:
        for pane in self._asker.panes():
            pane.set_stale(stale)
