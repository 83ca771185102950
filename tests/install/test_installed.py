"""What users install, in an empty environment: the wheel, and the one file for machines without an index."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.pty_desk import CONTROL_Q, WatchedDesk
from tests.pty_run import Terminal

ROOT = Path(__file__).resolve().parents[2]
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
CONSTRAINTS = ("-c", str(ROOT / ".ci" / "constraints.txt"))
BOOK = "Date,Customer,Total\n2025-01-05,Acme,120.00\n2025-02-04,Acme,95.50\n2025-03-05,Borgo,80.00\n"

pytestmark = pytest.mark.install


def done(*words: object, environ: Mapping[str, str] | None = None, folder: Path = ROOT) -> str:
    ran = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False, env=environ, cwd=folder
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done(*PIP, "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    (made,) = folder.glob("holdfast-*.whl")
    return made


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that holds the wheel and what it depends on, nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    done(folder / "bin" / "python", *PIP[1:], "install", *CONSTRAINTS, wheel)
    return folder


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bundle") / "holdfast.pyz"
    done("make", "bundle", f"BUNDLE={made}", f"VENV={Path(sys.executable).parents[1]}")
    return made


@pytest.fixture
def empty_home(tmp_path: Path) -> dict[str, str]:
    """As on a machine where nobody has run anything: no PATH to our tools, no settings, no Python path."""
    home = tmp_path / "home"
    home.mkdir()
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "orders.csv").write_text(BOOK, encoding="utf-8")
    return folder


def test_the_wheel_puts_no_core_or_tui_into_anybodys_site_packages(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {name for name in tops if not name.endswith((".dist-info", ".data"))} == {
        "holdfast",
        "holdfast_tui",
    }


def test_an_installed_wheel_answers_from_an_empty_environment(
    installed: Path, empty_home: dict[str, str], book: Path
) -> None:
    holdfast = installed / "bin" / "holdfast"
    assert done(holdfast, "--version", environ=empty_home).startswith("holdfast ")
    assert done(holdfast, "help", "filters", environ=empty_home).startswith("# Filters")
    assert "\n## " in done(holdfast, "help", "new", environ=empty_home)
    assert "customers.active" in done(
        holdfast, "show", "metrics", book, "--format", "csv", environ=empty_home
    )
    assert "North region" in done(holdfast, "demo", environ=empty_home)
    share = installed / "share"
    assert (share / "man" / "man1" / "holdfast.1").read_text().startswith(".TH HOLDFAST")
    completion = (share / "bash-completion" / "completions" / "holdfast").read_text()
    assert completion == done(holdfast, "completion", "bash", environ=empty_home)


def test_the_bundle_is_one_file_that_runs_where_nothing_is_installed(
    bundle: Path, empty_home: dict[str, str], book: Path
) -> None:
    assert bundle.stat().st_size < 120_000_000
    python = sys._base_executable  # type: ignore[attr-defined] # the interpreter without our environment
    first = time.perf_counter()
    assert done(python, bundle, "--version", environ=empty_home).startswith("holdfast ")
    unpacked = time.perf_counter() - first
    csv = done(python, bundle, "show", "customers", book, "--format", "csv", environ=empty_home)
    assert "Acme" in csv
    again = time.perf_counter()
    done(python, bundle, "--version", environ=empty_home)
    assert time.perf_counter() - again < unpacked, "it is unpacked once, not at every start"


@pytest.fixture
def desk(bundle: Path, empty_home: dict[str, str], book: Path) -> Iterator[Terminal]:
    python = sys._base_executable  # type: ignore[attr-defined] # as above
    code = f"import os; os.execve({python!r}, ['python', {str(bundle)!r}, {str(book)!r}], os.environ)"
    with Terminal(code, {**empty_home, "PYTHONPATH": ""}) as terminal:
        yield terminal


def test_the_desk_of_the_bundle_opens_in_a_terminal(desk: Terminal) -> None:
    WatchedDesk(desk).sees("Acme")
    desk.press(CONTROL_Q)
    assert os.WEXITSTATUS(0) == desk.wait()
