"""What shells need, written by `make shell` from the parsers: completion, and the manual page."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES: Final[Mapping[str, str]] = MappingProxyType(
    {"bash": "holdfast.bash", "zsh": "_holdfast", "fish": "holdfast.fish", "man": "holdfast.1"}
)
"""The file of each shell, and of the manual page."""


def text_for(shell: str) -> str:
    """What a shell has to read, by its name in FILES."""
    return (Path(__file__).parent / FILES[shell]).read_text(encoding="utf-8")
