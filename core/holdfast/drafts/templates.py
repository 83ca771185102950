"""Every template there is: those that come with Holdfast, and the user's own in their folder of settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from holdfast.drafts.fields import DRAFT_FIELDS
from holdfast.drafts.template import PLACEHOLDER, Template, Wording
from holdfast.errors import UsageError
from holdfast.own.files import own_files
from holdfast.own.places import folder_for
from holdfast.schema.fields import STATES
from holdfast.toml_files import read_toml
from holdfast.words.languages import LETTERS, Language

SHIPPED: Final = Path(__file__).with_name("shipped")
FOLDER: Final = "drafts"
"""The folder of the user's own templates, in that of their settings."""

_LISTS: Final = ("plays", "flags", "reasons", "states")
_KEYS: Final = ("title", "attach", *_LISTS)
LONGEST_TEXT: Final = 20_000
"""Characters of a text; nobody reads a longer mail."""


def every_template(folder: Path | None = None) -> Mapping[str, Template]:
    """Templates by id: the shipped ones, the user's own in the place of those of the same id or after them.

    `folder`: that of the user's own. Raises UsageError for one that cannot be used, UnreadableError.
    """
    own = folder_for("config") / FOLDER if folder is None else folder
    found = {path.stem: _template(path, path.name) for path in own_files(own, ".toml")}
    return MappingProxyType({**shipped_templates(), **found})


@cache
def shipped_templates() -> Mapping[str, Template]:
    """The templates that come with Holdfast, by id."""
    return MappingProxyType(
        {path.stem: _template(path, "shipped") for path in sorted(SHIPPED.glob("*.toml"))}
    )


def templates_for(
    templates: Mapping[str, Template],
    flag: str | None = None,
    play: str | None = None,
    about: str | None = None,
) -> tuple[Template, ...]:
    """Templates that serve a play, then those that serve a flag, the best first; every one without either.

    `about`: what a loss was about. Of templates that are for a reason, those for another are left out.
    """
    fitting = [one for one in templates.values() if not one.reasons or (about or "unknown") in one.reasons]
    if flag is None and play is None:
        return tuple(templates.values())
    by_play = [one for one in fitting if play is not None and play in one.plays]
    by_flag = [one for one in fitting if flag is not None and flag in one.flags and one not in by_play]
    return (*by_play, *by_flag)


def _template(path: Path, source: str) -> Template:
    document = read_toml(path)
    unknown = sorted(set(document) - {*_KEYS, *LETTERS})
    if unknown:
        known = ", ".join((*_KEYS, *LETTERS))
        raise UsageError(f"{path}: '{unknown[0]}' is nothing that a template has: write {known}")
    title = _text(path, document, "title")
    told = {code: _wording(path, code, document[code]) for code in LETTERS if code in document}
    if not told:
        raise UsageError(f"{path}: has no text: write a section [en] with subject and body")
    lists = {name: _texts(path, name, document[name]) for name in _LISTS if name in document}
    strange = [state for state in lists.get("states", ()) if state not in STATES]
    if strange:
        raise UsageError(f"{path}: states has {strange[0]!r}: write {', '.join(STATES)}")
    attach = _text(path, document, "attach") if "attach" in document else ""
    return Template(path.stem, title, MappingProxyType(told), attach=attach, source=source, **lists)


def _wording(path: Path, code: Language, section: object) -> Wording:
    if not isinstance(section, Mapping) or set(section) != {"subject", "body"}:
        raise UsageError(f"{path}: [{code}] has to hold subject and body, and nothing else")
    wording = Wording(*(_text(path, section, name).strip() for name in ("subject", "body")))
    if "\n" in wording.subject:
        raise UsageError(f"{path}: the subject of [{code}] has to be one line")
    for name in wording.fields:
        if name not in DRAFT_FIELDS:
            raise UsageError(f"{path}: [{code}] names {{{name}}}: the fields are {', '.join(DRAFT_FIELDS)}")
    left = PLACEHOLDER.sub("", f"{wording.subject}{wording.body}")
    if "{" in left or "}" in left:
        raise UsageError(f"{path}: [{code}] has a brace that opens or closes no field")
    return wording


def _text(path: Path, section: Mapping[str, Any], name: str) -> str:
    value = section.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
        raise UsageError(f"{path}: {name} has to be a text of at most {LONGEST_TEXT:,} characters")
    return value


def _texts(path: Path, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UsageError(f"{path}: {name} has to be a list of texts")
    return tuple(value)
