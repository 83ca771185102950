"""The keys that write about customers and reps, the same in every list and on the customer's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from textual.screen import Screen

from holdfast.words.interface.catalogue import phrase
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.commands.situation import Situation
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.doing.whom import UnderKeys, Whom, in_the_book
from holdfast_tui.screens.helpers.doing.writing import Prepared, Writing
from holdfast_tui.screens.helpers.marks import Marks
from holdfast_tui.sitting.session import Action

if TYPE_CHECKING:
    from datetime import date

    from holdfast.views.losses.interview import ExitInterview
    from holdfast_tui.screens.dialogs.forms.plan import FormPlan

    Prepare = Callable[[Mapping[str, str]], Prepared]


NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Doing:
    """What one room writes about whom its keys are about. The first key that needs a form loads it."""

    def __init__(self, screen: Screen[Any], asking: Asking[Any], bars: Bars, marks: Marks) -> None:
        self._screen, self._session, self._bars, self._asking = screen, asking.session, bars, asking
        self.whom = UnderKeys(screen, marks)
        self.writing = Writing(asking, bars)

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does."""
        return {
            "note": self.note,
            "task": self.task,
            "snooze": self.snooze,
            "outcome": self.outcome,
            "interview": self.interview,
            "message": self.message,
            "brief": self.brief,
            "play": self.play,
            "reps.thank": self.thank,
            "repeat": self.repeat,
        }

    def situate(self, at: Situation) -> Situation:
        """A situation with whom the keys are about, and why nothing can be written."""
        engine, journaling = self._session.engine, self._session.journaling
        if engine is None:
            return at
        return replace(
            at,
            about=self.whom.subject or "",
            unwritten=journaling.why_not(engine, self._session.store.query),
            repeats=journaling.last is not None,
            is_somebody=bool(journaling.user.rep),
        )

    def note(self) -> None:
        """Type a note."""
        from holdfast_tui.screens.helpers.doing import plans  # noqa: PLC0415 - once a form is opened

        self._ask(plans.note_plan, plans.note_of)

    def task(self) -> None:
        """Type what is to be done, and when."""
        from holdfast_tui.screens.helpers.doing import plans  # noqa: PLC0415

        today = self._today
        self._ask(lambda whom: plans.task_plan(whom, today), lambda typed: plans.task_of(typed, today))

    def snooze(self) -> None:
        """Type until when it rests."""
        from holdfast_tui.screens.helpers.doing import plans  # noqa: PLC0415

        today = self._today
        self._ask(lambda whom: plans.snooze_plan(whom, today), lambda typed: plans.snooze_of(typed, today))

    def outcome(self) -> None:
        """Say what came of it, by one key, and then in words."""
        from holdfast_tui.screens.dialogs.forms.keyed import KeyedChooser  # noqa: PLC0415
        from holdfast_tui.sitting.journal.drafting import OUTCOMES  # noqa: PLC0415

        if (whom := self._found) is not None:
            self.writing.look(whom)
            chooser = KeyedChooser(phrase("Outcome: {whom}", whom=whom.words), OUTCOMES)
            self._screen.app.push_screen(chooser, partial(self._outcome_chosen, whom))

    def _outcome_chosen(self, whom: Whom, outcome: str | None) -> None:
        if outcome is None:
            return
        if outcome == "lost":
            self._interview(whom, lost=True)
            return
        if outcome == "closed" and len(whom.numbers) == 1:
            self._close(whom)
            return
        self._fill_outcome(whom, outcome)

    def _close(self, whom: Whom) -> None:
        """A loss is closed with its reason."""
        query = self._session.store.query

        def told(why: str | None) -> None:
            if why is None:
                self._fill_outcome(whom, "closed")
            else:
                key = self._session.keys.shown(COMMANDS["interview"])
                self._bars.say(f"{why}: {key} writes it down.", "severity-high")

        self._asking.also(
            f"close-{self._asking.kind}",
            lambda engine: engine.why_not_closed(query, whom.numbers[0]),
            told,
            lambda error: self._bars.say(str(error), "error"),
        )

    def _fill_outcome(self, whom: Whom, outcome: str) -> None:
        from holdfast_tui.screens.helpers.doing import plans  # noqa: PLC0415

        today, currency = self._today, self._bars.currency
        self.fill(
            whom,
            plans.outcome_plan(whom, outcome, today, currency),
            lambda typed: plans.outcome_of(outcome, typed, today),
        )

    def interview(self) -> None:
        """Write down why customers left."""
        if (whom := self._found) is not None:
            self._interview(whom)

    def _interview(self, whom: Whom, *, lost: bool = False) -> None:
        from holdfast_tui.screens.helpers.doing import interview  # noqa: PLC0415

        engine, query = self._session.engine, self._session.store.query
        present = in_the_book(engine, whom) if engine is not None else None
        if present is None:
            self._bars.say(f"{whom.words} is no longer in the book: nobody can be asked.", "severity-high")
            return
        numbers = present.numbers

        def opened(found: Sequence[ExitInterview]) -> None:
            plan, known = interview.interview_plan(present, found)
            self.fill(present, plan, lambda typed: interview.interview_of(found, typed, lost=lost), known)

        self._asking.also(
            f"interview-{self._asking.kind}",
            lambda engine: engine.exit_interviews(query, numbers),
            opened,
            lambda error: self._bars.say(str(error), "error"),
        )

    def brief(self) -> None:
        """All that a call or a review needs, on one page."""
        from holdfast_tui.screens.helpers.doing.briefs import Briefs  # noqa: PLC0415

        whom = self._found
        if whom is not None and whom.numbers:
            Briefs(self._screen, self._asking, self._bars).open(whom)
        elif whom is not None:
            self._bars.say(f"{whom.words} is no longer in the book: there is no brief.", "severity-high")

    def message(self) -> None:
        """Draft a message to each customer."""
        from holdfast_tui.screens.helpers.doing.messages import Messages  # noqa: PLC0415

        whom = self._found
        if whom is not None and whom.numbers:
            self.writing.look(whom)
            Messages(self._screen, self._asking, self.writing, whom).begin()
        elif whom is not None:
            self._bars.say(f"{whom.words} is no longer in the book: there is no message.", "severity-high")

    def play(self) -> None:
        """Look at the play for whom the keys are about."""
        from holdfast_tui.screens.helpers.doing.playing import Playing  # noqa: PLC0415

        if (whom := self._found) is not None:
            playing = Playing(self._screen, self._asking, self._bars, self.writing, whom)
            playing.begin(partial(self._interview, whom))

    def thank(self) -> None:
        """Type what a rep is thanked for."""
        from holdfast_tui.screens.helpers.doing import plans  # noqa: PLC0415

        self._ask(plans.thanks_plan, plans.thanks_of)

    def repeat(self) -> None:
        """Write what was written last once more, about whom the keys are about now."""
        last, whom = self._session.journaling.last, self._found
        if isinstance(last, Prepared) and whom is not None:
            self.writing.write(last, whom, self._say_problem)

    def _say_problem(self, problem: str | None) -> None:
        if problem is not None:
            self._bars.say(problem, "error")

    # Forms

    def fill(self, whom: Whom, plan: FormPlan, prepare: Prepare, known: Mapping[str, str] = NOTHING) -> None:
        """Open a form about somebody: in it stands what is `known`, and what was typed and not written."""
        from holdfast_tui.screens.dialogs.forms.form import EntryForm  # noqa: PLC0415

        texts = self._session.journaling.texts
        self.writing.look(whom)
        form = EntryForm(
            plan,
            texts.of_form(plan.kind, whom.name),
            lambda typed, ended: self.writing.write(prepare(typed), whom, ended),
            partial(texts.keep, plan.kind, whom.name),
            known=known,
        )
        self._screen.app.push_screen(form)

    def _ask(self, plan: Callable[[Whom], FormPlan], prepare: Prepare) -> None:
        if (whom := self._found) is not None:
            self.fill(whom, plan(whom), prepare)

    @property
    def _found(self) -> Whom | None:
        engine = self._session.engine
        return self.whom.find(engine) if engine is not None else None

    @property
    def _today(self) -> date:
        engine = self._session.engine
        assert engine is not None  # a command runs once the book is read
        return self._session.journaling.desk_day(engine, self._session.store.query)
