"""What is said where a key does nothing: what it does elsewhere, or where the keys stand."""

from __future__ import annotations

from typing import Final

from textual.keys import key_to_character

from holdfast_tui.commands.declared import COMMANDS, Keys, shown_key
from holdfast_tui.commands.places import PLACE_TITLES, Place, places_from

_SILENT: Final = frozenset(
    ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "enter", "escape", "space",
     "insert", "delete", "backspace")
)  # fmt: skip
"""Keys that move: at the end of a list, or where there is none, everybody sees that they do nothing."""
_MOST: Final = 1


def unbound(key: str, place: Place, keys: Keys) -> str:
    """One line about a key that does nothing in a place, by its Textual name; "" for one that only moves."""
    if key.rsplit("+", 1)[-1] in _SILENT:
        return ""
    spelt = _spelt(key)
    here = places_from(place)
    elsewhere: dict[Place, list[str]] = {}
    for command in COMMANDS.values():
        if command.place not in here and spelt in map(_spelt, keys.of(command)):
            elsewhere.setdefault(command.place, []).append(command.title)
    if not elsewhere:
        return f"{spelt} does nothing here: {keys.shown(COMMANDS['help'])} shows the keys of this place."
    told = [f"{_lower(PLACE_TITLES[one])}: {', '.join(titles)}" for one, titles in elsewhere.items()]
    more = f" (+{len(told) - _MOST} more)" if len(told) > _MOST else ""
    return f"{spelt} does nothing here; {'; '.join(told[:_MOST])}{more}."


def _spelt(key: str) -> str:
    """A key as it is read, whether it was named by its character or in Textual's word."""
    return key if len(key) == 1 else (key_to_character(key) if "+" not in key else None) or shown_key(key)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
