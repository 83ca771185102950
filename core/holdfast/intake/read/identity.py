"""A cheap identity of a book's input, to know whether a cache still fits before anything is read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from holdfast.intake.read import files
from holdfast.intake.recognise.discover import locate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from holdfast.intake.recognise.discover import Located


def fingerprint(sources: Sequence[Path], config: Path | None = None) -> str:
    """Hex digest over paths, sizes, times and mapping. Raises UsageError as read_book does."""
    return fingerprint_of(locate(sources, config))


def fingerprint_of(located: Located) -> str:
    """The same for a book that is already located."""
    digest = hashlib.sha256(f"{files.printable(str(located.base))}\n".encode())
    digest.update((located.config.text if located.config else "").encode())
    for file in located.files:
        digest.update(f"\0{file.name}\0{file.identity}".encode())
    return digest.hexdigest()
