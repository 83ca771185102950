"""What `explain` finds by a word that is the name of no entry: figures, flags, terms, fields, commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from holdfast.errors import UsageError
from holdfast.glossary.lookup import hits
from holdfast.glossary.things import FIELD, KINDS, fields_of, subjects
from holdfast.schema.fields import FIELDS
from holdfast.search.things import Hit, Thing, certain, nearest, search
from holdfast.words.languages import Language
from holdfast_tui.command_line.streams import tell
from holdfast_tui.commands.by_place.all import DECLARED
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.sought import COMMAND, sought
from holdfast_tui.safe_text import cell_width, pad, safe

MOST_LISTED: Final = 20


def found_by(word: str, language: Language) -> tuple[str, ...]:
    """Lines about what a word finds; how sure that is goes to stderr. Raises UsageError for nothing."""
    others = (*fields_of(), *sought(DECLARED))
    found = certain(sorted((*hits(word, language), *search(word, others)), key=lambda hit: hit.rank))
    if not found:
        near = nearest(word, (*subjects(language), *others))
        if not near:
            raise UsageError(f"nothing is called '{word}' or like it: 'holdfast explain' lists everything")
        found = tuple(Hit(thing, hit.rank) for thing in near for hit in search(thing.id, (thing,)))
        tell(f"nothing is called '{word}'; spelt most like it:")
    elif found[0].is_near:
        tell(f"nothing is called '{word}'; you may mean:")
    else:
        tell(f"no entry is called just '{word}'; this is found by it:")
    return tuple(_lines([hit.thing for hit in found]))


def _lines(things: Sequence[Thing]) -> Iterator[str]:
    shown = [(_word(thing), thing.name, _told(thing)) for thing in things[:MOST_LISTED]]
    widths = [max(cell_width(safe(line[place])) for line in shown) for place in (0, 1)]
    for word, name, told in shown:
        yield f"{pad(safe(word), widths[0])}  {pad(safe(name), widths[1])}  {safe(told)}".rstrip()
    if (more := len(things) - MOST_LISTED) > 0:
        yield f"+{more} more: another word narrows them"


def _word(thing: Thing) -> str:
    """What to type: after `explain`, in a filter, at the desk."""
    if thing.kind != COMMAND:
        return thing.id
    return _command(thing).keys[0]


def _told(thing: Thing) -> str:
    if thing.kind == FIELD:
        return f"field of a filter: {FIELDS[thing.id].description}"
    if thing.kind == COMMAND:
        return f"key of the desk: {_command(thing).why}"
    return KINDS[thing.kind]


def _command(thing: Thing) -> Command:
    return next(command for command in DECLARED if command.id == thing.id)
