"""Which Holdfast this is."""

from __future__ import annotations


def version() -> str:
    """The version of the installed distribution, as exports and `--version` state it."""
    # Reading package metadata takes longer than everything else that `holdfast` does before its first line.
    from importlib.metadata import PackageNotFoundError  # noqa: PLC0415
    from importlib.metadata import version as installed_version  # noqa: PLC0415

    try:
        return installed_version("holdfast")
    except PackageNotFoundError:  # imported from a source tree that was never installed
        return "0+source"
