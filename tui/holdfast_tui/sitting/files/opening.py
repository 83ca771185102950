"""How the desk opens: by the user's settings, and by the theme that was chosen in an earlier sitting."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Final

from holdfast.errors import UsageError
from holdfast.own.files import read_or, write_private
from holdfast.own.places import folder_for
from holdfast.own.user import Configured, UserSettings, configured
from holdfast.query import Query
from holdfast.schema.field_set import Fields
from holdfast_tui.look.loading import choose
from holdfast_tui.look.looks import Looks
from holdfast_tui.sitting.left_out import LeftOut

_THEME: Final = "theme"


@dataclass(frozen=True)
class KeptTheme:
    """The theme chosen at the desk; a state folder that cannot be read or written is no reason to stop."""

    path: Path

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> KeptTheme:
        """The user's own."""
        return cls(folder_for("state", environ) / "theme.json")

    def read(self) -> str:
        """Its name; empty where none was chosen."""
        try:
            name = json.loads(self.path.read_text(encoding="utf-8"))[_THEME]
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        return name if isinstance(name, str) else ""

    def keep(self, name: str) -> None:
        """Open the desk in this theme from now on."""
        with suppress(OSError, UnicodeError):
            write_private(self.path, json.dumps({_THEME: name}))


def own_settings(environ: Mapping[str, str], left_out: LeftOut) -> Configured:
    """The user's settings; a line for each that is wrong, and the rest works."""
    found = read_or(lambda: configured(environ), Configured(), partial(left_out.add, "settings"))
    for why in found.faults:
        left_out.note(why)
    return found


def dressed(looks: Looks, user: Configured, kept: str, left_out: LeftOut) -> Looks:
    """The looks in the theme of the environment, else that chosen at the desk, else that of the file.

    Nothing moves where the settings say so, and nothing that the terminal is not fit for.
    """
    if (moves := _moves(looks, user.settings.motion)) != looks.moves:
        looks = replace(looks, moves=moves)
    wanted = user.settings.theme
    if _THEME not in user.by_variable and kept in looks.themes:
        wanted = kept
    if not wanted:
        return looks
    try:
        return replace(looks, theme=choose(looks.themes, looks.capabilities, wanted))
    except UsageError as error:
        left_out.note(f"theme = '{wanted}'{_near(wanted, looks.themes)}: {error}")
        return looks


def _moves(looks: Looks, wanted: str) -> bool:
    if wanted == "full":
        return looks.capabilities.motion
    return looks.moves and wanted != "none"


def strip_of(user: Configured, chosen: Sequence[str]) -> tuple[str, ...]:
    """The figures on top: by the environment, else as chosen at the desk, else by the file."""
    own = user.settings.kpis
    return own if "kpis" in user.by_variable else tuple(chosen) or own


def opening_query(query: Query, user: UserSettings, fields: Fields, left_out: LeftOut) -> Query:
    """What is asked first, with the user's columns as far as the book has them, unless it names some."""
    if query.columns or not user.columns:
        return query
    unknown = [name for name in user.columns if fields.name_of(name) not in fields]
    for name in unknown:
        left_out.note(f"columns: this book has no field '{name}'{_near(name, fields.words)}")
    columns = tuple(fields.name_of(name) for name in user.columns if name not in unknown)
    return replace(query, columns=tuple(dict.fromkeys(columns)))


def check_kpis(user: UserSettings, known: Iterable[str], left_out: LeftOut) -> None:
    """Say which figures of the settings there are not."""
    names = tuple(known)
    for name in user.kpis:
        if name not in names:
            left_out.note(f"kpis: there is no figure '{name}'{_near(name, names)}")


def _near(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word.lower(), tuple(known), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""
