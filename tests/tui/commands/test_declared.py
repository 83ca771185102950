"""One declaration per command: key, palette, footer, help and documentation all come from it."""

from pathlib import Path
from typing import Any

import pytest

from holdfast.errors import UsageError
from holdfast_tui.commands.declared import (
    COMMANDS,
    Keys,
    bindings,
    help_lines,
    hints,
    keys_markdown,
    pane_bindings,
)
from holdfast_tui.commands.keymap import find_clash, load_keys
from holdfast_tui.commands.places import PLACE_TITLES, Place
from holdfast_tui.commands.situation import Situation
from holdfast_tui.screens.dialogs.finding.palette import palette


def _keys_toml(folder: Path, text: str) -> Path:
    path = folder / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_two_commands_share_a_key_in_one_place() -> None:
    assert find_clash(Keys()) is None


def test_every_command_is_reachable_by_key_palette_and_help() -> None:
    offered = {choice.id for choice in palette(Situation(), Keys()).choices}
    told = {
        (title, name)
        for place in PLACE_TITLES
        for title, rows in help_lines(place, Keys())
        for _, name, _ in rows
    }
    by_key = {binding.id for binding in (*bindings(*PLACE_TITLES), *pane_bindings())}
    for command in COMMANDS.values():
        assert command.keys
        assert command.id in by_key
        assert command.id in offered
        assert (PLACE_TITLES[command.place], command.title) in told
        assert command.why.endswith(".")


def test_every_command_is_in_the_documentation() -> None:
    text = keys_markdown()
    for command in COMMANDS.values():
        assert f"`{command.id}`" in text
        assert command.why in text


def test_no_command_needs_a_function_key() -> None:
    for command in COMMANDS.values():
        assert any(not key.startswith("f") or len(key) == 1 for key in command.keys), command.id


@pytest.mark.parametrize("place", list(PLACE_TITLES))
def test_the_footer_always_names_the_way_to_all_keys_or_out(place: Place) -> None:
    words = [word for _, word in hints(Situation(place=place), Keys())]
    assert "keys" in words or "leave" in words


def test_the_footer_offers_only_what_there_is_to_open_sort_and_go_back_to() -> None:
    def words(**at: Any) -> set[str]:
        return {word for _, word in hints(Situation(place="desk", **at), Keys())}

    assert not {"open", "sort", "back", "explain"} & words()
    assert {"open", "sort"} <= words(rows=3, can_sort=True)
    assert "back" in words(can_go_back=True)
    assert "explain" in words(metric="retention.customers")
    assert {"open", "sort", "back"} <= words(reading="Reading the book …")


def test_a_disabled_command_says_why() -> None:
    nothing = Situation(reading="Reading the book …")
    for name in ("undo", "back", "asof.back", "copy", "explain", "export", "room.customer"):
        reason = COMMANDS[name].enabled(nothing)
        assert reason is not None
        assert reason[-1] in ".…"
    ready = Situation(rows=3, can_undo=True, latest=True)
    assert COMMANDS["undo"].enabled(ready) is None
    assert COMMANDS["asof.back"].enabled(ready) is None
    assert COMMANDS["asof.forward"].enabled(ready) == "The data end here: there is no later month."


def test_the_palette_says_why_a_command_is_disabled() -> None:
    chooser = palette(Situation(can_undo=False), Keys())
    entry = next(choice for choice in chooser.choices if choice.id == "undo")
    assert "There is nothing to undo." in "".join(piece.text for piece in entry.left)


def test_keys_are_remapped_everywhere_at_once(tmp_path: Path) -> None:
    keys = load_keys(_keys_toml(tmp_path, 'undo = ["ctrl+z", "f9"]\n'))
    assert keys.of(COMMANDS["undo"]) == ("ctrl+z", "f9")
    assert "| `ctrl+z` `f9` | Undo |" in keys_markdown(keys)
    entry = next(choice for choice in palette(Situation(), keys).choices if choice.id == "undo")
    assert entry.right[0].text == "ctrl+z  f9"


def test_without_a_keys_file_the_declared_keys_are_in_force(tmp_path: Path) -> None:
    assert load_keys(tmp_path / "keys.toml").of(COMMANDS["undo"]) == ("u",)


def test_a_key_given_twice_is_refused_with_both_commands_named(tmp_path: Path) -> None:
    path = _keys_toml(tmp_path, 'undo = ["s"]\n')
    with pytest.raises(UsageError, match=r"keys\.toml: key 's' is used by both 'sort'.* and 'undo'"):
        load_keys(path)


def test_a_key_may_be_reused_once_its_command_has_moved_away(tmp_path: Path) -> None:
    keys = load_keys(_keys_toml(tmp_path, 'undo = ["s"]\nsort = ["Z"]\n'))
    assert find_clash(keys) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("undoo = ['x']", r"'undoo' is no command: did you mean 'undo'\? 'holdfast keys' lists them all"),
        ("'next pane' = ['x']", r"did you mean 'pane.next'\?"),
        ("asof_back = ['x']", r"did you mean 'asof.back'\?"),
        ("zzzzzz = ['x']", "'zzzzzz' is no command: 'holdfast keys' lists them all"),
        ("bindings.undo = ['x']", "'bindings.undo' is no command"),
        ("undo = 'x'", "write its keys as a list"),
        ("undo = []", "write its keys as a list"),
        ("undo = ['ctrl+']", r"'ctrl\+' is not a key"),
        ("undo = ['a b']", "'a b' is not a key"),
        ("undo = [", "not valid TOML"),
    ],
)
def test_a_wrong_keys_file_is_refused_in_one_clear_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        load_keys(_keys_toml(tmp_path, text))
    assert "keys.toml" in str(caught.value)
