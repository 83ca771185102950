"""The play for somebody: looked at, started, ended, and what its next step names opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from holdfast.errors import UsageError
from holdfast.plays.tasks import end_of, start_of, tasks_of
from holdfast_tui.screens.dialogs.forms.play import PlayReader
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.doing.briefs import Briefs, sheet_page
from holdfast_tui.screens.helpers.doing.messages import Messages
from holdfast_tui.screens.helpers.doing.writing import Prepared, Writing

if TYPE_CHECKING:
    from datetime import date

    from holdfast.journal.entry import Draft, Entry
    from holdfast.plays.play import Opening
    from holdfast.views.today.play import PlayLook
    from holdfast_tui.screens.dialogs.forms.play import Choice
    from holdfast_tui.screens.helpers.doing.whom import Whom
    from holdfast_tui.sitting.journal.drafting import About


class Playing:
    """The plays of whom a key is about."""

    def __init__(
        self, screen: Screen[Any], asking: Asking[Any], bars: Bars, writing: Writing, whom: Whom
    ) -> None:
        self._screen, self._asking, self._bars = screen, asking, bars
        self._session, self._writing, self._whom = asking.session, writing, whom
        self._interview: Callable[[], object] = lambda: None

    def begin(self, interview: Callable[[], object]) -> None:
        """Look the plays up and show them; `interview` opens the exit interview where a step names it."""
        self._interview = interview
        session, whom = self._session, self._whom
        assert session.engine is not None  # a command runs once the book is read
        query = session.store.query
        asked = session.journaling.asked(session.engine, query)
        self._asking.also(
            f"play-{self._asking.kind}",
            lambda engine: engine.play_looks(
                query, asked, whom.targets or engine.targets(query, asked, whom.numbers)
            ),
            self._show,
            self._refuse,
        )

    def _refuse(self, error: UsageError) -> None:
        self._bars.say(str(error), "error")

    def _show(self, looks: Sequence[PlayLook]) -> None:
        assert self._session.engine is not None
        today = self._session.journaling.desk_day(self._session.engine, self._session.store.query)
        reader = PlayReader(looks, self._whom.words)

        def closed(_: None) -> None:
            if reader.chosen == "open" and reader.opening is not None:
                self._open(reader.opening)
            elif reader.chosen is not None:
                self._writing.write(play_of(looks, reader.chosen, today), self._whom, self._say)

        self._screen.app.push_screen(reader, closed)

    def _say(self, problem: str | None) -> None:
        if problem is not None:
            self._bars.say(problem, "error")

    def _open(self, opening: Opening) -> None:
        """Open what a step of a play names."""
        if opening.kind != "sheet" and not self._whom.numbers:
            self._bars.say(f"{self._whom.words} is no longer in the book.", "severity-high")
            return
        ways: Mapping[str, Callable[[], object]] = {
            "sheet": lambda: self._show_sheet(opening.name),
            "draft": lambda: self._messages.write_by(opening.name),
            "exit": self._interview,
            "brief": lambda: Briefs(self._screen, self._asking, self._bars).open(self._whom),
        }
        ways[opening.kind]()

    @property
    def _messages(self) -> Messages:
        return Messages(self._screen, self._asking, self._writing, self._whom)

    def _show_sheet(self, name: str) -> None:
        try:
            self._screen.app.push_screen(sheet_page(name, self._session.book_folders))
        except UsageError as error:
            self._refuse(error)


def play_of(looks: Sequence[PlayLook], choice: Choice, today: date) -> Prepared:
    """The entries that start the plays that can be, or stop those under way."""
    by_id = {look.target.subject_id: look for look in looks}

    def start(about: About) -> Sequence[Draft]:
        look = by_id[about.target.subject_id]
        if look.play is None or not look.can_start:
            return []
        flag, out = look.target.play_flag or "", look.target.held_out
        whom = look.target.subject_id
        return [start_of(look.play, whom, about.as_of, flag=flag, override=out, stood=about.standing)]

    def tasks(about: About, started: Entry) -> Sequence[Draft]:
        look = by_id[about.target.subject_id]
        return tasks_of(look.play, today, started, look.anchor) if look.play is not None else ()

    def stop(about: About) -> Sequence[Draft]:
        look = by_id[about.target.subject_id]
        why = look.ending.why if look.ending is not None else "stopped"
        return [] if look.run is None else [end_of(look.run.started, why, about.as_of)]

    if choice == "stop":
        return Prepared("End of the play", stop, repeats=False)
    return Prepared("Play", start, tasks, repeats=False)
