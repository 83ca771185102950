"""The bytes of a file, or of a member of an archive, unfolded within stated limits."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from holdfast.intake.read import files
from holdfast.intake.read.faults import LIBRARY_FAULTS, UnreadableFileError, reading
from holdfast.intake.read.inside import compressed
from holdfast.intake.read.inside.kinds import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.intake.read.source import SourceFile

_ENCRYPTED: Final = 0x1
_HELD: Final = 64


@lru_cache(maxsize=_HELD)
def content_of(file: SourceFile) -> Path | bytes:
    """The file on disk, or the bytes unfolded from an archive or from gzip and zstd.

    Raises UnreadableFileError for what cannot be unfolded, or unfolds to more than it may.
    """
    files.size(file.path, file.name)
    with reading(file.name):
        source = _member(file) if file.member else file.path
        if compressed.is_compressed(source):
            return compressed.decompress(source, file.name)
        return source if isinstance(source, bytes) else files.contents(source)


def members_of(file: SourceFile) -> dict[str, bytes]:
    """The files in an archive by name, each with its first bytes, without what systems add.

    Raises UnreadableFileError.
    """
    files.size(file.path, file.name)
    with reading(file.name), zipfile.ZipFile(file.path) as archive:
        check_unfolds(archive, file.path.stat().st_size, file.name)
        entries = [one for one in archive.infolist() if not one.is_dir() and not _is_aside(one.filename)]
        if len(entries) > files.MAX_FILES:
            raise UnreadableFileError(
                f"{file.name} holds more than {files.MAX_FILES:,} files: unpack those that are to be read"
            )
        return {one.filename: _beginning(archive, one) for one in entries}


def _beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The first bytes of a member; nothing where only reading it will tell what is wrong."""
    try:
        with archive.open(entry) as handle:
            return handle.read(HEAD)
    except (RuntimeError, *LIBRARY_FAULTS):
        return b""


def check_unfolds(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    """Raises UnreadableFileError where the members of an archive come to more than a file may unfold to."""
    compressed.check_size(sum(one.file_size for one in archive.infolist()), packed, name)


def _member(file: SourceFile) -> bytes:
    packed = file.path.stat().st_size
    with zipfile.ZipFile(file.path) as archive:
        entry = archive.getinfo(file.member)
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableFileError(f"{file.name} is locked with a password: unpack the archive yourself")
        return compressed.unfolded(archive.open(entry), packed, file.name)


def _is_aside(member: str) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) for part in member.split("/"))
