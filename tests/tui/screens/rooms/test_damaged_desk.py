"""The desk over a real book with a damaged file, in a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.damaged import CUSTOMERS, panicking
from tests.pty_run import Terminal

CONTROL_Q = "\x11"
RUN = "import sys; from holdfast_tui.cli import main; sys.exit(main([{folder!r}]))"


@pytest.mark.thorough
def test_the_desk_opens_without_the_damaged_file_and_says_which_one_it_is(tmp_path: Path) -> None:
    """Reading it makes polars panic, which writes a page about it over whatever is on the terminal."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS)
    (folder / "orders.parquet").write_bytes(panicking())
    homes = {name: str(tmp_path) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    code = RUN.format(folder=str(folder))
    with Terminal(code, {**homes, "RUST_BACKTRACE": "1"}, 120, 40) as terminal:
        terminal.read_until([b"1 problem"], quiet=1.0, limit=30)
        terminal.press(CONTROL_Q)
        status = terminal.wait()
    output = terminal.output.decode()
    assert status == 0
    assert "orders: orders.parquet cannot be read: " in output
    assert "1 problem" in output
    assert "panicked" not in output
    assert "backtrace" not in output
