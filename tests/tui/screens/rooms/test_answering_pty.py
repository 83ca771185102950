"""A folder whose dates nobody can read is opened, asked about and settled by keys alone, in a terminal."""

from __future__ import annotations

from pathlib import Path

from tests.pty_desk import CONTROL_Q, KEYS, WatchedDesk, holdfast
from tests.pty_run import Terminal

ORDERS = "Order ID,Customer ID,Date,Amount\nO1,C1,03/04/2025,12.50\nO2,C2,05/06/2025,15.00\n"


def test_a_question_is_answered_by_keys_and_the_book_opens(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "orders.csv").write_text(ORDERS)
    homes = {name: str(tmp_path) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    with Terminal(holdfast(str(folder), folder=tmp_path), homes, 100, 30) as terminal:
        desk = WatchedDesk(terminal)
        desk.sees("the dates of Date could be")
        terminal.press(KEYS["enter"])
        desk.sees('date_format = "%m/%d/%Y"')
        terminal.press(KEYS["down"] + KEYS["enter"])
        desk.sees("Not written: revenue 0 to 27.50")
        terminal.press("w")
        desk.sees("Wrote")
        terminal.press("1")
        desk.sees("6 May 2025")
        terminal.press(CONTROL_Q)
        assert terminal.wait() == 0
    assert 'date_format = "%m/%d/%Y"' in (folder / "holdfast.toml").read_text()
