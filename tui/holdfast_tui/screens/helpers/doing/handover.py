"""A handover plan on screen: another successor for the line under the cursor, the whole written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from holdfast.errors import UsageError
from holdfast.views.selection import PlanOfRep
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.grid.paint import Span, span
from holdfast_tui.look import present
from holdfast_tui.safe_text import safe
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.journal.journaling import as_of_shown
from holdfast_tui.sitting.journal.written import Written
from holdfast_tui.sitting.session import Action

if TYPE_CHECKING:
    from datetime import date

    from holdfast.journal.entry import Draft
    from holdfast.views.results import FigureRows
    from holdfast.views.team.results import HandoverPlan, SuccessorChoice


class Handover:
    """What can be done to the plan that a screen shows; nothing where it shows other rows.

    `row` answers the line under the cursor, `shown` are the rows on show.
    """

    def __init__(
        self,
        screen: Screen[Any],
        asking: Asking[FigureRows],
        bars: Bars,
        subject: object,
        row: Callable[[], int],
    ) -> None:
        self._screen, self._asking, self._session, self._bars = screen, asking, asking.session, bars
        self.leaver = subject.rep_id if isinstance(subject, PlanOfRep) else None
        self._row = row
        self.shown: FigureRows | None = None

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {"plan.choose": self.choose, "plan.write": self.write}

    @property
    def is_planned(self) -> bool:
        """Whether there is a plan with a line under the cursor."""
        return self.leaver is not None and self.shown is not None and self._row() < len(self.shown.rows)

    def choose(self) -> None:
        """Choose who takes over the customer under the cursor."""
        if self.shown is None or self.leaver is None:
            return
        row, leaver, query = self._row(), self.leaver, self._session.store.query
        line = self.shown.rows.fetch(row, row + 1, ("customer_id", "name"))
        customer_id, name = str(line["customer_id"][0]), str(line["name"][0])
        self._asking.also(
            f"choices-{self._asking.kind}",
            lambda engine: engine.plan_choices(query, leaver, customer_id),
            partial(self._offer, customer_id, name),
            self._refuse,
        )

    def _offer(self, customer_id: str, name: str, choices: Sequence[SuccessorChoice]) -> None:
        from holdfast_tui.screens.dialogs.chooser import Chooser  # noqa: PLC0415 - once it is opened
        from holdfast_tui.widgets.choice_list import ChoiceLine  # noqa: PLC0415

        lines = [
            ChoiceLine(
                one.rep_id,
                [Span(safe(one.name)), span("  "), Span(safe(one.full or one.why), "muted")],
                names=(one.name.lower(),),
            )
            for one in choices
        ]
        chooser = Chooser(f"Who takes over {safe(name)}?", lines)
        self._screen.app.push_screen(chooser, partial(self._chosen, customer_id, name))

    def _chosen(self, customer_id: str, name: str, successor: str | None) -> None:
        from holdfast.views.team.drafts import proposal  # noqa: PLC0415 - once something is written

        if successor is not None and self.leaver is not None:
            draft = proposal(customer_id, successor, self.leaver, self._as_of)
            self._put([draft], f"Successor of {name}")

    def write(self) -> None:
        """Write the whole plan down: every successor, and the first task of each."""
        if self.leaver is None:
            return
        leaver, query = self.leaver, self._session.store.query
        self._asking.also(
            f"plan-{self._asking.kind}",
            lambda engine: engine.handover_plan(query, leaver),
            self._write_down,
            self._refuse,
        )

    def _write_down(self, plan: HandoverPlan) -> None:
        from holdfast.views.team.drafts import handover_tasks, proposals  # noqa: PLC0415

        engine = self._session.engine
        if engine is None:
            return
        as_of = self._as_of
        today = self._session.journaling.desk_day(engine, self._session.store.query)
        tasks = handover_tasks(plan, as_of, today, engine.book.log)
        counted = f"Handover of {plan.drill.name} with {present.plural(len(tasks), 'task')}"
        self._put([*proposals(plan, as_of), *tasks], counted)

    @property
    def _as_of(self) -> date:
        assert self._session.engine is not None
        return as_of_shown(self._session.engine, self._session.store.query)

    def _refuse(self, error: UsageError) -> None:
        self._bars.say(str(error), "error")

    def _put(self, drafts: Sequence[Draft], words: str) -> None:
        session = self._session
        if session.engine is None:
            return
        if problem := session.journaling.why_not(session.engine, session.store.query):
            self._bars.say(problem, "error")
            return
        if not drafts:
            self._bars.say("All of this plan is written down already.")
            return
        try:
            entries = session.journaling.write(drafts)
        except UsageError as error:
            self._refuse(error)
            return
        session.store.wrote(Written(entries, words))
        key = session.keys.shown(COMMANDS["undo"])
        self._bars.say(f"{words}: written down. {key} takes it back.")
        self._asking.ask_again()
