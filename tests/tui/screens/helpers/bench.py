"""A bare screen over a store and a made-up engine, to try one helper on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from queue import Queue
from typing import Any

from tests.tui.desk_fakes import PaneApp
from tests.tui.desk_run import SPAN, FakeEngine
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from holdfast.query import Query
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.jobs import Jobs, Reply
from holdfast_tui.sitting.session import Session
from holdfast_tui.sitting.store import Store
from holdfast_tui.terminal.capabilities import detect


class Bench(Screen[None]):
    """Header, the given panes, footer. Answers of the worker wait until `take` hands them over."""

    def __init__(self, *panes: Widget, query: Query | None = None) -> None:
        super().__init__()
        self._replies: Queue[Reply] = Queue()
        answering: Any = FakeEngine()
        self.engine: FakeEngine = answering
        self.session = Session(
            Store(query),
            Jobs(self._replies.put),
            lambda: answering,
            detect({"TERM": "xterm-256color", "LANG": "C.UTF-8"}, isatty=True),
            engine=answering,
            prepares_ahead=False,
        )
        self.store = self.session.store
        self.store.opened(SPAN)
        self.bars = Bars(self.session)
        self.parts = panes

    def compose(self) -> ComposeResult:
        yield self.bars.header
        yield from self.parts
        yield self.bars.footer

    @property
    def said(self) -> str:
        """What the footer says."""
        return self.bars.footer.said

    @property
    def as_of(self) -> date | None:
        """The as-of date in force."""
        return self.store.state.as_of

    def take(self) -> bool:
        """Hand over the next answer; False where it is not wanted any more."""
        return self.session.jobs.accept(self._replies.get(timeout=30))


@asynccontextmanager
async def bench(
    *panes: Widget, query: Query | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Bench, Pilot[Any]]]:
    """A bench on show."""
    app = PaneApp()
    async with app.run_test(size=size) as pilot:
        screen = Bench(*panes, query=query)
        await app.push_screen(screen)
        yield screen, pilot
        screen.session.jobs.close()
