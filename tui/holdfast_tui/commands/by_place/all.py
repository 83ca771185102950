"""Every command in the order of the help screen; without Textual, for who only speaks of them."""

from __future__ import annotations

from typing import Final

from holdfast_tui.commands.by_place.doing import DOING
from holdfast_tui.commands.by_place.everywhere import EVERYWHERE
from holdfast_tui.commands.by_place.moving import MOVING
from holdfast_tui.commands.by_place.panes import PANES
from holdfast_tui.commands.by_place.rooms import ROOMS
from holdfast_tui.commands.command import Command

DECLARED: Final[tuple[Command, ...]] = (*PANES, *ROOMS, *DOING, *EVERYWHERE, *MOVING)
