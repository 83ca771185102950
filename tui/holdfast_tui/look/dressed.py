"""What a widget needs to know about how things look: the theme and the glyphs of the running app."""

from __future__ import annotations

from typing import Any, Protocol, cast

from textual.screen import Screen
from textual.widget import Widget

from holdfast_tui.look.loading import HoldfastTheme
from holdfast_tui.terminal.capabilities import Glyphs


class Dressed(Protocol):
    """An app that has chosen a theme and knows its terminal's glyphs.

    `moves`: whether anything may move; `shown_screen`: the screen whose frame the terminal shows.
    """

    theme_tokens: HoldfastTheme
    glyphs: Glyphs
    moves: bool
    shown_screen: Screen[Any] | None


def look_of(widget: Widget) -> Dressed:
    """The looks of the app a widget lives in."""
    return cast("Dressed", widget.app)
