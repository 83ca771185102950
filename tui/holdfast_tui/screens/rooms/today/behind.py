"""The question behind the line at the cursor: evidence, whom to call, what was said last, what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast_tui.panes.today.detail import DueDetailPane
from holdfast_tui.panes.today.due import DuePane
from holdfast_tui.panes.today.line import TodayLine
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.sitting.state import PaneState

if TYPE_CHECKING:
    from holdfast.views.today.results import TodayView


class BehindLines:
    """Asks for the detail of the line under the cursor, once for each, and which plays should end."""

    def __init__(self, asking: Asking[Any], due: DuePane, detail: DueDetailPane, line: TodayLine) -> None:
        self._asking, self._due, self._detail, self._line = asking, due, detail, line
        self._asked: tuple[int, str] | None = None

    def ask_anew(self, view: TodayView) -> None:
        """Another list is on show."""
        self._asked = None
        self._detail.order = view.order
        self.ask()
        query = self._asking.session.store.query
        self._asking.also(
            f"endings-{self._asking.kind}",
            lambda engine: engine.play_endings(query, view.day),
            self._line.show_endings,
            lambda _: self._line.show_endings(()),
        )

    def ask(self) -> None:
        """Ask for the line under the cursor, unless it was asked for last."""
        target, view = self._due.target_at(self._due.row), self._due.view
        if target is None or view is None:
            self._detail.set_state(PaneState("settled", "No line is under the cursor."))
            return
        key = id(view), target.subject_id
        if self._asked == key:
            return
        self._asked = key
        session = self._asking.session
        assert session.engine is not None
        query = session.store.query
        asked = session.journaling.asked(session.engine, query)
        self._asking.also(
            f"behind-{self._asking.kind}",
            lambda engine: engine.today_detail(query, asked, target),
            self._detail.show,
            lambda error: self._detail.set_state(PaneState("failed", str(error))),
        )
