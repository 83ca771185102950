"""`holdfast schema FILE`: the JSON schema of a file that users write, for editors; made by `make schemas`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holdfast_tui.command_line.options import Options

FOLDER: Final = Path(__file__).parent

FILES: Final[Mapping[str, str]] = MappingProxyType(
    {"holdfast.toml": "holdfast.schema.json", "config.toml": "config.schema.json"}
)
"""The schema of each file, by its name."""


def schema_of(name: str) -> str:
    """The schema of a file, by its name in FILES."""
    return (FOLDER / FILES[name]).read_text(encoding="utf-8")


def run(options: Options) -> int:
    """Prints it."""
    sys.stdout.write(schema_of(options.subject or ""))
    return 0
