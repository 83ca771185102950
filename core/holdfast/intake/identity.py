"""A cheap identity of a book's input, to know whether a cache still fits before anything is read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from holdfast.intake.locate import locate
from holdfast.intake.read import files
from holdfast.own.presets import own_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from holdfast.intake.locate import Located


def fingerprint(sources: Sequence[Path], config: Path | None = None) -> str:
    """Hex digest over paths, sizes, times, mapping and the user's own presets.

    Raises UsageError as read_book does.
    """
    return fingerprint_of(locate(sources, config))


def fingerprint_of(located: Located) -> str:
    """The same for a book that is already located."""
    digest = hashlib.sha256(f"{files.printable(str(located.base))}\n".encode())
    digest.update((located.config.text if located.config else "").encode())
    for pooled in located.config.settings.pool if located.config else ():
        digest.update(f"\0{pooled.told()}".encode())
    for preset, text in own_texts().items():
        digest.update(f"\0{preset.name}\0{text}".encode())
    for file in located.found:
        digest.update(f"\0{file.name}\0{file.identity}".encode())
    digest.update("\0".join(located.others).encode())
    return digest.hexdigest()
