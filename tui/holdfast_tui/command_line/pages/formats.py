"""The formats that a page can take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast_tui.command_line.pages.as_html import as_html
from holdfast_tui.command_line.pages.as_text import as_markdown, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast_tui.command_line.pages.document import HandOut

WRITERS: Final[Mapping[str, Callable[[HandOut], str]]] = {"text": as_text, "md": as_markdown, "html": as_html}
"""Writers by the word of `--format`."""
