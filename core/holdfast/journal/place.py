"""Where the journal of a book lies, and what book and writer are called there."""

from __future__ import annotations

import getpass
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from holdfast.journal.copies import Copies
from holdfast.journal.journal import Journal
from holdfast.own.places import cached_journals, folder_for
from holdfast.own.user import UserSettings
from holdfast.schema.settings import MAPPING_NAME, BookSettings

_DIGITS: Final = 12
_FEW_DIGITS: Final = 6
_NAME_LENGTH: Final = 40
_RESERVED: Final = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""Names that Windows gives to no file."""

_UNSAFE: Final = re.compile(r"[^a-z0-9_-]+")


def journal_of(
    sources: Sequence[Path],
    settings: BookSettings,
    user: UserSettings,
    environ: Mapping[str, str] = os.environ,
) -> Journal:
    """The journal of the book that was read from these files; it need not exist.

    `[book] id` names the book wherever it lies; without it its folder or files do, also where it is a mart
    that was built from them. What was written before it had an id is read along.
    """
    by_place = settings.place or place_id(sources)
    book = safe_name(settings.id) if settings.id else by_place
    shared = user.journal_folder is not None
    home = user.journal_folder or folder_for("data", environ) / "journals"
    writer = user.writer or login_name()
    return Journal(
        home / book,
        book,
        writer,
        file_name=safe_name(writer),
        shared=shared,
        also={} if book == by_place else {by_place: home / by_place},
        copies=Copies(cached_journals(environ)),
    )


def place_id(sources: Sequence[Path]) -> str:
    """What a book without an id is called: its folder's or file's name, and a digest of where they lie."""
    # A mapping file given alone means its folder.
    folders = (path.parent if path.name == MAPPING_NAME and path.is_file() else path for path in sources)
    paths = sorted(str(path.resolve()) for path in folders)
    digest = hashlib.sha256("\0".join(paths).encode(errors="surrogateescape")).hexdigest()[:_DIGITS]
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(paths[0]).name)[:_NAME_LENGTH].strip("-") if paths else ""
    return f"{name or 'book'}-{digest}"


def safe_name(name: str) -> str:
    """A name as a file may be called on every system; unlike names stay unlike."""
    slug = _UNSAFE.sub("-", name.lower())[:_NAME_LENGTH].strip("-")
    if slug and slug == name and not _RESERVED.fullmatch(slug):
        return slug
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:_FEW_DIGITS]
    return f"{slug or 'writer'}-{digest}"


def login_name() -> str:
    """Who is logged in; `me` where the system does not say."""
    try:
        return getpass.getuser() or "me"
    except (OSError, KeyError, ImportError):
        return "me"
