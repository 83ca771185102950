"""Saved views: a query and the room it is looked at in, under a name; a TOML file each, to be handed on."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final

from holdfast.errors import UsageError
from holdfast.own.files import own_files
from holdfast.own.places import folder_for
from holdfast.query import QUERY_PARTS, Query, read_query, written
from holdfast.toml_files import basic_string, parsed_toml, text_of

ENDING: Final = ".toml"
LONGEST_NAME: Final = 40
DESK: Final = "desk"
FROZEN: Final = "frozen"
"""The room of a view that names none."""

_NAME: Final = re.compile(r"[^\W_][\w-]*")


@dataclass(frozen=True)
class SavedView:
    """A query and the room in which it is looked at; `@name` in a filter stands for its filter.

    `frozen`: the columns that stay in view when the others scroll; None for the usual ones.
    """

    name: str
    query: Query
    room: str = DESK
    frozen: tuple[str, ...] | None = None

    @property
    def as_toml(self) -> str:
        """The text of its file."""
        kept = {} if self.frozen is None else {FROZEN: list(self.frozen)}
        told = {"room": self.room, **written(self.query), **kept}
        lines = "".join(f"{key} = {_as_toml(value)}\n" for key, value in told.items())
        return f"# A saved view: v lists it, @{self.name} stands for its filter.\n{lines}"


@dataclass(frozen=True)
class SavedViews:
    """What lies in the folder of views: those that can be read, by name; of others their file and fault."""

    views: Mapping[str, SavedView] = field(default_factory=lambda: MappingProxyType({}))
    faults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def filters(self) -> Mapping[str, str]:
        """The filter of each view, by its name."""
        return MappingProxyType({name: view.query.where for name, view in self.views.items()})


def views_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where saved views are; the folder need not exist."""
    return folder_for("config", environ) / "views"


def file_of(folder: Path, name: str) -> Path:
    """The file of a view."""
    return folder / f"{name}{ENDING}"


def load_views(folder: Path) -> SavedViews:
    """Every saved view by name; a damaged one keeps no other from being read. Raises UnreadableError."""
    views, faults = {}, {}
    for path in own_files(folder, ENDING):
        try:
            views[path.stem] = _view_in(path)
        except UsageError as error:
            faults[path.stem] = str(error)
    return SavedViews(MappingProxyType(views), MappingProxyType(faults))


def checked_name(text: str) -> str:
    """A name for a view. Raises UsageError for what cannot be written after `@`."""
    name = text.strip().removeprefix("@")
    if len(name) > LONGEST_NAME:
        raise UsageError(f"A name has at most {LONGEST_NAME} characters.")
    if not _NAME.fullmatch(name):
        raise UsageError("A name is one word of letters, digits, - and _, such as smb-at-risk.")
    return name


def _view_in(path: Path) -> SavedView:
    try:
        checked_name(path.stem)
    except UsageError as error:
        raise UsageError(f"{path.name}: {error}") from None
    told = parsed_toml(text_of(path, path.name), path.name)
    known = ("room", *QUERY_PARTS, FROZEN)
    for key in told:
        if key not in known:
            near = get_close_matches(key.lower(), known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"
            raise UsageError(f"{path.name}: '{key}' is not a known key: {hint}")
    room = told.pop("room", DESK)
    if not isinstance(room, str):
        raise UsageError(f"{path.name}: room is {room!r}: write its name in quotation marks")
    frozen = told.pop(FROZEN, None)
    if frozen is not None and not (isinstance(frozen, list) and all(isinstance(one, str) for one in frozen)):
        raise UsageError(f"{path.name}: {FROZEN} is {frozen!r}: write a list of names in quotation marks")
    try:
        return SavedView(path.stem, read_query(told), room, None if frozen is None else tuple(frozen))
    except UsageError as error:
        raise UsageError(f"{path.name}: {error}") from None


def _as_toml(value: object) -> str:
    match value:
        case date():
            return value.isoformat()
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(map(_as_toml, value))}]"
        case _:
            return basic_string(str(value))
