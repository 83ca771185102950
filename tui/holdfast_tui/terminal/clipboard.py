"""Copying through the terminal: OSC 52, wrapped for tmux, capped, and never claimed to have arrived."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final

from holdfast_tui.terminal.capabilities import Capabilities

MOST_BYTES: Final = 74_994
"""Terminals drop sequences above 100,000 bytes; this is what fits in base64."""


@dataclass(frozen=True)
class Copy:
    """What to send to the terminal, and what to tell the user; nothing is sent where `sequence` is empty."""

    sequence: str
    sentence: str


def copy(text: str, what: str, capabilities: Capabilities) -> Copy:
    """Put `text` (`what` names it for the user) on the terminal's clipboard."""
    if not text:
        return Copy("", "There is nothing to copy here.")
    if not capabilities.osc52:
        return Copy("", "This terminal takes no copies: select with the mouse, or export with e.")
    data = text.encode("utf-8")
    if len(data) > MOST_BYTES:
        return Copy("", f"Too long to copy ({len(data):,} bytes, at most {MOST_BYTES:,}): export with e.")
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    if capabilities.tmux:
        # tmux passes on only what is wrapped, with its escapes doubled.
        sequence = "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return Copy(sequence, f"Sent {what} to the terminal's clipboard; the terminal does not confirm it.")
