"""Colours as themes spell them: `#rrggbb` or Textual's ANSI names; how they contrast."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast_tui.terminal.capabilities import Colour

if TYPE_CHECKING:
    from rich.color import Color

DEFAULT: Final = "ansi_default"
"""The terminal's own text or background colour."""

# WCAG 2.2: 1.4.3 (text) and 1.4.11 (parts of the interface).
TEXT_CONTRAST: Final = 4.5
MARK_CONTRAST: Final = 3.0

# The palette of xterm, for judging themes that use the terminal's own colours.
_XTERM: Final = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)
_ANSI_NAMES: Final = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_ANSI_NUMBERS: Final = {
    f"ansi_{bright}{name}": number + 8 * bool(bright)
    for bright in ("", "bright_")
    for number, name in enumerate(_ANSI_NAMES)
}
_HEX: Final = re.compile("#[0-9a-f]{6}", re.IGNORECASE)


def is_colour(word: str) -> bool:
    """Whether a theme may use `word` as a colour."""
    return word == DEFAULT or word in _ANSI_NUMBERS or _HEX.fullmatch(word) is not None


def rich_colour(colour: str | None) -> Color | None:
    """The colour for Rich; None stays None."""
    from rich.color import Color  # noqa: PLC0415 - the skeleton of the desk does without

    if colour is None:
        return None
    if colour == DEFAULT:
        return Color.default()
    number = _ANSI_NUMBERS.get(colour)
    return Color.parse(colour) if number is None else Color.from_ansi(number)


def codes(colour: str | None, depth: Colour, *, ground: bool = False) -> str:
    """The numbers that choose a colour on a terminal (SGR), as Rich writes them; none for none."""
    if colour is None:
        return ""
    if colour == DEFAULT:
        return "49" if ground else "39"
    if (number := _ANSI_NUMBERS.get(colour)) is not None:
        return str((30 + number if number < 8 else 82 + number) + 10 * ground)
    if depth == "true":
        red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
        return f"{48 if ground else 38};2;{red};{green};{blue}"
    from rich.color import Color, ColorSystem  # noqa: PLC0415 - only for terminals of few colours

    system = ColorSystem.EIGHT_BIT if depth == "256" else ColorSystem.STANDARD
    return ";".join(Color.parse(colour).downgrade(system).get_ansi_codes(foreground=not ground))


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance of sRGB).

    ANSI names are judged by xterm's palette; a default colour counts as its text.
    """
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    code = "#e5e5e5" if colour == DEFAULT else colour
    if (number := _ANSI_NUMBERS.get(colour)) is not None:
        code = _XTERM[number]
    channels = [int(code[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
