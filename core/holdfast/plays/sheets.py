"""Sheets to fill in: Markdown of the user's own in the config folder, else the ones that are shipped."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Final

from holdfast.errors import UsageError
from holdfast.own.files import has_own
from holdfast.own.places import folder_for
from holdfast.toml_files import text_of

if TYPE_CHECKING:
    from pathlib import Path

_ENDING: Final = ".md"


@dataclass(frozen=True)
class PlaySheet:
    """A sheet as it would open: its `text`, and the `path` of the user's own, which is there if `is_own`.

    Without one of the user's own the text is the shipped one; saved at `path`, it opens from then on.
    """

    name: str
    path: Path
    text: str
    is_own: bool

    @property
    def title(self) -> str:
        """Its first heading, else its name."""
        heading = next((line for line in self.text.splitlines() if line.startswith("# ")), "")
        return heading.removeprefix("# ").strip() or self.name


def sheet_folder() -> Path:
    """Where the user keeps sheets; it need not exist."""
    return folder_for("config") / "sheets"


def sheet(name: str) -> PlaySheet:
    """The sheet of a name, as a step of a play has it (`sheet:NAME`).

    Raises UsageError where there is none, UnreadableError for one of the user's own that cannot be read.
    """
    path = sheet_folder() / f"{name}{_ENDING}"
    if has_own(path):
        return PlaySheet(name, path, text_of(path, str(path)), is_own=True)
    shipped = resources.files("holdfast.plays").joinpath("shipped", "sheets", f"{name}{_ENDING}")
    if not shipped.is_file():
        raise UsageError(f"there is no sheet '{name}': write it as {path}")
    return PlaySheet(name, path, shipped.read_text(encoding="utf-8"), is_own=False)
