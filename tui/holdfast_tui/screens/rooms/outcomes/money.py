"""The room of money: new and repeat, the forecast, losses beside the band, what keeping more would bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from holdfast.views.forecast.results import ForecastView
from holdfast.views.money.results import ExpectedLoss, MoneyRoomView
from holdfast_tui.commands.places import Place
from holdfast_tui.panes.money.benefits import BenefitsPane
from holdfast_tui.panes.money.figures import MoneyFiguresPane
from holdfast_tui.panes.money.forecast import ForecastPane
from holdfast_tui.panes.money.months import RevenueMonthsPane
from holdfast_tui.panes.money.sides import SidesPane
from holdfast_tui.panes.money.years import LossYearsPane
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.helpers.look_back import LookBack
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.session import Engine, Session

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.risk.watch import Watch


class MoneyScreen(PanesRoom[MoneyRoomView]):
    """What new and earlier customers bring, what losses cost, what keeping more would bring."""

    place: ClassVar[Place] = "money"
    PLAN: ClassVar[PanePlan] = PanePlan(
        (
            ("sides", "New and repeat"),
            ("forecast", "Forecast"),
            ("loss-years", "Loss"),
            ("benefits", "If more stayed"),
            ("money-figures", "Figures"),
            ("revenue-months", "Months"),
        ),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="money")
        self.sides = SidesPane(id="sides")
        self.forecast = ForecastPane(id="forecast")
        self.months = RevenueMonthsPane(id="revenue-months")
        self.figures = MoneyFiguresPane(id="money-figures")
        self.years = LossYearsPane(id="loss-years")
        self.benefits = BenefitsPane(id="benefits")
        self.expected = LookBack(self.asking, expected_loss, self._show_expected, self.figures.show_progress)
        self.forecasting = LookBack(self.asking, forecast_made, self._show_forecast)
        self.looks = self.way_back.stoppable = (self.expected, self.forecasting)
        self.arranged.when_shown = self._look_back

    def answering(self) -> Sequence[Shows[MoneyRoomView]]:
        """Every pane of the room."""
        return (self.sides, self.forecast, self.years, self.benefits, self.figures, self.months)

    def arrangement(self) -> ComposeResult:
        """New and repeat, losses and benefits on the left; figures and months on the right."""
        with Vertical(id="money-left", classes="pane-group"):
            with Vertical(id="money-top", classes="pane-group"):
                yield self.sides
                yield self.forecast
            yield self.years
            yield self.benefits
        with Vertical(id="money-right", classes="pane-group"):
            yield self.figures
            yield self.months

    def question(self, engine: Engine, query: Query) -> MoneyRoomView:
        """Everything the room shows at once."""
        return engine.money_room(query)

    def _look_back(self) -> None:
        """What is expected to be lost, and to come, is looked up once its pane is on show."""
        view = self.view
        if view is None or not view.moment.shown:
            return
        if self.arranged.is_on_show("money-figures"):
            self.expected.want(view.moment)
        shares_a_place = self.has_class("-low") and self.arranged.tab != "forecast"
        if self.arranged.is_on_show("forecast") and not shares_a_place:
            self.forecasting.want(view.moment)

    def _show_expected(self, found: ExpectedLoss) -> None:
        if self.view is not None and self.view.moment == found.moment:
            self.figures.show_with(self.view, found)

    def _show_forecast(self, found: ForecastView) -> None:
        if self.view is not None and self.view.moment == found.moment:
            self.forecast.show_forecast(found)
            self.show_hints()

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return next((figure for figure in self.figures.figures if figure.id == metric), None)


def forecast_made(engine: Engine, query: Query, _watch: Watch) -> ForecastView:
    """The question what the next 12 months bring."""
    return engine.forecast_made(query)


def expected_loss(engine: Engine, query: Query, watch: Watch) -> ExpectedLoss:
    """The question what is expected to be lost."""
    return engine.expected_loss(query, watch)
