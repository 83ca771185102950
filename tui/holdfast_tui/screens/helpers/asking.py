"""The question of a screen: asked where it has changed, dimmed while it takes long, the next one prepared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from textual.screen import Screen
from textual.timer import Timer

from holdfast.errors import UsageError
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.jobs import Answer, hand_over
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.time_travel import step_as_of

if TYPE_CHECKING:
    from holdfast.query import Query

STALE_AFTER_SECONDS: Final = 0.1
"""An answer that comes sooner needs no dimming in between."""

PREPARE_AFTER_SECONDS: Final = 0.25
"""Nobody who looks at an answer for that long is in the middle of stepping on."""

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
        self.ahead: Neighbours[View] = Neighbours(session, asker)
        self._preparing: Timer | None = None
        self.pauses: list[Callable[[], bool]] = []
        self._shown: dict[str, Callable[[Engine], Any]] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether something of the screen is still to be asked, after a pause."""
        return any(is_pausing() for is_pausing in self.pauses)

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
        self._stop_preparing()
        self.also(
            self.kind,
            lambda engine: self._find(engine, query),
            partial(self._answered, query),
            self._refused,
        )
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
        self.ahead.forget()

    def again(self, pane: str | None) -> Callable[[Engine], Any] | None:
        """What gave the answer that a pane shows, to be asked once more: in another language, say."""
        return self._shown.get(pane or "") or self._shown.get("")

    def also(
        self,
        kind: str,
        work: Callable[[Engine], Value],
        show: Callable[[Value], object],
        refuse: Callable[[UsageError], object],
        *,
        pane: str | None = None,
    ) -> None:
        """Ask something beside the question of the screen; nothing before the book is read.

        `pane`: the id of the list that shows the answer, where it is another than that of the screen.
        """
        engine = self.session.engine
        if engine is not None:

            def shown(value: Value) -> None:
                if pane is not None:
                    self._shown[pane] = work
                show(value)

            def told(answer: Answer[Value]) -> None:
                hand_over(answer, shown, refuse)

            self.session.jobs.ask(kind, lambda: work(engine), while_open(self.screen, told))

    def _dim(self) -> None:
        self._dimming = None
        if self.is_pending:
            self._show_stale(True)

    def _find(self, engine: Engine, query: Query) -> tuple[Engine, Engine, View]:
        """The answer, with what anybody has written meanwhile; in the worker thread."""
        current = self.session.journaling.current(engine)
        prepared = self.ahead.known(current, query)
        return engine, current, self._asker.question(current, query) if prepared is None else prepared

    def _answered(self, query: Query, found: tuple[Engine, Engine, View]) -> None:
        asked, self._by, view = found
        self._shown[""] = lambda engine: self._asker.question(engine, query)
        if self.session.engine is asked:
            # Whatever is asked from here on knows what was written by now, in every room.
            self.session.engine = self._by
        self._undim()
        self._asker.show_answer(view)
        if self.asked is not None and self.session.prepares_ahead:
            begin = partial(self.ahead.begin, self.asked, view)
            self._preparing = self.screen.set_timer(PREPARE_AFTER_SECONDS, begin)

    def _stop_preparing(self) -> None:
        self.session.jobs.prepare(None)
        if self._preparing is not None:
            self._preparing.stop()
            self._preparing = None

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


class Neighbours(Generic[View]):
    """The answers a month before and after the one on show, made in steps while nobody waits.

    `whole`: the answers themselves; else only what every answer rests on. Those in use are kept, and the one
    on show, so that a step back and forth finds them.
    """

    def __init__(self, session: Session, asker: Asker[View]) -> None:
        self._session, self._asker = session, asker
        self._made: tuple[tuple[Engine, Query, View], ...] = ()
        self.whole = False

    def known(self, engine: Engine, query: Query) -> View | None:
        """The answer, where this engine has made it for the same question."""
        part = self._asker.part_asked(query)
        return next((view for by, asked, view in self._made if by is engine and asked == part), None)

    def forget(self) -> None:
        """What was made is not the answer any more."""
        self._made = ()

    def begin(self, query: Query, view: View) -> None:
        """Make the neighbours of a question that was just answered."""
        engine, state = self._session.engine, self._session.store.state
        if engine is None or not (state.as_of and state.span):
            return
        days = (step_as_of(state.as_of, months, state.span) for months in (-1, 1))
        neighbours = [replace(query, as_of=day) for day in days if day != state.as_of]
        beside = [self._asker.part_asked(neighbour) for neighbour in neighbours]
        kept = tuple(one for one in self._made if one[0] is engine and one[1] in beside)
        shown = self._asker.part_asked(query)
        self._made = (*kept, *(((engine, shown, view),) if self.whole else ()))
        self._session.jobs.prepare(self._steps(engine, neighbours))

    def _steps(self, engine: Engine, neighbours: Iterable[Query]) -> Iterator[None]:
        """In the worker thread, as long as no question waits."""
        for query in neighbours:
            if not engine.keeps_neighbours or self.known(engine, query) is not None:
                continue
            yield from engine.steps_to(query)
            if self.whole:
                found = (engine, self._asker.part_asked(query), self._asker.question(engine, query))
                self._made = (*self._made, found)
            yield
        if not self._session.has_kept_copies:
            # Once: what is written later is kept when the desk is left.
            self._session.has_kept_copies = True
            self._session.journaling.keep_copies()
