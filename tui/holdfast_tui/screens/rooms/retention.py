"""The retention room: movements, cohorts, survival, segments and lifetime value under one filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.timer import Timer

from holdfast.metrics.what_if import WhatIf
from holdfast.views.retention.results import (
    COHORTS_SHOWN,
    GRAINS,
    CohortShown,
    RetentionOptions,
    RetentionView,
)
from holdfast_tui.commands.declared import bindings
from holdfast_tui.commands.places import Place
from holdfast_tui.panes.retention.cohort_map import CohortsPane
from holdfast_tui.panes.retention.movements import MovementsPane
from holdfast_tui.panes.retention.segments import SegmentsPane
from holdfast_tui.panes.retention.survival import SurvivalPane
from holdfast_tui.panes.values import AskWhatIf, ValuesPane
from holdfast_tui.screens.dialogs.chooser import dimension_chooser
from holdfast_tui.screens.dialogs.what_if import FIRST_TRY, WhatIfDialog
from holdfast_tui.screens.helpers.layout import PanePlan
from holdfast_tui.screens.rooms.base import Shows
from holdfast_tui.screens.rooms.panes import PanesRoom
from holdfast_tui.sitting.session import Action, Engine, Session
from holdfast_tui.sitting.state import PaneState

if TYPE_CHECKING:
    from holdfast.figures import Figure
    from holdfast.query import Query
    from holdfast.views.retention.results import LifetimeValues

Choice = TypeVar("Choice")

PAUSE_SECONDS: Final = 0.2

_CELLS: dict[CohortShown, str] = {
    "customers": "customers active then",
    "revenue": "revenue",
    "on_or_after": "customers active then or later",
}


class RetentionScreen(PanesRoom[RetentionView]):
    """What came, what stayed, for how long, and what it is worth."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("retention"))
    place: ClassVar[Place] = "retention"
    PLAN: ClassVar[PanePlan] = PanePlan(
        (
            ("movements", "Movements"),
            ("cohorts", "Cohorts"),
            ("survival", "Survival"),
            ("segments", "Segments"),
            ("values", "Value"),
        ),
        roomy=(110, 36),
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session, id="retention")
        self.movements = MovementsPane(id="movements")
        self.cohorts = CohortsPane(id="cohorts")
        self.survival = SurvivalPane(id="survival")
        self.segments = SegmentsPane(id="segments")
        self.values = ValuesPane(id="values")
        self.shown_as = ShownAs(self)
        self.lifetime = LifetimeAsked(self)
        self.arranged.when_shown = self.lifetime.want
        self.controls.add(self.shown_as.actions)
        self.controls.hear(AskWhatIf, lambda _: self.shown_as.try_case())

    def arrangement(self) -> ComposeResult:
        """Movements over survival; cohorts over segments and value."""
        with Vertical(id="retention-left", classes="pane-group"):
            yield self.movements
            yield self.survival
        with Vertical(id="retention-right", classes="pane-group"):
            yield self.cohorts
            yield self.segments
            yield self.values

    def answering(self) -> Sequence[Shows[RetentionView]]:
        """Every pane of the room."""
        return (self.movements, self.cohorts, self.survival, self.segments, self.values)

    def question(self, engine: Engine, query: Query) -> RetentionView:
        """Everything the room shows."""
        return engine.retention(query, self.shown_as.options)

    def figure(self, metric: str) -> Figure | None:
        """A figure on show."""
        return next((figure for figure in self.values.figures if figure.id == metric), None)


class LifetimeAsked:
    """Lifetime values: asked for once their pane is on show."""

    def __init__(self, room: RetentionScreen) -> None:
        self._room = room
        self._told: LifetimeValues | None = None
        self.pausing: Timer | None = None
        room.asking.pauses.append(lambda: self.pausing is not None)

    def want(self) -> None:
        """Ask for the values after a pause: a model in the works would hold up the next key."""
        room, view = self._room, self._room.view
        if view is None or not view.moment.shown:
            return
        if self._told is not None and self._told.moment == view.moment:
            room.values.show_values(self._told)
        elif room.arranged.is_on_show("values") and self.pausing is None:
            self.pausing = room.set_timer(PAUSE_SECONDS, self._ask)

    def _ask(self) -> None:
        self.pausing = None
        room, query = self._room, self._room.session.store.query
        if not room.asking.is_pending:
            room.asking.also(
                f"values-{room.asking.kind}",
                lambda engine: engine.lifetime_values(query),
                self._found,
                lambda error: room.values.set_state(PaneState("failed", str(error))),
            )

    def _found(self, values: LifetimeValues) -> None:
        self._told = values
        self.want()
        self._room.show_hints()


class ShownAs:
    """How the retention room shows things: switches that the store keeps while the room is closed."""

    def __init__(self, room: RetentionScreen) -> None:
        self._room, self._store = room, room.session.store

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {
            "retention.movements": self.count_otherwise,
            "retention.buckets": self.next_grain,
            "retention.cells": self.next_cells,
            "retention.curve": self.other_curve,
            "retention.split": self.choose_split,
            "retention.what_if": self.try_case,
        }

    @property
    def options(self) -> RetentionOptions:
        """What was chosen, or what every sitting starts with."""
        chosen = self._store.state.choices.get(RetentionScreen.place)
        return chosen if isinstance(chosen, RetentionOptions) else RetentionOptions()

    def _choose(self, options: RetentionOptions) -> None:
        self._store.choose(RetentionScreen.place, options)

    def count_otherwise(self) -> None:
        """Ends of the period, or every change."""
        options = self.options
        ends = options.movements == "endpoint"
        self._choose(replace(options, movements="events" if ends else "endpoint"))
        self._room.bars.say(
            "Every change inside the period is counted."
            if ends
            else "Each customer's start is compared with its end."
        )

    def next_grain(self) -> None:
        """Months, quarters, years."""
        by = _next(GRAINS, self.options.by)
        self._choose(replace(self.options, by=by))
        self._room.bars.say(f"Movements and cohorts by {by}.")

    def next_cells(self) -> None:
        """Customers, revenue, on or after."""
        shown = _next(COHORTS_SHOWN, self.options.cohorts)
        self._choose(replace(self.options, cohorts=shown))
        self._room.bars.say(f"Cohort cells show {_CELLS[shown]}.")

    def other_curve(self) -> None:
        """Until lost, or until the second order."""
        options = self.options
        self._choose(replace(options, survival="second" if options.survival == "customers" else "customers"))

    def choose_split(self) -> None:
        """Choose the dimension of segments and curves."""
        fields = self._store.state.fields
        titles = [(name, fields[name].title) for name in fields.dimensions]
        self._room.app.push_screen(dimension_chooser(titles, self.options.split), self._split_chosen)

    def _split_chosen(self, name: str | None) -> None:
        if name is not None:
            self._choose(replace(self.options, split=name))

    def try_case(self) -> None:
        """Type the inputs of the case."""
        room = self._room
        if room.view is not None:
            start = room.values.case or self.options.what_if or FIRST_TRY
            room.app.push_screen(WhatIfDialog(start, room.view.moment.currency), self._case_typed)

    def _case_typed(self, case: WhatIf | None) -> None:
        if case is not None:
            self._choose(replace(self.options, what_if=case))


def _next(choices: Sequence[Choice], current: Choice) -> Choice:
    return choices[(choices.index(current) + 1) % len(choices)]
