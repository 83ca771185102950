"""Where a word is told of: topics, commands, keys, fields, figures, flags and the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from holdfast import glossary
from holdfast.glossary import GlossaryEntry
from holdfast.glossary.lookup import hits
from holdfast.schema.fields import FIELDS
from holdfast_tui.command_line.arguments.manual import DESCRIPTION
from holdfast_tui.commands.declared import COMMANDS, Keys
from holdfast_tui.help.topics import topics

SHOWN = 8
"""As many of a kind are listed; how many more there are is said."""


class Match(NamedTuple):
    """One thing that tells of the word: what it is called, what it says, and what to type to read on.

    `near`: the word stands in its name, not only in its text.
    """

    name: str
    says: str
    read_on: str
    near: bool


def found_markdown(wanted: str) -> str:
    """A page of what tells of these words, kind by kind; empty where nothing does."""
    parts = [
        _part(title, sorted(found, key=lambda match: not match.near))
        for title, found in (
            ("Topics", _topics(wanted)),
            ("Commands", _verbs(wanted)),
            ("Keys of the desk", _keys(wanted)),
            ("Fields of a filter", _fields(wanted)),
            ("Figures, flags and words of the trade", _entries(wanted)),
        )
    ]
    parts = [part for part in parts if part]
    return "\n".join([f"# '{wanted}'", "", *parts]) if parts else ""


def _part(title: str, found: list[Match]) -> str:
    if not found:
        return ""
    lines = [f"- **{match.name}**: {match.says} → `{match.read_on}`" for match in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(f"- … and {len(found) - SHOWN} more")
    return "\n".join([f"## {title}", "", *lines, ""])


def _has(text: str, wanted: str) -> bool:
    return wanted.casefold() in text.casefold()


def _topics(wanted: str) -> Iterator[Match]:
    for topic in topics().values():
        near = _has(f"{topic.name} {topic.title}", wanted)
        told = next((line for line in _sentences(topic.written) if _has(line, wanted)), "")
        if near or told:
            yield Match(topic.name, topic.title if near else told, f"holdfast help {topic.name}", near)


def _sentences(text: str) -> Iterator[str]:
    """The paragraphs and lines of a page as sentences, short enough to be quoted."""
    for paragraph in re.split(r"\n\s*\n|\n(?=[-|#])", text):
        yield from re.split(r"(?<=[.:;]) ", " ".join(paragraph.strip(" |#-").split()))


def _verbs(wanted: str) -> Iterator[Match]:
    for name, told in DESCRIPTION.items():
        if name and _has(f"{name} {told}", wanted):
            yield Match(name, _first(told), f"holdfast {name} --help", _has(name, wanted))


def _keys(wanted: str) -> Iterator[Match]:
    keys = Keys()
    for command in COMMANDS.values():
        near = _has(command.title, wanted)
        if near or _has(command.why, wanted):
            yield Match(f"{keys.shown(command)} {command.title}", command.why, "holdfast help keys", near)


def _fields(wanted: str) -> Iterator[Match]:
    for field in FIELDS.values():
        near = any(_has(word, wanted) for word in (field.name, field.title, *field.aliases))
        if near or _has(field.description, wanted):
            yield Match(field.name, field.description, "holdfast help fields", near)


def _entries(wanted: str) -> Iterator[Match]:
    # What may only be meant is left to `explain`: a topic that is nearly spelt so is meant as often.
    for subject in (hit.thing.id for hit in hits(wanted) if not hit.is_near):
        entry = glossary.entry(subject)
        yield Match(entry.name, _told(entry), f"holdfast explain {_quoted(subject)}", _named(entry, wanted))


def _named(entry: GlossaryEntry, wanted: str) -> bool:
    return any(_has(name, wanted) for name in (entry.id, entry.name, *entry.synonyms))


def _told(entry: GlossaryEntry) -> str:
    said: Iterable[str | None] = (entry.text(key) for key in ("formula", "rule", "text"))
    return _first(next((text for text in said if text), entry.kind))


def _first(text: str) -> str:
    """The first sentence."""
    return re.split(r"(?<=\.)\s", " ".join(text.split()), maxsplit=1)[0]


def _quoted(subject: str) -> str:
    return f'"{subject}"' if " " in subject else subject
