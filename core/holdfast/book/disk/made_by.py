"""What made a thing that is stored: code, tables and libraries, as one short digest."""

from __future__ import annotations

import hashlib
import os
import platform
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Final

import polars as pl
import tomli

from holdfast.schema.tables import SCHEMA_VERSION
from holdfast.version import version

_SOURCES: Final = (".py", ".toml", ".md")
_DIGITS: Final = 16


@cache
def made_by() -> str:
    """Digest of all that decides what is stored: what another made is never read.

    The whole package counts. A list of the modules that matter has to be kept and forgets some, and to follow
    their imports takes longer than to read the rest, whose changes bring no more than a rebuild.
    """
    return digest_of(Path(__file__).parents[2])


def digest_of(package: Path) -> str:
    """The digest for a package of sources: hex digits, the same wherever it is installed."""
    digest = hashlib.sha256(
        f"{version()} {SCHEMA_VERSION} polars {pl.__version__} tomli {tomli.__version__} "
        f"python {platform.python_version()}".encode()
    )
    for name in sources(package):
        # A few hundred files at every start: paths as objects would take twice the time.
        with FileIO(f"{package}/{name}") as source:
            content = source.readall()
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_DIGITS]


def sources(package: Path) -> list[str]:
    """The files of a package that count, as paths inside it, in order."""
    found = []
    for folder, below, names in os.walk(package):
        below[:] = (name for name in below if name != "__pycache__")
        inside = folder.removeprefix(str(package)).replace(os.sep, "/")
        found += [f"{inside}/{name}".lstrip("/") for name in names if name.endswith(_SOURCES)]
    return sorted(found)
