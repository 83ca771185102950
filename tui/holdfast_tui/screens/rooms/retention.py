"""The retention room: movements, cohorts, survival, segments and lifetime value under one filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer

from holdfast.errors import UsageError
from holdfast.metrics.what_if import WhatIf
from holdfast.schema.fields import DIMENSIONS, FIELDS
from holdfast.views.retention.results import COHORTS_SHOWN, GRAINS, CohortShown, RetentionOptions
from holdfast_tui.commands.declared import Place, Situation, bindings
from holdfast_tui.panes.retention.cohort_map import CohortsPane
from holdfast_tui.panes.retention.movements import MovementsPane
from holdfast_tui.panes.retention.segments import SegmentsPane
from holdfast_tui.panes.retention.survival import SurvivalPane
from holdfast_tui.panes.values import ValuesPane
from holdfast_tui.screens.dialogs.chooser import dimension_chooser
from holdfast_tui.screens.dialogs.what_if import FIRST_TRY, WhatIfDialog
from holdfast_tui.screens.helpers.leaving import while_open
from holdfast_tui.screens.rooms.base import Pane
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.jobs import Answer
from holdfast_tui.sitting.session import Engine, Session
from holdfast_tui.sitting.state import PaneState

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.views.retention.results import LifetimeValues, RetentionView

Choice = TypeVar("Choice")

PAUSE_SECONDS: Final = 0.2

_CELLS: dict[CohortShown, str] = {
    "customers": "customers active then",
    "revenue": "revenue",
    "on_or_after": "customers active then or later",
}


class RetentionScreen(PanesRoom):
    """What came, what stayed, for how long, and what it is worth."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("retention"))
    place: ClassVar[Place] = "retention"
    TABS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("movements", "Movements"),
        ("cohorts", "Cohorts"),
        ("survival", "Survival"),
        ("segments", "Segments"),
        ("values", "Value"),
    )
    ROOMY: ClassVar[tuple[int, int]] = (110, 36)

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="retention")
        self.movements = MovementsPane(id="movements")
        self.cohorts = CohortsPane(id="cohorts")
        self.survival = SurvivalPane(id="survival")
        self.segments = SegmentsPane(id="segments")
        self.values = ValuesPane(id="values")
        self.view: RetentionView | None = None
        self.pausing: Timer | None = None
        self._told: LifetimeValues | None = None

    def arrangement(self) -> ComposeResult:
        """Movements over survival; cohorts over segments and value."""
        with Vertical(id="retention-left", classes="pane-group"):
            yield self.movements
            yield self.survival
        with Vertical(id="retention-right", classes="pane-group"):
            yield self.cohorts
            yield self.segments
            yield self.values

    def panes(self) -> Sequence[Pane]:
        """Every pane of the room."""
        return (self.movements, self.cohorts, self.survival, self.segments, self.values)

    @property
    def options(self) -> RetentionOptions:
        """How the room shows things."""
        return self.choice or RetentionOptions()

    def question(self, engine: Engine, query: Query) -> Any:
        """Everything the room shows."""
        return engine.retention(query, self.options)

    def needs_asking(self, asked: Query, query: Query) -> bool:
        """Order and columns of the customer list change nothing here."""
        return replace(asked, columns=(), sort=()) != replace(query, columns=(), sort=())

    def show_answer(self, view: RetentionView) -> None:
        """Show the newest result."""
        self.view = view
        super().show_answer(view)

    # Lifetime values

    def show_tab(self, tab: str) -> None:
        """Values are asked for once their pane is on show."""
        super().show_tab(tab)
        self._want_values()

    def _want_values(self) -> None:
        """Ask for the values after a pause: a model in the works would hold up the next key."""
        view = self.view
        if view is None or not view.moment.shown:
            return
        if self._told is not None and self._told.moment == view.moment:
            self.values.show_values(self._told)
        elif (self.tab == "values" or not self.is_narrow) and self.pausing is None:
            self.pausing = self.set_timer(PAUSE_SECONDS, self._ask_values)

    def _ask_values(self) -> None:
        self.pausing = None
        engine, query = self.session.engine, self.session.store.query
        kind = f"values-{self.kind}"
        if engine is not None and not self.session.jobs.is_pending(self.kind):
            self.session.jobs.ask(
                kind, lambda: engine.lifetime_values(query), while_open(self, self._values_told)
            )

    def _values_told(self, answer: Answer) -> None:
        if isinstance(answer.error, UsageError):
            self.values.set_state(PaneState("failed", str(answer.error)))
        elif answer.error is not None:
            raise answer.error
        else:
            self._told = answer.value
            self._want_values()
            self.show_hints()

    def situation(self) -> Situation:
        """A figure of the value pane, or that of the table or curve, can be explained."""
        name = self.focused_pane
        pane = self.pane_named(name) if name else None
        return replace(super().situation(), clause=getattr(pane, "clause_under_cursor", None))

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return next((figure for figure in self.values.figures if figure.id == metric), None)

    # How the room shows things

    def action_retention_movements(self) -> None:
        """Ends of the period, or every change."""
        options = self.options
        self.choose(replace(options, movements="events" if options.movements == "endpoint" else "endpoint"))
        self.say(
            "Every change inside the period is counted."
            if options.movements == "endpoint"
            else "Each customer's start is compared with its end."
        )

    def action_retention_buckets(self) -> None:
        """Months, quarters, years."""
        by = _next(GRAINS, self.options.by)
        self.choose(replace(self.options, by=by))
        self.say(f"Movements and cohorts by {by}.")

    def action_retention_cells(self) -> None:
        """Customers, revenue, on or after."""
        shown = _next(COHORTS_SHOWN, self.options.cohorts)
        self.choose(replace(self.options, cohorts=shown))
        self.say(f"Cohort cells show {_CELLS[shown]}.")

    def action_retention_curve(self) -> None:
        """Until lost, or until the second order."""
        options = self.options
        self.choose(replace(options, survival="second" if options.survival == "customers" else "customers"))

    def action_retention_split(self) -> None:
        """Choose the dimension of segments and curves."""
        titles = [(name, FIELDS[name].title) for name in DIMENSIONS]
        self.app.push_screen(dimension_chooser(titles, self.options.split), self._split_chosen)

    def _split_chosen(self, name: str | None) -> None:
        if name is not None:
            self.choose(replace(self.options, split=name))

    def on_ask_what_if(self) -> None:
        """Enter on the case to try."""
        self.action_retention_what_if()

    def action_retention_what_if(self) -> None:
        """Type the inputs of the case."""
        if self.view is not None:
            start = self.values.case or self.options.what_if or FIRST_TRY
            self.app.push_screen(WhatIfDialog(start, self.view.moment.currency), self._case_typed)

    def _case_typed(self, case: WhatIf | None) -> None:
        if case is not None:
            self.choose(replace(self.options, what_if=case))


def _next(choices: Sequence[Choice], current: Choice) -> Choice:
    return choices[(choices.index(current) + 1) % len(choices)]
