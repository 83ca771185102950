"""The journal of this sitting: what can be written now, writing it, and the engine that knows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeAlias

from holdfast.own.user import UserSettings
from holdfast_tui.sitting.journal.texts import KeptTexts

if TYPE_CHECKING:
    import holdfast.engine
    from holdfast.journal.entry import Draft, Entry
    from holdfast.journal.journal import Journal
    from holdfast.query import Query
    from holdfast.views.today.results import Asked

Engine: TypeAlias = "holdfast.engine.Engine"

LOOKED_AGAIN_SECONDS: Final = 5.0
"""So long it is believed that the journal can be written: every step of a cursor asks."""

NO_JOURNAL: Final = "This desk has no journal: nothing can be written."
LEFT_OUT: Final = "The desk was opened with --no-journal: nothing is read from it or written."


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the writer's own calendar day


@dataclass
class Journaling:
    """What the rooms of a sitting write, and through what.

    `journal`: where it goes; None where there is none, and `why_none` says why. `user`: who sits here.
    `texts`: what was typed and not written. `today` tells the calendar day. `last`: what was written last, to
    be written once more about somebody else. `problems`: files of the journal that cannot be read, and where
    the export says otherwise, in words.
    """

    journal: Journal | None = None
    why_none: str = NO_JOURNAL
    user: UserSettings = field(default_factory=UserSettings)
    texts: KeptTexts = field(default_factory=KeptTexts)
    today: Callable[[], date] = _today
    last: object = None
    problems: tuple[str, ...] = ()
    _looked: tuple[float, str | None] | None = field(default=None, init=False, repr=False)
    _known: tuple[Engine, Engine] | None = field(default=None, init=False, repr=False)

    def why_not(self, engine: Engine, query: Query) -> str | None:
        """The sentence that says why nothing can be written now; None where it can."""
        if self.journal is None:
            return self.why_none
        last = engine.book.span[1]
        if as_of_shown(engine, query) < last:
            return (
                f"As of {as_of_shown(engine, query)} the journal is only read: it is written on the book's "
                f"last day, {last}; ] goes there."
            )
        now = monotonic()
        if self._looked is None or now - self._looked[0] > LOOKED_AGAIN_SECONDS:
            self._looked = now, self.journal.why_read_only
        why = self._looked[1]
        return why and f"Nothing can be written: {why}."

    def write(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Write entries; they are on disk when this returns. Raises NotSavedError."""
        from holdfast.errors import NotSavedError  # noqa: PLC0415 - as the journal, only once it is needed

        if self.journal is None:
            raise NotSavedError(self.why_none)
        return self.journal.write(drafts)

    def current(self, engine: Engine) -> Engine:
        """The engine with everything that is in the journal now, of whoever writes; in the worker thread."""
        if self.journal is None:
            return engine
        log = self.journal.read()
        before, made = self._known or (engine, engine)
        newest = made if engine in (before, made) else engine
        if newest.book.log.written != log.written:
            newest = newest.with_log(log)
        self.problems = (*log.problems, *newest.book.log.contradictions)
        self._known = (engine, newest)
        return newest

    def keep_copies(self) -> None:
        """Let the next sitting find a long journal as it was read, without reading it again."""
        if self.journal is not None:
            self.journal.keep_copies()

    def desk_day(self, engine: Engine, query: Query) -> date:
        """What "today" means at this desk: an as-of date that was chosen, else the calendar day."""
        from holdfast.journal.clock import desk_day  # noqa: PLC0415 - once the book is read

        chosen = query.as_of is not None or engine.book.settings.as_of is not None
        return desk_day(as_of_shown(engine, query), chosen, self.today())

    def asked(self, engine: Engine, query: Query, *, everybody: bool = True) -> Asked:
        """What today's list depends on beside the query: the day, and whose it is, mine or everybody's."""
        from holdfast.views.today.plan.hours import hours_of  # noqa: PLC0415 - once the book is read
        from holdfast.views.today.results import Asked  # noqa: PLC0415 - as above

        mine = None if everybody else self.user.rep or None
        return Asked(self.desk_day(engine, query), mine, self.user.hold_out, hours_of(self.user))


def as_of_shown(engine: Engine, query: Query) -> date:
    """The as-of date that answers have."""
    return query.as_of or engine.book.default_as_of
