"""The user's own presets as they lie there: they are part of what a book was read by, whoever reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.errors import UnreadableError
from holdfast.own.files import own_files
from holdfast.own.places import folder_for
from holdfast.toml_files import text_of

if TYPE_CHECKING:
    from pathlib import Path

_ENDING: Final = ".toml"


def own_folder() -> Path:
    """Where a user keeps presets of their own; it need not exist."""
    return folder_for("config") / "presets"


def own_texts() -> dict[Path, str]:
    """The texts of the user's own presets. Raises UsageError where one cannot be read."""
    try:
        own_files(own_folder().parent, _ENDING)
    except UnreadableError:
        # Whoever asks for thresholds or keys hears that the whole folder is shut, once.
        return {}
    return {file: text_of(file, str(file)) for file in own_files(own_folder(), _ENDING)}
