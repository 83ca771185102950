"""One command: what it is called, where its keys work, and when it can run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from holdfast.words.interface.catalogue import tr
from holdfast_tui.commands import situation
from holdfast_tui.commands.places import NumberedRoom, Place
from holdfast_tui.commands.situation import Reason, Situation


@dataclass(frozen=True)
class Command:
    """One command.

    `why` is one sentence for the help screen and the documentation. `keys` are Textual key names or single
    characters. `hint` is its word in the footer, if it has one there. `enabled` answers None, or the
    sentence that says why the command cannot run now. What it does is said by its id in the `controls` of a
    room, or in the `everywhere` of the session; commands of a list are actions of the focused pane
    (`pane_action`); those with a `room` go there. `takes_text`: what is typed behind it goes into a form.
    """

    id: str
    title: str
    why: str
    keys: tuple[str, ...]
    place: Place = "everywhere"
    hint: str = ""
    enabled: Callable[[Situation], Reason] = situation.always
    pane_action: str = ""
    room: NumberedRoom | None = None
    takes_text: bool = False

    @property
    def title_shown(self) -> str:
        """The title in the language chosen; that of a room for the command that goes there."""
        return tr(self.title, "command" if self.room is None else "room")
