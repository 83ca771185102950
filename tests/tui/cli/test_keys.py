"""`holdfast keys`: where the fault of a keys.toml sends its reader."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import tomli

from holdfast.own.files import private_folder
from holdfast_tui.command_line.verbs import keys
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.commands.keymap import keymap_path, load_keys, name_in_file

from .conftest import Run


def keys_toml(text: str) -> Path:
    private_folder(keymap_path().parent)
    keymap_path().write_text(text, encoding="utf-8")
    return keymap_path()


def test_every_declared_command_stands_in_the_list_with_its_keys_and_what_it_does(run: Run) -> None:
    ran = run("keys")
    assert (ran.status, ran.err) == (0, "")
    words = " ".join(ran.out.split())
    listed = {one["name"]: one for one in json.loads(run("keys", "--format", "json").out)["commands"]}
    markdown = run("keys", "--format", "md").out
    assert list(listed) == list(COMMANDS)
    for command in COMMANDS.values():
        line = f"{name_in_file(command.id)} {' '.join(command.keys)} {command.title}: "
        assert line in words
        assert listed[command.id]["keys"] == list(command.keys)
        assert listed[command.id]["does"] == command.why
        assert f"`{command.id}`" in markdown


def test_the_names_of_the_list_can_be_written_into_keys_toml_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    lines = (f"{name_in_file(name)} = {list(command.keys)}" for name, command in COMMANDS.items())
    path.write_text("\n".join(lines), encoding="utf-8")
    assert load_keys(path).remapped == {name: command.keys for name, command in COMMANDS.items()}
    assert tomli.loads(path.read_text(encoding="utf-8")).keys() == COMMANDS.keys()


def test_a_name_with_a_dot_needs_no_quotes(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("asof.back = ['Z']\n[copy]\nrow = ['ctrl+y']\n", encoding="utf-8")
    assert load_keys(path).remapped == {"asof.back": ("Z",), "copy.row": ("ctrl+y",)}


def test_the_keys_in_force_are_listed(run: Run) -> None:
    keys_toml('undo = ["ctrl+z"]\n')
    assert re.search(r"^  undo +ctrl\+z ", run("keys").out, re.MULTILINE)
    (undo,) = (
        one for one in json.loads(run("keys", "--format", "json").out)["commands"] if one["name"] == "undo"
    )
    assert (undo["keys"], undo["declared"]) == (["ctrl+z"], ["u"])


def test_a_faulty_keys_file_is_named_and_the_list_is_printed_all_the_same(run: Run) -> None:
    expected = run("keys").out
    path = keys_toml('unod = ["x"]\n')
    ran = run("keys")
    assert (ran.status, ran.out) == (0, expected)
    assert ran.err == (
        f"holdfast: {path}: 'unod' is no command: did you mean 'undo'? 'holdfast keys' lists them all; "
        "these are the keys without it\n"
    )


def test_the_list_fits_a_terminal_of_80_columns(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run("keys").out.split()
    monkeypatch.setattr(keys, "table_width", lambda: 80)
    narrow = run("keys").out
    assert max(map(len, narrow.splitlines())) <= 80
    assert narrow.split() == whole
