"""The JSON schemas of the files that users write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.schema_files import written

from holdfast.intake.config import config_of
from holdfast.own.settings import SETTINGS
from holdfast_tui.command_line.verbs.own.schema import FILES, schema_of

from .conftest import Run


@pytest.mark.parametrize("name", FILES)
def test_what_is_shipped_is_what_the_readers_declare(name: str) -> None:
    assert schema_of(name) == written()[name], "the keys have changed: make schemas"


def test_the_command_prints_a_schema_and_knows_no_other(run: Run) -> None:
    assert run("schema", "config.toml").out == schema_of("config.toml")
    assert run("schema", "keys.toml").status == 2


def test_an_editor_is_told_every_key_and_what_it_may_be() -> None:
    """Of the mapping by its sections, of the settings with what each is for."""
    mapping: dict[str, Any] = json.loads(schema_of("holdfast.toml"))
    book, table = mapping["properties"]["book"], mapping["$defs"]["table"]["anyOf"][0]
    assert book["properties"]["churn_date"] == {"enum": ["service_end", "cancel_requested"]}
    assert book["properties"]["discount_rate"] == {"type": "number", "minimum": 0, "maximum": 1}
    assert table["properties"]["decimal"] == {"enum": [".", ","]}
    assert mapping["properties"]["tables"]["properties"]["orders"] == {"$ref": "#/$defs/table"}
    assert mapping["properties"]["thresholds"]["properties"]["F01"]["properties"]["watch"] == {
        "type": "number"
    }
    assert (book["additionalProperties"], table["additionalProperties"]) == (False, False)
    settings = json.loads(schema_of("config.toml"))["properties"]
    for one in SETTINGS:
        assert settings[one.section]["properties"][one.key]["description"] == one.what


def test_what_a_schema_names_is_read(tmp_path: Any) -> None:
    """Every key of [book] that takes a plain value, by a value of its own shape."""
    values = {"string": '"x"', "boolean": "true", "integer": "1", "number": "0"}
    book = json.loads(schema_of("holdfast.toml"))["properties"]["book"]["properties"]
    plain = {
        key: values[told["type"]]
        for key, told in book.items()
        if told.get("type") in values and not {"pattern", "format"} & told.keys() and "window" not in key
    }
    assert len(plain) > 5
    text = "[book]\n" + "".join(f"{key} = {value}\n" for key, value in plain.items())
    assert config_of(tmp_path / "holdfast.toml", text, "x", trusted=False).settings.name == "x"
