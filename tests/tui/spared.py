"""What a desk under test is spared: frames that nobody looks at, and reading the same style sheets again.

Without a terminal, Textual paints each frame and throws it away. What a test looks at (`screen_text`, a
picture) is painted then, whole; tests in a pseudo-terminal paint every frame, the random keys of `tests/fuzz`
among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.strip import Strip

from holdfast_tui.widgets import follow_up

if TYPE_CHECKING:
    from rich.console import RenderableType

_paint = Compositor.render_update
_parse = Stylesheet._parse_rules


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
        yield


def _forget(
    compositor: Compositor,
    full: bool = False,
    screen_stack: list[Screen[object]] | None = None,
    simplify: bool = False,
) -> RenderableType | None:
    if full:
        return _paint(compositor, full=full, screen_stack=screen_stack, simplify=simplify)
    visible_screen_stack.set([] if screen_stack is None else screen_stack)
    compositor._dirty_regions.clear()
    return None


_RULES: dict[object, list[RuleSet]] = {}


def _parsed_once(sheet: Stylesheet, *given: object, **named: object) -> list[RuleSet]:
    key = (given, frozenset(named.items()), frozenset(sheet._variables.items()))
    if key not in _RULES:
        _RULES[key] = _parse(sheet, *given, **named)  # type: ignore[arg-type]
    return _RULES[key]
