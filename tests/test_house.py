"""The house is as its guide describes it: every folder is named there, and none is too full."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType
from typing import Any, Final

import pytest
from tests.conftest import REPOSITORY
from tests.examples import each
from textual.screen import Screen

import holdfast_tui.screens

ROOTS: Final = (REPOSITORY / "core" / "holdfast", REPOSITORY / "tui" / "holdfast_tui")
GUIDE: Final = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
MOST_FILES: Final = 12
MOST_METHODS: Final = 30
"""On one screen, counting what it inherits from classes of ours; what it overrides counts once."""
MOST_FLOORS: Final = 3
"""A room, the frame of rooms with panes, what every room is."""


def folders() -> list[Path]:
    """Every folder of both packages that holds code or data."""
    return sorted(
        {path.parent for root in ROOTS for path in root.rglob("*.*") if "__pycache__" not in path.parts}
    )


@each("folder", folders())
def test_every_folder_stands_in_the_guide(folder: Path) -> None:
    assert folder in ROOTS or re.search(rf"[`/ (]{folder.name}/`", GUIDE), (
        f"{folder.name}/ is not in CONTRIBUTING"
    )


@each("folder", folders())
def test_no_folder_is_too_full(folder: Path) -> None:
    files = [path.name for path in folder.glob("*.py")]
    assert len(files) <= MOST_FILES, f"{folder.name}/ holds {len(files)} files"


STILL_TWICE: Final = frozenset({"Reading", "Entry", "Draft"})
"""A file that was read (`intake/finish/account.py`) and how a column is read (`intake/parse/cells.py`).

An entry of the glossary and one of the journal; a table while it is read and an entry that is to be written.
"""


def test_no_class_name_has_two_meanings() -> None:
    """Names with an underscore are spoken of in their own file alone."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for root in ROOTS for path in root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(str(path.relative_to(REPOSITORY)))
    assert not {name: paths for name, paths in found.items() if len(paths) > 1 and name not in STILL_TWICE}


def methods(screen: type[Screen[Any]]) -> set[str]:
    """What of ours can be called on a screen, by name, whichever class of ours it comes from."""
    kinds = (FunctionType, property, classmethod, staticmethod)
    return {name for kind in ours(screen) for name, value in vars(kind).items() if isinstance(value, kinds)}


def ours(screen: type[Screen[Any]]) -> list[type]:
    """The classes of a screen that we wrote."""
    return [kind for kind in screen.__mro__ if kind.__module__.startswith("holdfast_tui.")]


def screens() -> list[type[Screen[Any]]]:
    """Every room and dialog."""
    modules = walk_packages(holdfast_tui.screens.__path__, "holdfast_tui.screens.")
    named = [value for module in modules for value in vars(import_module(module.name)).values()]
    found = {kind for kind in named if isinstance(kind, type) and issubclass(kind, Screen)}
    return sorted((kind for kind in found if ours(kind)), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.__name__)
def test_a_screen_holds_helpers_and_inherits_no_tower(screen: type[Screen[Any]]) -> None:
    assert len(methods(screen)) <= MOST_METHODS, sorted(methods(screen))
    assert len(ours(screen)) <= MOST_FLOORS, [kind.__name__ for kind in ours(screen)]


def test_the_guide_names_no_file_that_is_gone() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|toml))`", GUIDE))
    places = (REPOSITORY, *ROOTS, REPOSITORY / "core" / "holdfast" / "intake")
    gone = {name for name in named if not any((place / name).exists() for place in places)}
    assert not gone
