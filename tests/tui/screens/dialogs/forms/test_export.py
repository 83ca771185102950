"""`e` asks where and in which format, remembers it, and never writes over a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.desk_run import FakeEngine
from tests.tui.desk_story import Story, sitting
from textual.widgets import Input

from holdfast_tui.sitting.files.targets import KeptTarget


def path_in(desk: Story) -> str:
    return desk.app.screen.query_one(Input).value


@pytest.mark.parametrize("size", [(80, 24)])
async def test_a_file_that_is_there_stays_and_folder_and_format_are_proposed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    async with sitting(FakeEngine(), size) as desk:
        desk.app.session.target = KeptTarget(tmp_path / "export.json")
        await desk.press("e").sees("Export all customers listed", "enter writes", "Parquet")
        # The box is selected: typing replaces it. The ending that is typed chooses the format.
        await desk.types("nowhere/mine.md").press("enter").sees("There is no folder")
        await desk.press("ctrl+u").types("out/mine.md").press("enter").sees("Wrote 142 customers to")
        mine = tmp_path / "out" / "mine.md"
        before = mine.read_bytes()
        await desk.press("e")
        assert path_in(desk) == str(tmp_path / "out" / "customers-2025-06-30.md")
        await desk.types("out/mine.md").press("enter")
        await desk.sees("mine.md is there already and stays as it is: enter writes mine-2.md.")
        await desk.press("enter").sees("Wrote 142 customers to")
        assert mine.read_bytes() == before == (tmp_path / "out" / "mine-2.md").read_bytes()
        await desk.press("space", "e").sees("Export 1 marked row").press("up")
        assert path_in(desk) == str(tmp_path / "out" / "customers-marked-2025-06-30.json")
        await desk.press("escape")
        assert len(list((tmp_path / "out").iterdir())) == 2
