"""Rooms that show what flags came to: looked up behind them, and stopped by esc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from textual.timer import Timer

    from holdfast.query import Query
    from holdfast.risk.watch import Watch
    from holdfast.views.risk.rates import FlagRates


class RatesRoom(PanesRoom):
    """A room whose panes get the loss rates of flags once they are known."""

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(session, id=id)
        self.loss_rates = LookBack(self, _flag_rates, self.show_rates, self.show_progress)

    def show_rates(self, rates: FlagRates) -> None:
        """The rates are known."""
        raise NotImplementedError

    def show_progress(self, done: tuple[int, int] | None) -> None:
        """How far the look at the past is; None when it is over."""
        raise NotImplementedError

    @property
    def pausing(self) -> Timer | None:
        """The pause before the loss rates are looked up."""
        return self.loss_rates.pausing

    def on_unmount(self) -> None:
        """Nobody waits for the loss rates any more."""
        self.loss_rates.leave()

    def action_back(self) -> None:
        """Esc stops a long look at the past before it leaves."""
        if self.loss_rates.slow:
            self.loss_rates.stop()
            self.say("The look at the past is stopped. It goes on when the as-of date changes.")
        else:
            super().action_back()


def _flag_rates(engine: Engine, query: Query, watch: Watch) -> FlagRates:
    """The question what flags came to."""
    return engine.flag_rates(query, watch)
