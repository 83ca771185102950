"""Packages that a plain install does without: asked for where they are needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from holdfast.errors import UsageError

PACKAGES: Final = {
    "postgres": ("adbc_driver_postgresql", "adbc_driver_manager"),
    "lake": ("deltalake", "pyiceberg", "pyarrow"),
    "duckdb": ("duckdb", "narwhals"),
    "spark": ("pyspark", "narwhals"),
}
"""By extra of the distribution, what it brings."""


class MissingExtraError(UsageError):
    """What was asked for needs a package that is not installed: the message says how to install it."""


def needed(module: str, extra: str, what: str) -> Any:
    """A module of an extra; `what` needs it. Raises MissingExtraError."""
    try:
        return import_module(module)
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in PACKAGES[extra]:
            raise
        raise MissingExtraError(
            f"{what} needs the extra '{extra}': pip install 'holdfast[{extra}]'"
        ) from None
