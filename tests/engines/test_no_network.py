"""No socket is opened but for a source that names a host: seen from outside, by what the system is asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from tests.conftest import REPOSITORY

COMMAND: Final = "import sys; from holdfast_tui.cli import main; sys.exit(main())"
INTERNET: Final = re.compile(r"^.*(?:connect|sendto|bind|sendmsg)\(.*AF_INET.*$|^.*socket\(AF_INET.*$", re.M)
VERBS: Final = (
    ("show metrics", "csv"),
    ("check", "delta"),
    ("check", "iceberg"),
    ("brief", "hive"),
)


def environment(home: Path) -> dict[str, str]:
    private = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    return {**os.environ, **private, "PYTHONPATH": f"{REPOSITORY / 'core'}:{REPOSITORY / 'tui'}"}


def traced(words: list[str], tmp_path: Path) -> tuple[int, str]:
    """The exit status of a command, and what it asked of the network."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace on this machine")
    log = tmp_path / "strace"
    command = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), sys.executable, "-c", COMMAND]
    done = subprocess.run(
        [*command, *words],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if not log.is_file() or "ptrace" in done.stderr:
        pytest.skip(f"strace may not look here: {done.stderr.strip()[:100]}")
    return done.returncode, log.read_text("utf-8", errors="replace")


@pytest.mark.parametrize(("verb", "form"), VERBS)
def test_a_book_on_this_disk_opens_no_socket(
    verb: str, form: str, forms: Mapping[str, Path], tmp_path: Path
) -> None:
    status, asked = traced([*verb.split(), str(forms[form])], tmp_path)
    assert status in {0, 1}
    assert INTERNET.findall(asked) == []


def test_a_refused_host_is_not_even_looked_up(tmp_path: Path) -> None:
    status, asked = traced(["show", "metrics", "postgresql://ana:s3cret@db.example/shop"], tmp_path)
    assert status == 2
    assert asked.strip() == ""


def test_what_opens_a_socket_is_seen(tmp_path: Path) -> None:
    """Else the tests above could not fail."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace on this machine")
    log = tmp_path / "strace"
    opening = "import socket; socket.socket().connect_ex(('127.0.0.1', 1))"
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), sys.executable, "-c", opening],
        check=False,
    )
    if not log.is_file():
        pytest.skip("strace may not look here")
    assert INTERNET.findall(log.read_text("utf-8"))


def test_a_lake_is_read_where_there_is_no_network(forms: Mapping[str, Path], tmp_path: Path) -> None:
    unshare = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*unshare, "true"], check=False).returncode:
        pytest.skip("this machine does not let a process leave the network")
    done = subprocess.run(
        [*unshare, sys.executable, "-c", COMMAND, "check", str(forms["iceberg"]), "--format", "json"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert '"file": "orders"' in done.stdout
