"""The house is as its guide describes it: every folder is named there, and none is too full."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from tests.conftest import REPOSITORY

ROOTS: Final = (REPOSITORY / "core" / "holdfast", REPOSITORY / "tui" / "holdfast_tui")
GUIDE: Final = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
MOST_FILES: Final = 12


def folders() -> list[Path]:
    """Every folder of both packages that holds code or data."""
    return sorted(
        {path.parent for root in ROOTS for path in root.rglob("*.*") if "__pycache__" not in path.parts}
    )


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: str(folder.relative_to(REPOSITORY)))
def test_every_folder_stands_in_the_guide(folder: Path) -> None:
    assert folder in ROOTS or re.search(rf"[`/ (]{folder.name}/`", GUIDE), (
        f"{folder.name}/ is not in CONTRIBUTING"
    )


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: str(folder.relative_to(REPOSITORY)))
def test_no_folder_is_too_full(folder: Path) -> None:
    files = [path.name for path in folder.glob("*.py")]
    assert len(files) <= MOST_FILES, f"{folder.name}/ holds {len(files)} files"


def test_the_guide_names_no_file_that_is_gone() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|toml))`", GUIDE))
    places = (REPOSITORY, *ROOTS, REPOSITORY / "core" / "holdfast" / "intake")
    gone = {name for name in named if not any((place / name).exists() for place in places)}
    assert not gone
