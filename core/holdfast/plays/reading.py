"""Plays as TOML: a section for each, checked key by key."""

from __future__ import annotations

import re
from typing import Final, cast

from holdfast.plays.document import TomlSection, shown
from holdfast.plays.play import (
    ANCHORS,
    NAMED,
    ON_CLEARING,
    OPENINGS,
    STEP_KINDS,
    Anchor,
    Ends,
    OnClearing,
    Opening,
    OpeningKind,
    Play,
    PlayStep,
    StepKind,
)
from holdfast.risk.names import FLAG_NAMES
from holdfast.risk.thresholds.thresholds import preset_names
from holdfast.toml_files import parsed_toml

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KEYS: Final = ("title", "flags", "why", "steps", "ends", "counted_from", "tiers", "presets", "reasons")
_STEP_KEYS: Final = ("day", "title", "do", "kind", "opens", "as_rep")
_MOST_DAYS: Final = 730
_MOST_STEPS: Final = 20


def read_plays(text: str, name: str, source: str) -> dict[str, Play]:
    """The plays of a file that messages call `name`, by id, in its order. Raises UsageError."""
    return {table.path: play_of(table, source) for table in sections(text, name)}


def sections(text: str, name: str) -> list[TomlSection]:
    """The sections of a file. Raises UsageError for what is none."""
    found = []
    for play_id, values in parsed_toml(text, name).items():
        top = TomlSection(name, text, play_id, values if isinstance(values, dict) else {})
        if not isinstance(values, dict):
            top.refuse(None, f"is {shown(values)}: write a play as a section of that name")
        if not _ID.fullmatch(play_id):
            top.refuse(None, "is no id of a play: write up to 40 small letters, digits and -")
        found.append(top)
    return found


def play_of(table: TomlSection, source: str) -> Play:
    """The play of a section. Raises UsageError."""
    table.only(_KEYS)
    anchor = cast("Anchor", table.one_of("counted_from", tuple(ANCHORS), "start"))
    return Play(
        id=table.path,
        title=table.said("title"),
        flags=_flags(table),
        why=table.said("why"),
        steps=_steps(table, anchor),
        ends=_ends(table.table("ends")),
        counted_from=anchor,
        tiers=table.words("tiers"),
        presets=_presets(table),
        reasons=table.words("reasons"),
        source=source,
    )


def _flags(table: TomlSection) -> tuple[str, ...]:
    flags = table.words("flags")
    if not flags:
        table.refuse("flags" if "flags" in table.values else None, 'names no flag: write flags = ["F01"]')
    for flag_id in flags:
        if flag_id not in FLAG_NAMES:
            table.refuse_word("flags", flag_id, FLAG_NAMES, f"names {shown(flag_id)}, which is no flag")
    about = {FLAG_NAMES[flag_id].subject for flag_id in flags}
    if len(about) > 1:
        told = " and ".join(f"{subject}s" for subject in sorted(about))
        table.refuse("flags", f"are of {told}: write a play for each")
    return flags


def _presets(table: TomlSection) -> tuple[str, ...]:
    presets = table.words("presets")
    for preset in presets:
        if preset not in preset_names():
            table.refuse_word("presets", preset, preset_names(), f"names {shown(preset)}, which is no preset")
    return presets


def _steps(table: TomlSection, anchor: Anchor) -> tuple[PlayStep, ...]:
    tables = table.tables("steps")
    if not 0 < len(tables) <= _MOST_STEPS:
        table.refuse(
            None, f"has {len(tables)} steps: write 1 to {_MOST_STEPS}, each under [[{table.path}.steps]]"
        )
    steps = tuple(_step(one, number, anchor) for number, one in enumerate(tables, 1))
    for before, step, one in zip(steps, steps[1:], tables[1:], strict=False):
        if step.offset_days < before.offset_days:
            one.refuse("day", f"is {step.offset_days}, before the step above it: write steps by their day")
    return steps


def _step(table: TomlSection, number: int, anchor: Anchor) -> PlayStep:
    table.only(_STEP_KEYS)
    low = 0 if anchor == "start" else -_MOST_DAYS
    return PlayStep(
        number=number,
        offset_days=table.whole("day", low, _MOST_DAYS),
        title=table.said("title"),
        do=table.said("do"),
        kind=cast("StepKind", table.one_of("kind", tuple(STEP_KINDS))),
        opens=_opening(table),
        as_rep=_as_rep(table),
    )


def _as_rep(table: TomlSection) -> tuple[str, str] | None:
    """What a step says to a rep: `as_rep = { title = "...", do = "..." }`, both of them."""
    if "as_rep" not in table.values:
        return None
    words = table.table("as_rep")
    words.only(("title", "do"))
    return words.said("title"), words.said("do")


def _opening(table: TomlSection) -> Opening | None:
    told = table.said("opens", "")
    if not told:
        return None
    kind, _, name = told.partition(":")
    if kind not in OPENINGS or bool(name) != (kind in NAMED) or (name and not _ID.fullmatch(name)):
        forms = ", ".join(f"{word}:NAME" if word in NAMED else word for word in OPENINGS)
        table.refuse(
            "opens", f"is {shown(told)}: write one of {forms}, a NAME in small letters, digits and -"
        )
    return Opening(cast("OpeningKind", kind), name)


def _ends(table: TomlSection) -> Ends:
    table.only(("cleared", "days"))
    cleared = cast("OnClearing", table.one_of("cleared", tuple(ON_CLEARING), "asks"))
    return Ends(cleared, table.whole("days", 1, _MOST_DAYS) if "days" in table.values else None)
