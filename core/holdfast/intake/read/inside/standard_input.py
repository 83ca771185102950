"""What is piped in: kept in a private file while the program runs, because it can be read but once."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from holdfast.errors import UsageError
from holdfast.intake.read import files
from holdfast.intake.read.inside.kinds import kind_at
from holdfast.intake.read.source import SourceFile

NAME: Final = "stdin"
"""What the receipt calls it."""


@cache
def file() -> SourceFile:
    """The standard input as a file. Raises UsageError where nothing is piped in."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "- stands for the standard input, and nothing is piped in: holdfast check - < orders.csv"
        )
    folder = Path(tempfile.mkdtemp(prefix="holdfast-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / NAME
    with path.open("wb") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
    with path.open("rb") as kept:
        digest = hashlib.file_digest(kept, "sha256").digest()
    # The same input again is to be known again, as a file is by its time.
    os.utime(path, ns=(0, int.from_bytes(digest[:7])))
    return SourceFile(path, NAME, kind_at(path), files.state(path))
