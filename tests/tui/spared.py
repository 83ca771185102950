"""What a desk under test is spared: frames nobody looks at, the same style sheets, questions to idle widgets.

Without a terminal, Textual paints each frame and throws it away. What a test looks at (`screen_text`, a
picture) is painted then, whole; tests in a pseudo-terminal paint every frame, the random keys of `tests/fuzz`
among them. Who waits for a desk looks whether any of its widgets has something left to do; Textual's pilot
sends each of them a message and waits until all have come back, which costs more than most keys do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from holdfast_tui.widgets import follow_up

if TYPE_CHECKING:
    from rich.console import RenderableType

paint_frame = Compositor.render_update
_parse = Stylesheet._parse_rules
_wait = Pilot._wait_for_screen

QUIET: Final = 4
"""Turns of the loop in which nobody does anything: a key is sent from outside, taken, told, done."""
PATIENCE: Final = 60
"""Turns after which the pilot's own way is taken: somebody waits in the middle of a message."""


def lines_of(app: App[Any]) -> list[Strip]:
    """What is on the screen now, painted: the room below a dialog too."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


@contextmanager
def spared() -> Iterator[None]:
    """Only what a test asks to see is painted, and a style sheet is parsed once for every desk of a theme."""
    with pytest.MonkeyPatch.context() as patched:
        # Only who asks for it is told what can follow a key: a test is slower than whoever reads.
        patched.setattr(follow_up, "PAUSE_SECONDS", 3600.0)
        patched.setattr(Compositor, "render_update", _forget)
        patched.setattr(Stylesheet, "_parse_rules", _parsed_once)
        patched.setattr(Pilot, "_wait_for_screen", _wait_for_rest)
        yield


def _forget(
    compositor: Compositor,
    full: bool = False,
    screen_stack: list[Screen[object]] | None = None,
    simplify: bool = False,
) -> RenderableType | None:
    if full:
        return paint_frame(compositor, full=full, screen_stack=screen_stack, simplify=simplify)
    visible_screen_stack.set([] if screen_stack is None else screen_stack)
    compositor._dirty_regions.clear()
    return None


async def _wait_for_rest(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
    quiet = 0
    for _ in range(PATIENCE):
        await asyncio.sleep(0)
        quiet = quiet + 1 if _rests(pilot.app) else 0
        if quiet == QUIET:
            return True
    return await _wait(pilot, timeout)


def _rests(app: App[Any]) -> bool:
    """Whether the app and every widget in front wait for a message, and none is on its way."""
    if app._exception is not None or not app._screen_stack:
        return False
    queues: Iterator[Any] = (pump._message_queue for pump in (app, *app.screen.walk_children(with_self=True)))
    # A queue with nothing in it may be that of a widget which is busy: nobody waits there.
    return all(queue.empty() and queue.ready_event._waiters for queue in queues)


_RULES: dict[object, list[RuleSet]] = {}


def _parsed_once(sheet: Stylesheet, *given: object, **named: object) -> list[RuleSet]:
    key = (given, frozenset(named.items()), frozenset(sheet._variables.items()))
    if key not in _RULES:
        _RULES[key] = _parse(sheet, *given, **named)  # type: ignore[arg-type]
    return _RULES[key]
