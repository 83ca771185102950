"""`holdfast tour` in a terminal of 80×24: done by keys from the shell to its end; nothing is left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.pty_desk import CONTROL_Q, WatchedDesk, holdfast
from tests.pty_run import Terminal

from holdfast.own.places import PURPOSES

KEYS_AND_WORDS = (
    ("7", "Press enter on a line", "Due ·"),
    ("\r", "Tour 2/5", "About"),
    ("4", "Every figure opens", "Contraction"),
    ("\r", "Tour 3/5", "Total €"),
    ("8", "Press 3:", "losses more on record"),
    ("3", "type flag:overdue", "raised,"),
    ("/flag:overdue\r", "Press u:", "23/400"),
    ("u", "Tour 4/5", "400/400"),
    ("5", "tab goes on", "Luc Tessier"),
    ("\r", "Tour 5/5", "Rep now"),
    ("F", "to end it.", "Files"),
    (";", "The tour is over", "400/400"),
)


@pytest.mark.thorough
@pytest.mark.usefixtures("sample_read")
def test_the_tour_is_done_by_keys_and_leaves_nothing_of_its_own(tmp_path: Path) -> None:
    homes = {f"XDG_{kind.upper()}_HOME": str(tmp_path / kind) for kind in PURPOSES}
    homes["XDG_CACHE_HOME"] = os.environ["XDG_CACHE_HOME"]  # in which the sample is found read
    settings = tmp_path / "config" / "holdfast" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[me]\nrep = "Nobody of the sample"\n[desk]\nperiod = "1m"\n', encoding="utf-8")
    with Terminal(holdfast("tour", folder=tmp_path), homes, 80, 24) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("Tour 1/5")
        desk.sees("12m")
        for keys, says, shows in KEYS_AND_WORDS:
            terminal.press(keys)
            desk.sees(says)
            desk.sees(shows)
        terminal.press("7")
        desk.sees("Due ·")
        terminal.press("nCalled\r")  # the journal of the tour is its own, too
        desk.sees("written down")
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
    kept = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert kept == ["config/holdfast/config.toml", "state/holdfast/seen.json"]
