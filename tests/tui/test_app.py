"""Opening the desk from the command line's point of view."""

import subprocess
import sys
from pathlib import Path

import pytest

from holdfast_tui.run import run_desk


@pytest.mark.thorough
def test_the_app_is_importable_without_polars_so_that_the_first_paint_need_not_wait_for_it() -> None:
    code = "import sys, holdfast_tui.run; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_clash_in_the_keys_file_is_one_line_on_stderr_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "holdfast").mkdir()
    (tmp_path / "holdfast" / "keys.toml").write_text('undo = ["s"]\n', encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run_desk([tmp_path]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "key 's'" in said


def test_an_unknown_theme_is_one_line_on_stderr_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_desk([tmp_path], theme="mauve") == 2
    assert "no theme 'mauve'" in capsys.readouterr().err
