"""Whoever takes the tour finds their keys and theme; nothing else of theirs is read, and nothing written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from holdfast.own.places import PURPOSES, folder_for
from holdfast.own.user import configured
from holdfast_tui.commands.declared import COMMANDS
from holdfast_tui.commands.keymap import load_keys
from holdfast_tui.sitting.files.opening import KeptTheme
from holdfast_tui.tour.apart import folders_apart

SETTINGS = """
[me]
rep = "Ana Ruiz"
[journal]
folder = "/srv/team"
[desk]
theme = "light"
period = "6m"
"""


def test_the_tour_has_folders_of_its_own_with_the_users_keys_and_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = folder_for("config")
    (config / "themes").mkdir(parents=True)
    (config / "config.toml").write_text(SETTINGS, encoding="utf-8")
    (config / "keys.toml").write_text('undo = ["ctrl+z"]\n', encoding="utf-8")
    KeptTheme.of().keep("dark")
    monkeypatch.setenv("HOLDFAST_ME_WRITER", "ana")
    before, folders = dict(os.environ), {kind: folder_for(kind) for kind in PURPOSES}
    with folders_apart():
        assert {kind for kind in PURPOSES if folder_for(kind) == folders[kind]} == {"cache"}
        settings = configured().settings
        assert (settings.rep, settings.journal_folder, settings.period) == ("", None, "")
        assert settings.theme == "light"
        assert KeptTheme.of().read() == "dark"
        assert load_keys().of(COMMANDS["undo"]) == ("ctrl+z",)
        apart: Path = folder_for("state")
    assert dict(os.environ) == before
    assert not apart.exists()


def test_the_tour_opens_where_nothing_was_ever_set() -> None:
    with folders_apart():
        assert configured().faults == ()
