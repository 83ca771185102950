"""Writes the JSON schemas of `holdfast.toml` and `config.toml` from the keys that their readers declare.

`make schemas`. The files travel with the package; editors complete and check by them while somebody types.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import tomli

from holdfast.intake import config
from holdfast.own.commands import NAME
from holdfast.own.settings import BY_SECTION, COMMAND_SETTINGS, COMMANDS, MOST_CALLS, SETTINGS
from holdfast.own.settings import NUMBER as WHOLE
from holdfast.own.settings import YES_NO as YES_OR_NO
from holdfast.risk.thresholds import thresholds
from holdfast.schema import settings
from holdfast.schema.assumptions import declared
from holdfast.schema.pool import document
from holdfast.schema.tables import TABLES
from holdfast.words.languages import LANGUAGES
from holdfast_tui.command_line.verbs.own.schema import FILES, FOLDER

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
YES_NO: Final[Schema] = {"type": "boolean"}
NUMBER: Final[Schema] = {"type": "number"}
EPSILON: Final[Schema] = {
    **NUMBER,
    "minimum": float(document.LEAST_EPSILON),
    "maximum": float(document.MOST_EPSILON),
}
TEXTS: Final[Schema] = {"type": "array", "items": TEXT}
WORDS: Final[Schema] = {"type": "object", "additionalProperties": TEXT}

_OF_READER: Final[Mapping[Callable[..., Any], Schema]] = {
    config._text: TEXT,
    config._flag: YES_NO,
    config._files: {"anyOf": [TEXT, TEXTS]},
    config._columns: TEXTS,
    config._sentences: TEXTS,
    config._names: WORDS,
    config._match: WORDS,
    config._calls: {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 0, "maximum": MOST_CALLS},
    },
    config._separator: {"type": "string", "minLength": 1, "maxLength": 1},
    config._encoding: TEXT,
    config._currency: {"type": "string", "pattern": "^[A-Za-z]{3}$"},
    config._duration: TEXT,
    config._day: {"type": "string", "format": "date"},
    config._month: {"type": "integer", "minimum": 1, "maximum": 12},
}
_OF_KIND: Final[Mapping[str, Schema]] = {
    "text": TEXT,
    "path": TEXT,
    "list": TEXTS,
    "share": {"type": "number", "minimum": 0, "maximum": 0.5},
    YES_OR_NO: YES_NO,
    WHOLE: {"type": "integer", "minimum": 1, "maximum": MOST_CALLS},
}


def written() -> Mapping[str, str]:
    """The text of each schema, by the name of the file that it is of."""
    made = {settings.MAPPING_NAME: _mapping(), "config.toml": _config()}
    return {name: json.dumps(made[name], indent=2, ensure_ascii=False) + "\n" for name in FILES}


def _object(properties: Mapping[str, Schema], **more: Any) -> Schema:
    return {"type": "object", **more, "properties": dict(properties), "additionalProperties": False}


def _whole(name: str, properties: Mapping[str, Schema]) -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        **_object(properties),
    }


def _mapping() -> Schema:
    section = _object({key: _of(reader) for key, reader in config._READERS.items()})
    entry = {"anyOf": [section, {"type": "array", "items": section}]}
    # The sections of all tables take the same keys, which are said once.
    properties = {
        "book": _object({key: _of(reader) for key, reader in config._BOOK_READERS.items()}),
        "tables": _object({table: {"$ref": "#/$defs/table"} for table in TABLES}),
        "assumptions": _object(
            {
                name: {**NUMBER, "minimum": one.low, "maximum": one.high, "description": one.label}
                for name, one in declared().items()
            }
        ),
        "thresholds": _object({"preset": TEXT, **_thresholds()}),
        "team": _object({key: _of(reader) for key, reader in config._TEAM_READERS.items()}),
        "pool": _object({"files": {"anyOf": [TEXT, TEXTS]}, "epsilon": EPSILON, "budget": EPSILON}),
        "own": {
            "type": "object",
            "additionalProperties": _object({key: _of(one) for key, one in config._OWN_READERS.items()}),
        },
    }
    return {**_whole(settings.MAPPING_NAME, properties), "$defs": {"table": entry}}


def _of(reader: Callable[..., Any]) -> Schema:
    """What a reader takes; of one that was made for a key, by what it was made with."""
    made_with = inspect.getclosurevars(reader).nonlocals
    if "allowed" in made_with:
        return {"enum": list(made_with["allowed"])}
    if "low" in made_with:
        return {**NUMBER, "minimum": made_with["low"], "maximum": made_with["high"]}
    return _OF_READER[reader]


def _thresholds() -> Mapping[str, Schema]:
    shipped = tomli.loads(Path(thresholds.__file__).with_name("default.toml").read_text(encoding="utf-8"))
    return {
        flag: _object({key: _like(value) for key, value in section.items()})
        for flag, section in shipped.items()
    }


def _like(value: object) -> Schema:
    """What stands in the place of a value that is shipped."""
    match value:
        case dict():  # by tier: a book may have others
            return {"type": "object", "additionalProperties": NUMBER}
        case list():
            return TEXTS
        case str():
            return TEXT
        case _:
            return NUMBER


def _config() -> Schema:
    sections = {
        section: _object(
            {
                key: {
                    **(_OF_KIND[one.kind] if key != "language" else {"enum": list(LANGUAGES)}),
                    "description": one.what,
                }
                for key, one in keys.items()
            }
        )
        for section, keys in BY_SECTION.items()
    }
    assert sum(len(section["properties"]) for section in sections.values()) == len(SETTINGS)
    return _whole("config.toml", {**sections, COMMANDS: _own_commands()})


def _own_commands() -> Schema:
    """By name a list, or a table of what may be said of it."""
    keys = {key: {**_OF_KIND[one.kind], "description": one.what} for key, one in COMMAND_SETTINGS.items()}
    argv = {**TEXTS, "minItems": 1}
    return {
        "type": "object",
        "description": "programs that are run on rows of the desk, by the name of the command",
        "propertyNames": {"pattern": f"^{NAME.pattern}$"},
        "additionalProperties": {"anyOf": [argv, _object(keys, required=["run"])]},
    }


def main() -> int:
    """Write them."""
    for name, text in written().items():
        (FOLDER / FILES[name]).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
