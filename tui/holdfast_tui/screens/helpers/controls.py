"""What a room can do: its commands by their declared ids, and the messages of its widgets by their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import isawaitable
from typing import Any, TypeVar

from textual.screen import Screen

from holdfast.words.interface.catalogue import phrase
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.places import place_title
from holdfast_tui.commands.situation import Situation
from holdfast_tui.messages import Said, Touched
from holdfast_tui.screens.helpers.bars import Bars
from holdfast_tui.sitting.session import Action, Session
from holdfast_tui.sitting.state import Place

Message = TypeVar("Message", bound=Said)


class Controls:
    """Carries out the commands of one room; a later `add` or `hear` takes the place of an earlier one."""

    def __init__(
        self,
        screen: Screen[Any],
        session: Session,
        bars: Bars,
        situation: Callable[[], Situation],
        switch: Callable[[Place], object],
    ) -> None:
        self._screen, self._session, self._bars = screen, session, bars
        self._situation, self._switch = situation, switch
        self._actions: dict[str, Action] = {}
        self._heard: dict[type[Said], Callable[[Any], object]] = {Touched: self._touched}

    def add(self, actions: Mapping[str, Action]) -> None:
        """These commands can be run here."""
        self._actions.update(actions)

    def hear(self, kind: type[Message], act: Callable[[Message], object]) -> None:
        """What is done about a message."""
        self._heard[kind] = act

    def told(self, message: Said) -> None:
        """Do what is done here about a message; it goes no further."""
        message.stop()
        if act := self._heard.get(type(message)):
            act(message)

    def _touched(self, message: Touched) -> None:
        for _ in range(message.times):
            self._screen.call_later(self.run, message.command)

    async def run(self, command_id: str) -> None:
        """Run a command, or say why it cannot run now."""
        command = self._session.keys.command(command_id)
        self._bars.footer.hush()
        if not self.knows(command):
            where = place_title(command.place)
            said = phrase(
                "{command} works {where} only.",
                command=command.title_shown,
                where=f"{where[0].lower()}{where[1:]}",
            )
            self._bars.say(said, "severity-high")
        elif reason := command.enabled(situation := self._situation()):
            self._bars.say(self._too_early(command) if situation.reading else reason, "severity-high")
        else:
            await self._perform(command)

    def _too_early(self, command: Command) -> str:
        """Why a command has to wait for the book; the text that is typed for its form runs no commands.

        Kept until the book is there, it would be written about whoever stands under the cursor by then.
        """
        if not command.takes_text:
            return self._session.reading
        self._session.leave_out_text()
        key = self._session.keys.shown(command)
        return f"The book is still being read: {key}, and what is typed after it, is left out."

    def knows(self, command: Command) -> bool:
        """Whether this room, its focused pane or the app carries out a command."""
        return bool(command.pane_action or command.room) or command.id in {
            **self._session.everywhere,
            **self._actions,
        }

    async def _perform(self, command: Command) -> None:
        if command.pane_action:
            if self._screen.focused is not None:
                await self._screen.focused.run_action(command.pane_action)
        elif command.room is not None:
            self._switch(Place(command.room.place, command.room.title))
        else:
            result = {**self._session.everywhere, **self._actions}[command.id]()
            if isawaitable(result):
                await result
