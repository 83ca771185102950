"""Which Holdfast this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version


def version() -> str:
    """The version of the installed distribution, as exports and `--version` state it."""
    try:
        return installed_version("holdfast")
    except PackageNotFoundError:  # imported from a source tree that was never installed
        return "0+source"
