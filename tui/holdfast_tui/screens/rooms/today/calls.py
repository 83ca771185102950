"""The question who is called on which day, and on request what such plans reached in the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.views.today.plan.hours import WEEK
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.sitting.session import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from holdfast.query import Query
    from holdfast.risk.watch import Watch
    from holdfast.views.today.plan.results import CallPlan, Regret
    from holdfast.views.today.results import Asked, TodayView
    from holdfast_tui.panes.today.week import WeekPane


class PlannedWeek:
    """Asks for the plan once the list is there. The past takes a while: it waits until enter asks for it."""

    def __init__(self, asking: Asking[Any], pane: WeekPane, everybody: Callable[[], bool]) -> None:
        self._asking, self._pane, self._everybody = asking, pane, everybody
        self._key: Hashable | None = None
        self.look: LookBack[Regret] = LookBack(asking, self._regret, pane.show_regret, pane.show_progress)

    def want(self, view: TodayView) -> None:
        """The list is on show: its plan belongs to it, and the past where it is known already."""
        query = view.query

        def planned(engine: Engine) -> tuple[CallPlan, Asked]:
            asked = self._asked(engine, query)
            return engine.call_plan(query, asked), asked

        self._key = view.moment.as_of, view.query.where, view.narrowed
        self._asking.also(f"plan-{self._asking.kind}", planned, self._planned, lambda _: None)

    def look_back(self) -> None:
        """Look at the past."""
        if self._key is not None:
            self.look.want(self._key)

    def _planned(self, found: tuple[CallPlan, Asked]) -> None:
        self._pane.show_plan(*found)
        if (known := self.look.known(self._key)) is not None:
            self._pane.show_regret(known)

    def _asked(self, engine: Engine, query: Query) -> Asked:
        return self._asking.session.journaling.asked(engine, query, everybody=self._everybody())

    def _regret(self, engine: Engine, query: Query, watch: Watch) -> Regret:
        return engine.plan_regret(query, self._asked(engine, query), WEEK, watch)
