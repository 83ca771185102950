"""The user's own commands among those of the desk: keys, palette, footer and help follow from them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from holdfast.own.commands import OF_A_REP, OF_THE_BOOK, OF_THE_CONTACT, OwnCommand
from holdfast.schema.field_set import OWN_PREFIX
from holdfast.schema.fields import FIELDS
from holdfast_tui.commands import situation as when
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.declared import Keys, shown_key
from holdfast_tui.commands.keymap import find_clash, is_key
from holdfast_tui.safe_text import safe

PREFIX = "own."
"""What their ids begin with."""

_WRITTEN_FOR_ROWS: Final = ("trend", "why")


def with_own(keys: Keys, own: Iterable[OwnCommand], told: Callable[[str], object]) -> Keys:
    """The keys with the user's own commands; `told` hears which of them, and of their keys, are left out."""
    for command in own:
        if unknown := next(filter(None, map(_unknown, command.placeholders)), None):
            told(f"[commands] {command.name}: {unknown}")
            continue
        made = _command(command)
        free = []
        for key in made.keys:
            clash = find_clash(Keys(keys.remapped, (*keys.own, replace(made, keys=(key,)))))
            if not is_key(key):
                told(f"[commands] {command.name}: '{key}' is not a key: write x, X, ctrl+x, f1 …")
            elif clash is not None:
                taken = clash[1] if clash[2].id == made.id else clash[2]
                told(f"[commands] {command.name}: {shown_key(key)} is taken by {taken.title} ({taken.id})")
            else:
                free.append(key)
        hint = made.hint if free else ""
        keys = Keys(keys.remapped, (*keys.own, replace(made, keys=tuple(free), hint=hint)))
    return keys


def _unknown(name: str) -> str | None:
    """Why a placeholder is none; of own columns the book alone can tell."""
    known = (*FIELDS, *OF_THE_BOOK, *OF_THE_CONTACT, *OF_A_REP)
    if name.startswith(OWN_PREFIX) or (name in known and name not in _WRITTEN_FOR_ROWS):
        return None
    near = get_close_matches(name.lower(), known, n=1)
    hint = f": did you mean {{{near[0]}}}?" if near else ": name a column of customers, email, phone or book"
    return f"there is no placeholder {{{name}}}{hint}"


def _command(own: OwnCommand) -> Command:
    enabled = {
        (): when.when_read,
        ("customer",): when.on_a_customer,
        ("customer", "rep"): when.on_someone,
    }[own.subjects]
    return Command(
        f"{PREFIX}{own.name}",
        safe(own.title, 40),
        safe(f"Run {shlex.join(own.argv)}.", 200),
        own.keys,
        "doing" if own.subjects else "everywhere",
        safe(own.title.lower(), 16),
        enabled,
    )
