"""What `e` writes for programs is the same, byte by byte, in every language of the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.examples import some_by_day
from tests.spoken import speaking
from tests.tui.desk_story import Story, sitting

from holdfast.engine import Engine
from holdfast.views.selection import PageOfRep
from holdfast.words.interface.chosen import INTERFACE_LANGUAGES
from holdfast_tui.grid.widget import Grid
from holdfast_tui.messages import OpenRows
from holdfast_tui.screens.rooms.panes import PanesRoom

LISTS = {
    "flag.csv": ("3", "flag-customers"),
    "changes.json": ("3", "flag-changes"),
    "renewals.csv": ("6", "renewals"),
    "due.csv": ("7", "due"),
    "win-back.csv": ("8", "win-back"),
    "detractors.csv": ("9", "detractors"),
}
"""By the file: the room, and the list with sentences in it."""


async def _written(engine: Engine, language: str, folder: Path) -> dict[str, bytes]:
    """What each list is as a file."""
    folder.mkdir()
    with speaking(language):
        async with sitting(engine, (120, 40)) as desk:
            for name, (room, pane) in LISTS.items():
                await desk.press(room)
                screen = desk.app.screen
                assert isinstance(screen, PanesRoom)
                screen.arranged.focus(pane)
                await desk.settled()
                await _write(desk, folder / name)
            await desk.press("8")
            screen.post_message(OpenRows(PageOfRep("R001")))
            await desk.settled()
            await _write(desk, folder / "rep.csv")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def _write(desk: Story, path: Path) -> None:
    focused = desk.app.screen.focused
    assert isinstance(focused, Grid), f"{path.stem}: the keys are with {focused}"
    assert len(focused.source or ()), f"{path.stem} has no rows"
    await desk.press("e")
    await desk.types(str(path)).press("enter")
    assert path.exists(), path.name


@pytest.mark.thorough
@pytest.mark.parametrize("language", some_by_day(INTERFACE_LANGUAGES[1:]))
async def test_a_list_with_sentences_is_written_alike_in_every_language(
    sample_engine: Engine, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a short name is typed sooner
    english = await _written(sample_engine, "en", Path("en"))
    other = await _written(sample_engine, language, Path(language))
    assert other == english
    assert b"left to give notice" in english["due.csv"]
