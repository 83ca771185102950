"""`holdfast keys`: every command of the desk, its keys and its name in keys.toml."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from holdfast.errors import UsageError
from holdfast_tui.command_line.book import own_settings
from holdfast_tui.command_line.options import Options
from holdfast_tui.command_line.streams import table_width, tell
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.declared import OWN_COMMANDS, Keys, commands_of, keys_markdown
from holdfast_tui.commands.keymap import load_keys, name_in_file
from holdfast_tui.commands.own import with_own
from holdfast_tui.commands.places import PLACE_TITLES
from holdfast_tui.look.wrapping import wrapped
from holdfast_tui.safe_text import cell_width, literal, pad, safe

_PLAIN_WIDTH: Final = 110
_SHORTEST: Final = 30
"""Sentences get at least so many cells, even beside long names on a narrow terminal."""


def run(options: Options) -> int:
    """Prints the commands with the keys in force: those declared where keys.toml is at fault."""
    keys = with_own(_in_force(), own_settings(tell).commands, tell)
    if options.format == "json":
        from holdfast.export.results import to_json  # noqa: PLC0415 - it needs polars

        sys.stdout.write(to_json({"commands": [_document(command, keys) for command in keys.commands]}))
    elif options.format == "md":
        sys.stdout.write(keys_markdown(keys))
    else:
        sys.stdout.write("\n".join(_page(keys)) + "\n")
    return 0


def _in_force() -> Keys:
    try:
        return load_keys()
    except UsageError as error:
        # Who was sent here by a fault of the file must not be sent away by it.
        tell(f"{error}; these are the keys without it")
        return Keys()


def _document(command: Command, keys: Keys) -> dict[str, object]:
    return {
        "name": command.id,
        "keys": list(keys.of(command)),
        "declared": list(command.keys),
        "title": command.title,
        "place": command.place,
        "does": command.why,
    }


def _page(keys: Keys) -> Iterator[str]:
    names = {command.id: literal(name_in_file(command.id)) for command in keys.commands}
    pressed = {command.id: safe("  ".join(keys.of(command))) for command in keys.commands}
    left, middle = (max(map(cell_width, column.values())) for column in (names, pressed))
    room = max(_SHORTEST, (table_width() or _PLAIN_WIDTH) - left - middle - 6)
    sections = [(title, commands_of(place)) for place, title in PLACE_TITLES.items()]
    for title, commands in (*sections, *([(OWN_COMMANDS, keys.own)] if keys.own else [])):
        yield title
        for command in commands:
            first, *rest = wrapped(literal(f"{command.title}: {command.why}"), room)
            yield f"  {pad(names[command.id], left)}  {pad(pressed[command.id], middle)}  {first}"
            yield from (f"  {' ' * left}  {' ' * middle}  {line}" for line in rest)
        yield ""
    yield 'keys.toml gives a command keys of its own: "sort.add" = ["O", "ctrl+o"]'
