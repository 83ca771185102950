"""What the parts of the fuzzing share: numbered cases until time is up, a private home, the command line."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from holdfast_tui.cli import main
from holdfast_tui.crash import crash_folder

STATUSES: Final = (0, 1, 2)
_FAULT: Final = "because of a fault in the program"
_ERRORS: Final = 2


@dataclass(frozen=True)
class Ran:
    """What one run of the command left behind."""

    words: tuple[str, ...]
    status: int
    out: str
    err: str


def cases(part: str, seed: int, seconds: float, most: int) -> Iterator[tuple[int, random.Random]]:
    """Numbered cases, each with its own randomness, until there are enough or time is up; says how many."""
    began = time.monotonic()
    number = 0
    while number < most and time.monotonic() - began < seconds:
        yield number, random.Random(f"{part} {seed} {number}")
        number += 1
    sys.stdout.write(f"{part}: {number:,} of {most:,} cases in {time.monotonic() - began:.0f} s\n")


@contextmanager
def private_home() -> Iterator[Path]:
    """A folder for books; settings, caches and reports of nobody; what libraries say of panics is unheard."""
    names = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
    before = {name: os.environ.get(name) for name in names}
    with tempfile.TemporaryDirectory(prefix="holdfast-fuzz-") as home:
        os.environ.update({name: str(Path(home) / name) for name in names})
        real = os.dup(_ERRORS)
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), _ERRORS)
        try:
            yield Path(home)
        finally:
            os.dup2(real, _ERRORS)
            os.close(real)
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def run_command(*words: str) -> Ran:
    """Runs `holdfast` with these words inside this process."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        status = main(words)
    return Ran(words, status, out.getvalue(), err.getvalue())


def faults_of(ran: Ran) -> Iterator[str]:
    """What a run did that no run may do, whatever it was given."""
    if ran.status not in STATUSES:
        yield f"exit status {ran.status}"
    if _FAULT in ran.err:
        yield f"a fault of the program: {_last_report()}"
    if "Traceback" in ran.err or any(not line.startswith("holdfast: ") for line in ran.err.splitlines()):
        yield f"not told in lines of its own: {ran.err[:300]!r}"
    narrates = ran.words[0] in ("show", "brief")
    if ran.status == 2 and (ran.out or not ran.err or (ran.err.count("\n") > 1 and not narrates)):
        yield f"refused, but not in one line: {ran.err[:300]!r}, {ran.out[:100]!r}"


def receipt_faults(ran: Ran) -> Iterator[str]:
    """What is wrong with the receipt of `check --format json`: every row is accounted for, by file."""
    document: dict[str, Any] = json.loads(ran.out)
    for file in document["files"]:
        parts = [file[name] for name in ("used", "quarantined", "left_out", "not_data")]
        if file["rows_read"] != sum(parts) or min(parts) < 0:
            yield f"{file['file']}: {file['rows_read']} rows read are not {parts}"
    if len(document["quarantine"]) != sum(file["quarantined"] for file in document["files"]):
        yield "the quarantine is not as long as the receipts say"
    problems = [finding for finding in document["findings"] if finding["severity"] == "problem"]
    if document["clean"] is not (not problems and not document["quarantine"]):
        yield "clean, with problems or a quarantine; or neither, and not clean"
    if ran.status != (0 if document["clean"] else 1):
        yield f"exit status {ran.status}, and clean is {document['clean']}"


def kept(folder: Path, part: str, seed: int, number: int) -> Path:
    """Where what brought out a fault is kept for whoever mends it."""
    target = Path(tempfile.gettempdir()) / "holdfast-fuzz" / f"{part}-{seed}-{number}"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target, symlinks=True, ignore=_pipes)
    return target


def _pipes(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_fifo()]


def _last_report() -> str:
    """The error of the newest crash report and the last of our frames."""
    lines = max(crash_folder(os.environ).glob("*.txt")).read_text(encoding="utf-8").splitlines()
    error = next(line for line in lines if line.startswith("error: "))
    frames = [line.strip() for line in lines if line.startswith("  holdfast")]
    return f"{error.removeprefix('error: ')} in {frames[-1] if frames else 'a library'}"
