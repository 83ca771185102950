"""The command of the shell that gives what is on screen: copied, and said."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from holdfast.filters import combine
from holdfast_tui.command_line.options import COMPARING
from holdfast_tui.grid.columns import customer_columns
from holdfast_tui.screens.dialogs.help import Reader
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.screens.helpers.scripts.panes import PANE_COMMANDS, PaneCommand
from holdfast_tui.screens.helpers.taking import Taking
from holdfast_tui.sitting.session import Action, Session

if TYPE_CHECKING:
    from holdfast.answers.moment import Moment
    from holdfast.query import Query

NO_COMMAND = "No command prints this pane: tab goes to one that has a command."
UNPRINTABLE = "The filter or the path holds characters that no command line carries: take them out first."


class ScreenCommand:
    """Copies the command that prints the pane with the keys: book, day, period, filter, order, columns.

    It is shown as well: a line of the footer has no room for it, and some terminals take no copies.
    """

    def __init__(self, screen: Screen[Any], session: Session, bars: Bars, taking: Taking) -> None:
        self._screen, self._session, self._bars, self._taking = screen, session, bars, taking

    @property
    def actions(self) -> Mapping[str, Action]:
        """What the command does."""
        return {"command.copy": self.copy}

    def copy(self) -> None:
        """Copy the command and show it; or say why there is none."""
        asked = self._asked()
        if asked is None:
            self._bars.say(NO_COMMAND, "severity-high")
            return
        line = shlex.join(self.words())
        if not line.isprintable():
            self._bars.say(UNPRINTABLE, "severity-high")
            return
        told = self._taking.copy_text(line, "the command")
        said = [("", [("", text)]) for text in (line, asked.beside, told) if text]
        self._screen.app.push_screen(Reader("The command of this pane", said, label_width=0))

    def words(self) -> list[str]:
        """The words of the command; none where none prints this pane."""
        asked, moment = self._asked(), self._bars.moment
        return list(self._words(asked, moment)) if asked is not None and moment is not None else []

    def _asked(self) -> PaneCommand | None:
        pane = self._screen.focused
        told = PANE_COMMANDS.get(pane.id or "") if pane is not None else None
        return None if told is None or self._bars.moment is None else told(self._screen)

    def _words(self, asked: PaneCommand, moment: Moment) -> Iterator[str]:
        query, started = self._session.store.query, self._session.started_with
        yield "holdfast"
        yield from asked.words[: asked.verb]
        yield from started.paths
        yield from asked.words[asked.verb :]
        yield from started.options(asked.words[0])
        if asked.dated or query.as_of is not None:
            yield from ("--as-of", moment.as_of.isoformat())
        if asked.over_period:
            yield from ("--period", query.period)
        if asked.filtered:
            where = combine(query.where, asked.clause, moment.fields) if asked.clause else query.where
            yield from (("--where", where) if where else ())
        if asked.words[0] != "check" and query.basis is not None:
            yield from ("--basis", query.basis)
        if asked.words[0] == "show" and asked.words[1] in COMPARING and query.always_valid:
            yield "--always-valid"
        if asked.listed:
            yield from self._order(query, moment)

    def _order(self, query: Query, moment: Moment) -> Iterator[str]:
        if query.sort:
            keys = (f"-{key.field}" if key.descending else key.field for key in query.sort)
            yield from ("--sort", ",".join(keys))
        pane: Any = self._screen.focused
        shown = getattr(pane, "columns", ()) or customer_columns(query.columns, moment.fields)
        yield from ("--columns", ",".join(column.name for column in shown))
