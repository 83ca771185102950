"""Every command in one order, and what follows: its keys, palette entry, footer hint, help, documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from holdfast.words.interface.catalogue import tr
from holdfast_tui.commands.by_place.all import DECLARED
from holdfast_tui.commands.by_place.everywhere import EVERYWHERE
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.places import PLACE_TITLES, Place, place_title, places_from
from holdfast_tui.commands.situation import Situation

if TYPE_CHECKING:
    from textual.binding import Binding

COMMANDS: Final[Mapping[str, Command]] = MappingProxyType({command.id: command for command in DECLARED})
"""Every command by id, in the order of the help screen."""

_HINTED_WHEN_POSSIBLE: Final = (
    "data.write",
    "data.drop",
    "data.table",
    "data.known",
    "plan.choose",
    "plan.write",
    "note",
    "task",
    "snooze",
    "outcome",
    "play",
    "reps.thank",
    "today.whose",
    "open",
    "only",
    "prompts",
    "mark",
    "sort",
    "explain",
    "back",
)

OWN_COMMANDS: Final = "Your own commands"
"""What stands over them in the help."""

_SHOWN_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "escape": "esc",
        "pageup": "page up",
        "pagedown": "page down",
        "left_square_bracket": "[",
        "right_square_bracket": "]",
        "left_curly_bracket": "{",
        "right_curly_bracket": "}",
        "left_parenthesis": "(",
        "right_parenthesis": ")",
        "plus": "+",
        "less_than_sign": "<",
        "greater_than_sign": ">",
        "question_mark": "?",
        "slash": "/",
        "colon": ":",
        "comma": ",",
        "f1": "F1",
        "f2": "F2",
        "f3": "F3",
    }
)


def shown_key(key: str) -> str:
    """A key as the reader knows it: `escape` → `esc`."""
    return _SHOWN_KEYS.get(key, key)


class Keys:
    """The keys in force: those declared, with the user's own in their place.

    `own`: the commands that the user added.
    """

    def __init__(
        self, remapped: Mapping[str, tuple[str, ...]] | None = None, own: Iterable[Command] = ()
    ) -> None:
        self.remapped = MappingProxyType(dict(remapped or {}))
        self.own = tuple(own)

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command, the user's own last."""
        return (*DECLARED, *self.own)

    def command(self, command_id: str) -> Command:
        """A command by its id."""
        return COMMANDS.get(command_id) or next(one for one in self.own if one.id == command_id)

    def __contains__(self, command_id: str) -> bool:
        """Whether a command has this id."""
        return command_id in COMMANDS or any(one.id == command_id for one in self.own)

    def of(self, command: Command) -> tuple[str, ...]:
        """The keys of a command."""
        return self.remapped.get(command.id, command.keys)

    def shown(self, command: Command) -> str:
        """The keys of a command, to be read."""
        return "  ".join(shown_key(key) for key in self.of(command))


def commands_of(*places: Place) -> tuple[Command, ...]:
    """The commands of some places, in declared order."""
    return tuple(command for command in DECLARED if command.place in places)


def bindings(*places: Place) -> list[Binding]:
    """Textual bindings of some places; each carries the command's id, so that a keymap can move it.

    Those that a pane runs itself are bound there.
    """
    from textual.binding import Binding  # noqa: PLC0415 - `holdfast keys` lists commands without it

    return [
        Binding(key, f"screen.command('{command.id}')", command.title, show=False, id=command.id)
        for command in commands_of(*places)
        if not command.pane_action
        for key in command.keys
    ]


def pane_bindings(*ids: str) -> list[Binding]:
    """Textual bindings of commands that a pane runs itself, by command id; without ids, all of them."""
    from textual.binding import Binding  # noqa: PLC0415 - as above

    return [
        Binding(key, command.pane_action, command.title, show=False, id=command.id)
        for command in DECLARED
        if command.pane_action and (not ids or command.id in ids)
        for key in command.keys
    ]


def hints(at: Situation, keys: Keys) -> tuple[tuple[str, str], ...]:
    """What the footer says in a place: (key, word) pairs; commands that share a word share its entry.

    Those of `_HINTED_WHEN_POSSIBLE` are left out where there is nothing to do them with.
    """
    return tuple(
        (" ".join(shown_key(keys.of(command)[0]) for command in found), word)
        for word, found in _hinted(at, keys).items()
    )


def hint_commands(at: Situation, keys: Keys) -> tuple[tuple[str, ...], ...]:
    """The ids of the commands that each of `hints` stands for, in the order of its keys."""
    return tuple(tuple(command.id for command in found) for found in _hinted(at, keys).values())


def _hinted(at: Situation, keys: Keys) -> Mapping[str, list[Command]]:
    """What the footer has room to say in a place: word → the commands that share it."""
    found: dict[str, list[Command]] = {}
    places = places_from(at.place)
    # The user's own stand before what works everywhere.
    at_own = DECLARED.index(EVERYWHERE[0])
    for command in (*DECLARED[:at_own], *keys.own, *DECLARED[at_own:]):
        when_possible = command.id in _HINTED_WHEN_POSSIBLE or command in keys.own
        if when_possible and not at.reading and command.enabled(at):
            continue
        if command.hint and command.place in places:
            found.setdefault(command.hint, []).append(command)
    return found


def help_lines(place: Place, keys: Keys) -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    """The keys of a place: (title of the place, ((keys, title, why), …)), the nearest place first."""
    told = tuple(
        (
            place_title(part),
            tuple((keys.shown(c), c.title_shown, tr(c.why, "why")) for c in commands_of(part)),
        )
        for part in places_from(place)
        if commands_of(part)
    )
    own = tuple((keys.shown(c), c.title, c.why) for c in keys.own if c.place in places_from(place))
    return (*told, (OWN_COMMANDS, own)) if own else told


def keys_markdown(keys: Keys | None = None) -> str:
    """The table of keys for the documentation, by place."""
    keys = keys or Keys()
    parts: list[str] = []
    for place, title in PLACE_TITLES.items():
        rows = commands_of(place)
        if rows:
            parts += [
                f"### {title}",
                "",
                "| Key | Command | What it does | Name in keys.toml |",
                "|---|---|---|---|",
            ]
            parts += [f"| {_markdown_keys(keys.of(c))} | {c.title} | {c.why} | `{c.id}` |" for c in rows]
            parts.append("")
    if keys.own:
        head = ["| Key | Command | What it does |", "|---|---|---|"]
        own = [f"| {_markdown_keys(keys.of(c))} | {c.title} | {c.why} |" for c in keys.own]
        parts += [f"### {OWN_COMMANDS}", "", *head, *own, ""]
    return "\n".join(parts)


def _markdown_keys(keys: Iterable[str]) -> str:
    # As keys.toml spells them: `esc` would be taken for a key that no keyboard has.
    return " ".join(f"`{key}`" for key in keys)
