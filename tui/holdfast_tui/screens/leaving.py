"""How a screen is left: that very screen, and once.

Textual closes whatever lies on top. An answer given twice, or one that comes late, would close the screen
below: so no other module closes screens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.screen import Screen

Told = TypeVar("Told")


def leave(screen: Screen[Any], result: Any = None) -> bool:
    """Close a screen with its result, and what lies on top of it without one; False where it is closed."""
    if not is_open(screen):
        return False
    uncover(screen)
    screen.dismiss(result)
    return True


def uncover(screen: Screen[Any]) -> None:
    """Close what lies on top of a screen."""
    if is_open(screen):
        stack = screen.app.screen_stack
        for above in reversed(stack[stack.index(screen) + 1 :]):
            above.dismiss()


def is_open(screen: Screen[Any]) -> bool:
    """Whether a screen is on show or below one that is."""
    return screen.is_attached and screen in screen.app.screen_stack


def is_in_front(screen: Screen[Any]) -> bool:
    """Whether no other room lies over this one; what was clicked in a room that is left comes too late."""
    return next((above for above in reversed(screen.app.screen_stack) if not above.is_modal), None) is screen


def while_open(screen: Screen[Any], show: Callable[[Told], None]) -> Callable[[Told], None]:
    """Show an answer of the worker on a screen, unless nobody can see it any more: its widgets are gone."""

    def told(answer: Told) -> None:
        if is_open(screen):
            show(answer)

    return told
