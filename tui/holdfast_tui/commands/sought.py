"""Commands as things to search for, together with figures, flags, terms and fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from holdfast.search.things import Thing
from holdfast_tui.commands.command import Command

COMMAND: Final = "command"
"""The kind of a command among things that are searched for."""


def sought(commands: Iterable[Command]) -> tuple[Thing, ...]:
    """Commands by their titles and ids, and by what they do."""
    return tuple(Thing(COMMAND, command.id, command.title, about=command.why) for command in commands)
