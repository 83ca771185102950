"""The keys that move the as-of date and the period, and choose basis of revenue and intervals."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.screen import Screen

from holdfast.timeline import parse_day
from holdfast_tui.screens.dialogs.prompt import date_prompt, period_prompt
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.session import Action
from holdfast_tui.sitting.store import Store
from holdfast_tui.sitting.time_travel import step_as_of, step_period

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment


class TimeKeys:
    """Steps through time, or asks for it."""

    def __init__(self, screen: Screen[Any], store: Store, bars: Bars) -> None:
        self._screen, self._store, self._bars = screen, store, bars

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {
            "asof.back": partial(self.step_as_of, -1),
            "asof.forward": partial(self.step_as_of, 1),
            "asof.set": self.ask_as_of,
            "period.back": partial(self.step_period, -1),
            "period.forward": partial(self.step_period, 1),
            "period.set": self.ask_period,
        }

    def step_as_of(self, months: int) -> None:
        """Step the as-of date from month end to month end."""
        state = self._store.state
        if state.as_of and state.span:
            self._store.change(as_of=step_as_of(state.as_of, months, state.span))

    def step_period(self, step: int) -> None:
        """Take the shorter or earlier period (−1), or the longer or later one (+1)."""
        state = self._store.state
        if not state.as_of:
            return
        period = step_period(state.query.period, step, state.as_of)
        if period == state.query.period:
            word = "longer" if step > 0 else "shorter"
            self._bars.say(f"{period} is the end of the ladder: A types a {word} one.", "severity-high")
        else:
            self._store.change(period=period)

    def ask_as_of(self) -> None:
        """Type the as-of date."""
        state = self._store.state
        if state.as_of and state.span:
            self._screen.app.push_screen(date_prompt(state.as_of, state.span), self._as_of_typed)

    def _as_of_typed(self, text: str | None) -> None:
        if text is not None:
            self._store.change(as_of=parse_day(text))

    def ask_period(self) -> None:
        """Type the period."""
        state = self._store.state
        if state.as_of:
            self._screen.app.push_screen(period_prompt(state.query.period, state.as_of), self._period_typed)

    def _period_typed(self, text: str | None) -> None:
        if text is not None:
            self._store.change(period=text)


class _Answer(Protocol):
    @property
    def moment(self) -> Moment:
        """When, and on which basis."""


class _Shown(Protocol):
    @property
    def view(self) -> _Answer | None:
        """The answer on show."""


class IntervalsKey:
    """Switches between intervals for one look and those that hold at every look together."""

    def __init__(self, store: Store, bars: Bars) -> None:
        self._store, self._bars = store, bars

    @property
    def actions(self) -> Mapping[str, Action]:
        """What the command does."""
        return {"intervals": self.switch}

    def switch(self) -> None:
        """Compare by the other intervals."""
        always_valid = not self._store.query.always_valid
        self._store.change(always_valid=always_valid)
        self._bars.say(
            "Always-valid intervals hold however often you look: U again shows those for one look."
            if always_valid
            else "Intervals are those for one look again."
        )


class BasisKey:
    """Switches between recurring revenue and orders where a book has both."""

    def __init__(self, room: _Shown, store: Store, bars: Bars) -> None:
        self._room, self._store, self._bars = room, store, bars

    @property
    def actions(self) -> Mapping[str, Action]:
        """What the command does."""
        return {"basis": self.switch}

    def switch(self) -> None:
        """Measure retention of revenue on the other basis."""
        view = self._room.view
        if view is not None and (other := view.moment.other_basis) is not None:
            self._store.change(basis=other)
            self._bars.say(f"Retention of revenue is measured on {other}: u takes it back.")
