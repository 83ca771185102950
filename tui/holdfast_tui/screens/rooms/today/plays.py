"""The question what plays achieved: a look at the past that the list of today does not wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast_tui.panes.today.achieved import AchievedPane
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.sitting.session import Engine
from holdfast_tui.sitting.state import PaneState

if TYPE_CHECKING:
    from holdfast.query import Query
    from holdfast.risk.watch import Watch
    from holdfast.views.plays.results import PlaysAchieved
    from holdfast.views.today.results import TodayView


class PlaysSoFar:
    """Asks once the list is there, and again once something was written; esc stops it."""

    def __init__(self, asking: Asking[Any], pane: AchievedPane) -> None:
        self._pane, self._session = pane, asking.session
        self.look: LookBack[PlaysAchieved] = LookBack(asking, self._ask, pane.show, pane.show_progress)

    def want(self, view: TodayView) -> None:
        """The list is on show: what plays achieved with the same customers belongs to it."""
        journaling = self._session.journaling
        if journaling.journal is None:
            self._pane.set_state(PaneState("settled", f"{journaling.why_none}"))
            return
        # The list may be one rep's; so few customers would tell nothing.
        self._pane.everybody = bool(view.narrowed)
        key = view.moment.as_of, view.query.where
        if self.look.known(key) is None and self._pane.state.phase == "ready":
            # What is on show is of other customers, or from before something was written.
            self._pane.set_stale(True)
        self.look.want(key)

    def _ask(self, engine: Engine, query: Query, watch: Watch) -> PlaysAchieved:
        return engine.plays_achieved(query, self._session.journaling.user.hold_out, watch)
