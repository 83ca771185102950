"""Writing into the journal: said on screen once it is on disk, taken back by `u`, known to every room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdfast.errors import UsageError
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.doing.whom import Whom
from holdfast_tui.sitting.journal.drafting import About
from holdfast_tui.sitting.journal.journaling import as_of_shown
from holdfast_tui.sitting.journal.written import Written

if TYPE_CHECKING:
    from holdfast.journal.entry import Draft, Entry
    from holdfast.views.today.results import Target

Ended = Callable[[str | None], object]


@dataclass(frozen=True)
class Prepared:
    """What is to be written about each of some: `verb` names it, as `Note`, `make` answers its entries.

    `then`: those that name one of them, which has its id only once it is written. `repeats`: whether the same
    can be written about somebody else.
    """

    verb: str
    make: Callable[[About], Sequence[Draft]]
    then: Callable[[About, Entry], Sequence[Draft]] | None = None
    repeats: bool = True


class Writing:
    """Writes for one room. `heard`: what the room does at once about what was written."""

    def __init__(self, asking: Asking[Any], bars: Bars) -> None:
        self._asking, self._session, self._bars = asking, asking.session, bars
        self.heard: Callable[[Whom, Sequence[Entry]], object] = lambda _whom, _entries: None
        self._stood: tuple[object, tuple[Target, ...]] | None = None

    def look(self, whom: Whom) -> None:
        """Find out how they stand while somebody types, so that writing need not wait for it."""
        self._with_standing(whom, lambda _: None, lambda _: None)

    def write(self, prepared: Prepared, whom: Whom, ended: Ended) -> None:
        """Write about each of them; `ended` hears None once all of it is on disk, else why it is not."""

        def known(stood: Sequence[Target]) -> None:
            ended(self._put(prepared, whom, stood))

        self._with_standing(whom, known, lambda error: ended(str(error)))

    def _put(self, prepared: Prepared, whom: Whom, stood: Sequence[Target]) -> str | None:
        session = self._session
        assert session.engine is not None
        as_of = as_of_shown(session.engine, session.store.query)
        if problem := session.journaling.why_not(session.engine, session.store.query):
            return problem
        try:
            each = [(About(one, as_of), prepared.make(About(one, as_of))) for one in stood]
            if not any(drafts for _, drafts in each):
                return f"There is nothing to write down about {whom.words}."
            entries = self._write_all(prepared, each)
        except UsageError as error:
            return str(error)
        words = f"{prepared.verb} on {whom.words}"
        session.store.wrote(Written(entries, words))
        if prepared.repeats:
            session.journaling.last = prepared
        self.heard(whom, entries)
        key = session.keys.shown(COMMANDS["undo"])
        self._bars.say(f"{words}: written down. {key} takes it back.")
        self._asking.ask_again()
        return None

    def _write_all(
        self, prepared: Prepared, each: Sequence[tuple[About, Sequence[Draft]]]
    ) -> tuple[Entry, ...]:
        """The entries about each, and then those that name them. Raises NotSavedError."""
        write = self._session.journaling.write
        entries = write([draft for _, drafts in each for draft in drafts])
        if prepared.then is None:
            return entries
        abouts = [about for about, drafts in each for _ in drafts]
        pairs = zip(abouts, entries, strict=True)
        return (*entries, *write([draft for about, one in pairs for draft in prepared.then(about, one)]))

    def take_back(self, step: Written) -> None:
        """Write what undoes a step, or say why that cannot be written."""
        session = self._session
        engine = session.engine
        if engine is None:
            return
        if problem := session.journaling.why_not(engine, session.store.query):
            self._bars.say(f"{step.words} stays: {problem}", "severity-high")
            return
        try:
            session.journaling.write(step.taken_back())
        except UsageError as error:
            self._bars.say(str(error), "error")
            return
        session.store.took_back(step)
        self._bars.say(f"Taken back: {step.words}.")
        self._asking.ask_again()

    def _with_standing(
        self,
        whom: Whom,
        known: Callable[[tuple[Target, ...]], object],
        refuse: Callable[[UsageError], object],
    ) -> None:
        """How those are standing that something is written about, once per view of them."""
        session = self._session
        query, engine = session.store.query, session.engine
        if engine is None:
            return
        key = (id(engine), query, whom)
        if self._stood is not None and self._stood[0] == key:
            known(self._stood[1])
        elif whom.targets:
            known(whom.targets)
        else:
            asked = session.journaling.asked(engine, query)

            def found(stood: tuple[Target, ...]) -> None:
                self._stood = key, stood
                known(stood)

            self._asking.also(
                f"stood-{self._asking.kind}",
                lambda current: current.targets(query, asked, whom.numbers),
                found,
                refuse,
            )
