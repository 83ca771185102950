"""A change of thresholds tried out: the flag today at once, its past once nothing was changed for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from textual.screen import Screen
from textual.timer import Timer

from holdfast.errors import UsageError
from holdfast.risk.flag import AnyFlag
from holdfast.risk.thresholds.preview import Preview
from holdfast.risk.thresholds.thresholds import Thresholds
from holdfast.risk.watch import CancelledError, Watch
from holdfast_tui.screens.dialogs.threshold_lines import Outcome, Records
from holdfast_tui.screens.leaving import while_open
from holdfast_tui.sitting.jobs import Answer, Failed, hand_over
from holdfast_tui.sitting.session import Session
from holdfast_tui.sitting.threshold_draft import ThresholdDraft

BACKTEST_AFTER_SECONDS: Final[float] = 0.4
"""The backtest looks years back: it waits until nothing has been typed for so long."""

STALE_AFTER_SECONDS: Final = 0.1
_PREVIEW, _RECORDS = "thresholds-preview", "thresholds-backtest"


class Trial:
    """What a change would do to one flag: `outcome`, as far as is known; `shown` hears when it changes."""

    def __init__(
        self,
        screen: Screen[Any],
        session: Session,
        flag: AnyFlag,
        outcome: Outcome,
        *,
        shown: Callable[[], object],
        refuse: Callable[[str], object],
    ) -> None:
        assert session.engine is not None
        self._screen, self._session, self._engine = screen, session, session.engine
        self._flag, self.outcome = flag, outcome
        self._shown, self._refuse = shown, refuse
        self._dimming: Timer | None = None
        self._pause: Timer | None = None
        self._cancelled = threading.Event()

    def of(self, draft: ThresholdDraft) -> None:
        """Try what is drafted, or say that it cannot be tried."""
        if draft.error:
            self.refuse()
        else:
            self.begin(draft.thresholds)

    def begin(self, changed: Thresholds) -> None:
        """Try other thresholds."""
        self._stop_looking_back()
        query = self._session.store.query
        self._session.jobs.ask(
            _PREVIEW,
            lambda: self._engine.preview(query, self._flag.id, changed),
            while_open(self._screen, self._told),
        )
        if self._dimming is None:
            self._dimming = self._screen.set_timer(STALE_AFTER_SECONDS, self._dim)
        self.outcome = self.outcome.with_stale_records()
        self._pause = self._screen.set_timer(BACKTEST_AFTER_SECONDS, lambda: self.look_back(changed))

    def refuse(self) -> None:
        """The thresholds cannot be tried: what is shown is of those before."""
        self._stop_looking_back()
        self._session.jobs.drop(_PREVIEW)
        self.outcome = self.outcome.stale()

    def end(self) -> None:
        """Whatever is still being computed is not wanted any more."""
        self._stop_looking_back()
        self._session.jobs.drop(_PREVIEW)

    def look_back(self, changed: Thresholds) -> None:
        """Look at the past under other thresholds, without waiting any longer."""
        self._stop_looking_back()
        self._cancelled = cancelled = threading.Event()
        query, watch = self._session.store.query, Watch(cancelled=cancelled.is_set)
        self._session.jobs.ask(
            _RECORDS,
            lambda: self._engine.preview_records(query, self._flag.id, changed, watch),
            while_open(self._screen, self._told_records),
        )

    def _stop_looking_back(self) -> None:
        self._cancelled.set()
        self._session.jobs.drop(_RECORDS)
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def _dim(self) -> None:
        self._dimming = None
        if self._session.jobs.is_pending(_PREVIEW):
            self._show(self.outcome.stale())

    def _told(self, answer: Answer[Preview]) -> None:
        hand_over(
            answer,
            lambda preview: self._show(self.outcome.with_preview(preview)),
            lambda error: self._refuse(str(error)),
        )

    def _told_records(self, answer: Answer[Records | None]) -> None:
        if not (isinstance(answer, Failed) and isinstance(answer.error, CancelledError)):
            hand_over(
                answer, lambda found: self._show(self.outcome.with_records(found)), self._refused_records
            )

    def _refused_records(self, error: UsageError) -> None:
        self.outcome = self.outcome.with_records(None)
        self._refuse(str(error))

    def _show(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._shown()
