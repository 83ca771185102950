"""Writing what is handed out into a file of the user's own."""

from __future__ import annotations

from pathlib import Path

from holdfast.errors import UsageError
from holdfast.own.files import private_file
from holdfast_tui.safe_text import safe


def write_file(name: str, data: bytes, *, force: bool) -> None:
    """Write a file for nobody else to read. Raises UsageError for one that is there, OSError."""
    path = Path(name)
    try:
        private_file(path, exist_ok=force).write_bytes(data)
    except FileExistsError:
        raise UsageError(f"{safe(path)} is already there: choose another name, or --force") from None
