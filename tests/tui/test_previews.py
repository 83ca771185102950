"""The pictures of the themes are those of the desk as it runs, and need nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from tests.examples import some_by_day
from tests.tui.previews import MOST_BYTES, THEMES, preview

from holdfast.engine import Engine

PREVIEWS = THEMES / "previews"
NAMES = sorted(path.stem for path in THEMES.glob("*.toml"))


@pytest.fixture
def engine(sample_engine: Engine) -> Engine:
    return sample_engine


@pytest.mark.thorough
@pytest.mark.parametrize("theme", some_by_day(NAMES))
async def test_a_preview_shows_the_desk_as_it_is_now(engine: Engine, theme: str) -> None:
    kept = (PREVIEWS / f"{theme}.svg").read_text(encoding="utf-8")
    assert kept == await preview(engine, theme), "draw it again with make previews"


def test_each_theme_has_a_preview_and_no_other_is_left() -> None:
    assert sorted(path.stem for path in PREVIEWS.iterdir()) == NAMES


@pytest.mark.parametrize("theme", NAMES)
def test_a_preview_is_small_and_loads_nothing(theme: str) -> None:
    path = PREVIEWS / f"{theme}.svg"
    drawing = path.read_text(encoding="utf-8")
    assert path.stat().st_size < MOST_BYTES
    assert re.findall(r"https?://[^\"' )]*", drawing) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in re.sub(r"url\(#[^)]*\)", "", drawing)
    assert "<script" not in drawing
    assert "<image" not in drawing
