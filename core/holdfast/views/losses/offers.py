"""What is offered by the reason of a loss, as `offers.toml` has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl
import tomli

FILE: Final = Path(__file__).with_name("offers.toml")


@cache
def _document() -> Mapping[str, Any]:
    return tomli.loads(FILE.read_text(encoding="utf-8"))


def _by_reason(field: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for offer in _document()["offer"]:
        for reason in offer["reasons"]:
            found.setdefault(reason, offer[field])
    return found


def _told(reason: pl.Expr, field: str) -> pl.Expr:
    words = _by_reason(field)
    plain = reason.str.strip_chars().str.to_lowercase().str.replace_all("[_-]", " ")
    return plain.replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String)


def offer(reason: pl.Expr) -> pl.Expr:
    """What to offer for a reason; a question where it is unknown."""
    return _told(reason, "words").fill_null(_document()["unknown"]["words"])


def about(reason: pl.Expr) -> pl.Expr:
    """What a reason is about (`price`, `staff` …); null where the table does not name it."""
    return _told(reason, "about")
