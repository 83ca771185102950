"""Writing into the journal: said on screen once it is on disk, taken back by `u`, known to every room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdfast.errors import UsageError
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.doing.whom import Whom, rep_name
from holdfast_tui.sitting.journal.journaling import as_of_shown
from holdfast_tui.sitting.journal.written import Written

if TYPE_CHECKING:
    from datetime import date

    from holdfast.journal.entry import Draft, Entry, Subject, Value
    from holdfast.views.customers.glance.stood import Stood
    from holdfast_tui.sitting.session import Engine

Ended = Callable[[str | None], object]


@dataclass(frozen=True)
class About:
    """One customer or rep that is written about, as it stands on an as-of date."""

    stood: Stood
    subject: Subject
    as_of: date

    def draft(self, kind: str, text: str, fields: Mapping[str, Value] | None = None, ref: str = "") -> Draft:
        """An entry about it."""
        from holdfast.journal.entry import Draft  # noqa: PLC0415 - once something is written

        return Draft(kind, self.subject, self.stood.customer_id, self.as_of, text, fields or {}, ref)


@dataclass(frozen=True)
class Prepared:
    """What is to be written about each of some: `verb` names it, as `Note`, `make` answers its entries."""

    verb: str
    make: Callable[[About], Sequence[Draft]]


class Writing:
    """Writes for one room. `heard`: what the room does at once about what was written."""

    def __init__(self, asking: Asking[Any], bars: Bars) -> None:
        self._asking, self._session, self._bars = asking, asking.session, bars
        self.heard: Callable[[Whom, Sequence[Entry]], object] = lambda _whom, _entries: None
        self._stood: tuple[object, tuple[Stood, ...]] | None = None

    def look(self, whom: Whom) -> None:
        """Find out how they stand while somebody types, so that writing need not wait for it."""
        self._with_standing(whom, lambda _: None, lambda _: None)

    def write(self, prepared: Prepared, whom: Whom, ended: Ended) -> None:
        """Write about each of them; `ended` hears None once all of it is on disk, else why it is not."""

        def known(stood: Sequence[Stood]) -> None:
            ended(self._put(prepared, whom, stood))

        self._with_standing(whom, known, lambda error: ended(str(error)))

    def _put(self, prepared: Prepared, whom: Whom, stood: Sequence[Stood]) -> str | None:
        session = self._session
        assert session.engine is not None
        as_of = as_of_shown(session.engine, session.store.query)
        drafts = [draft for one in stood for draft in prepared.make(About(one, whom.subject, as_of))]
        try:
            entries = session.journaling.write(drafts)
        except UsageError as error:
            return str(error)
        words = f"{prepared.verb} on {whom.words}"
        session.store.wrote(Written(entries, words))
        session.journaling.last = prepared
        self.heard(whom, entries)
        key = session.keys.shown(COMMANDS["undo"])
        self._bars.say(f"{words}: written down. {key} takes it back.")
        self._asking.ask_again()
        return None

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
        known: Callable[[tuple[Stood, ...]], object],
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
        elif whom.subject == "rep":
            known(_reps_stood(engine, whom))
        else:
            customers = tuple(int(number) for number in whom.keys)
            day = session.journaling.desk_day(engine, query)

            def found(stood: tuple[Stood, ...]) -> None:
                self._stood = key, stood
                known(stood)

            self._asking.also(
                f"stood-{self._asking.kind}",
                lambda current: current.stood_now(query, customers, day),
                found,
                refuse,
            )


def _reps_stood(engine: Engine, whom: Whom) -> tuple[Stood, ...]:
    from holdfast.views.customers.glance.stood import Stood  # noqa: PLC0415 - polars is there once a book is

    return tuple(Stood(str(one), rep_name(engine, str(one))) for one in whom.keys)
