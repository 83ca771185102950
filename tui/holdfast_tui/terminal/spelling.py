"""Whether text has to be ASCII: asked before every command, so this imports next to nothing."""

from __future__ import annotations

from collections.abc import Mapping


def asks_for_ascii(environ: Mapping[str, str]) -> bool:
    """Whether the user asks for ASCII, whatever the terminal can show."""
    return environ.get("HOLDFAST_ASCII", "0") not in ("", "0")


def locale_of(environ: Mapping[str, str]) -> str:
    """The locale that says which characters there are; empty where none does."""
    return environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""


def speaks_ascii(environ: Mapping[str, str]) -> bool:
    """Whether text is to be ASCII wherever it goes: asked for, or because the locale knows nothing else."""
    return asks_for_ascii(environ) or locale_of(environ) in ("C", "POSIX")
