"""Runs the user's own commands on the row under the cursor, or once for each marked row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.app import SuspendNotSupported

from holdfast.errors import UsageError
from holdfast.own.commands import OF_A_REP, OwnCommand
from holdfast_tui.commands.own import PREFIX
from holdfast_tui.commands.places import WITHOUT_CUSTOMERS
from holdfast_tui.look import present
from holdfast_tui.safe_text import literal, safe
from holdfast_tui.screens.dialogs.chooser import one_of
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.helpers.asking import Asking
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.doing.whom import UnderKeys, Whom
from holdfast_tui.screens.leaving import is_in_front
from holdfast_tui.sitting.session import Action
from holdfast_tui.terminal import programs

if TYPE_CHECKING:
    from holdfast.views.customers.review.placeholders import Placeholders

MOST_RUNS: Final = 50
"""For more rows at once no program is started: that is what a script is for (X)."""
MOST_NAMED: Final = 3

Filled = tuple[tuple[str, ...], ...]
"""The arguments of each run."""


class OwnCommands:
    """The commands of `[commands]` in one room."""

    def __init__(self, asking: Asking[Any], bars: Bars, whom: UnderKeys, place: str) -> None:
        self._asking, self._bars, self._whom, self._place = asking, bars, whom, place
        self._screen, self._session = asking.screen, asking.session

    @property
    def actions(self) -> Mapping[str, Action]:
        """What each command does, by its id; nothing about customers where there are none."""
        return {
            command.id: partial(self._run_named, command.id.removeprefix(PREFIX))
            for command in self._session.keys.own
            if command.place == "everywhere" or self._place not in WITHOUT_CUSTOMERS
        }

    def _run_named(self, name: str) -> None:
        # A room may be there before the user's settings are.
        own = next((one for one in self._session.user.commands if one.name == name), None)
        if own is not None:
            self.run(own)

    def run(self, own: OwnCommand) -> None:
        """Ask where it is about several rows, and fill in what is known of each."""
        engine = self._session.engine
        if engine is None:
            return
        if not own.subjects:
            self._fill(own, (self._of_book(),))
            return
        whom = self._whom.find(engine)
        if whom is None or whom.subject not in own.subjects:
            self._refuse(f"{own.title} is about {' or '.join(own.subjects)}s: none is under the cursor.")
        elif len(whom.ids) > MOST_RUNS:
            told = present.plural(len(whom.ids), whom.subject)
            self._refuse(f"{told} are marked, and {own.title} runs on {MOST_RUNS} at most.")
        elif len(whom.ids) > 1:
            self._confirm(own, whom)
        else:
            self._look_up(own, whom)

    def _confirm(self, own: OwnCommand, whom: Whom) -> None:
        told = present.plural(len(whom.ids), whom.subject)
        hidden = f", {whom.hidden:,} marked ones are not shown and left out" if whom.hidden else ""
        choices = [("no", "No"), ("yes", f"Yes, once for each of {told}{hidden}")]

        def chosen(answer: str | None) -> None:
            if answer == "yes":
                self._look_up(own, whom)

        self._screen.app.push_screen(one_of(f"{own.title}: run {len(whom.ids)} times?", choices), chosen)

    def _look_up(self, own: OwnCommand, whom: Whom) -> None:
        if whom.subject == "rep":
            reps = zip(whom.ids, (one.name for one in whom.targets), strict=True)
            self._fill(own, [dict(zip(OF_A_REP, (name, one), strict=True)) for one, name in reps])
            return
        query, names = self._session.store.query, own.placeholders
        self._asking.also(
            f"own-{own.name}",
            lambda engine: engine.command_values(query, whom.numbers, names),
            partial(self._found, own),
            lambda error: self._refuse(str(error)),
        )

    def _found(self, own: OwnCommand, found: Sequence[Placeholders]) -> None:
        of_book = self._of_book()
        lacking = [
            (one.name, f"{{{name}}} {why}")
            for one in found
            for name, why in one.missing.items()
            if name not in of_book
        ]
        if lacking:
            self._refuse(f"{own.title} is not run: {_listed(lacking)}.")
        elif is_in_front(self._screen):
            self._fill(own, [dict(one.values) for one in found])

    def _of_book(self) -> dict[str, str]:
        moment, sources = self._bars.moment, self._session.started_with.sources
        return {
            "book": str(sources[0].resolve()) if sources else "",
            "as_of": moment.as_of.isoformat() if moment is not None else "",
        }

    def _fill(self, own: OwnCommand, rows: Iterable[Mapping[str, str]]) -> None:
        of_book = self._of_book()
        try:
            filled = tuple(own.filled({**row, **of_book}) for row in rows)
        except UsageError as error:
            self._refuse(f"{own.title} is not run: {error}.")
            return
        if own.terminal:
            self._lend(own, filled)
        elif own.show:
            self._bars.say(f"{own.title} runs …")
            self._screen.run_worker(partial(self._listen, own, filled), thread=True, exit_on_error=False)
        else:
            self._start(own, filled)

    def _start(self, own: OwnCommand, filled: Filled) -> None:
        for done, argv in enumerate(filled):
            try:
                programs.start(argv)
            except (OSError, ValueError) as error:
                self._fail(own, argv, error, done)
                return
        self._bars.say(f"Started {own.title}{_times(filled)}.")

    def _lend(self, own: OwnCommand, filled: Filled) -> None:
        app: Any = self._screen.app
        status: int | None = 0
        fault: Exception | None = None
        try:
            with app.suspend():
                # Whatever is raised in here would leave the terminal lent for good.
                for argv in filled:
                    try:
                        status = programs.in_terminal(argv).status
                    except (OSError, ValueError) as error:
                        fault = error
                        break
        except SuspendNotSupported:
            self._refuse(f"{own.title} is not run: this terminal cannot be lent.")
            return
        if fault is not None:
            self._fail(own, filled[0], fault, 0)
        else:
            self._bars.say(f"{own.title} has ended{_status(status)}.", "severity-high" if status else "text")

    def _listen(self, own: OwnCommand, filled: Filled) -> None:
        """In a thread of its own: the worker is for questions."""
        app: Any = self._screen.app
        try:
            ended = [programs.output_of(argv) for argv in filled]
        except (OSError, ValueError) as error:
            app.call_from_thread(self._fail, own, filled[0], error, 0)
            return
        app.call_from_thread(self._show, own, ended)

    def _show(self, own: OwnCommand, ended: Sequence[programs.Ended]) -> None:
        worst = next((one.status for one in ended if one.status != 0), 0)
        self._bars.say(f"{own.title} has ended{_status(worst)}.", "severity-high" if worst != 0 else "text")
        if is_in_front(self._screen):
            lines = [line for one in ended for line in one.output.splitlines()] or ["It wrote nothing."]
            page = Reader(own.title, [("", [("", line) for line in lines])], label_width=0)
            self._screen.app.push_screen(page)

    def _fail(self, own: OwnCommand, argv: Sequence[str], error: Exception, done: int) -> None:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        before = f" after {done} runs" if done else ""
        self._refuse(f"{own.title} cannot be run{before}: {argv[0]}: {why}")

    def _refuse(self, sentence: str) -> None:
        self._bars.say(safe(sentence), "severity-high")


def _listed(lacking: Sequence[tuple[str, str]]) -> str:
    told = [f"{what} of {name}" for name, what in lacking[:MOST_NAMED]]
    more = len(lacking) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")


def _times(filled: Filled) -> str:
    return "" if len(filled) == 1 else f" {len(filled)} times"


def _status(status: int | None) -> str:
    if status is None:
        return literal(f": it took more than {programs.PATIENCE_SECONDS:.0f} seconds")
    return "" if status == 0 else f" with status {status}"
