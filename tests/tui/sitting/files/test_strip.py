"""The figures on top of the desk are kept from one sitting to the next, in the user's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.errors import UsageError
from holdfast_tui.sitting.files.strip import load_strip, save_strip, strip_path

CHOSEN = ("nps.customers", "retention.customers")


def test_what_was_chosen_is_there_next_time_in_its_order(tmp_path: Path) -> None:
    path = strip_path({"XDG_CONFIG_HOME": str(tmp_path)})
    assert path == tmp_path / "holdfast" / "figures.toml"
    assert load_strip(path) == ()
    save_strip(path, CHOSEN)
    assert load_strip(path) == CHOSEN
    assert path.stat().st_mode & 0o077 == 0
    save_strip(path, ())
    assert load_strip(path) == ()


@pytest.mark.parametrize("text", ['desk = "nps"', "desk = [1]", "desk = ["])
def test_a_damaged_file_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "figures.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"figures\.toml: "):
        load_strip(path)
