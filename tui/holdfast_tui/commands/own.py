"""The user's own commands among those of the desk: keys, palette, footer and help follow from them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import replace

from holdfast.own.commands import OwnCommand
from holdfast_tui.commands import situation as when
from holdfast_tui.commands.command import Command
from holdfast_tui.commands.declared import Keys, shown_key
from holdfast_tui.commands.keymap import find_clash, is_key
from holdfast_tui.safe_text import safe

PREFIX = "own."
"""What their ids begin with."""


def with_own(keys: Keys, own: Iterable[OwnCommand], told: Callable[[str], object]) -> Keys:
    """The keys with the user's own commands; `told` hears which of their keys are taken and left out."""
    for command in own:
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
