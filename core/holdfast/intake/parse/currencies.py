"""Currencies as they stand beside amounts: codes, signs, and signs that several currencies share."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any, Final

import polars as pl
import tomli


def _declared() -> dict[str, Any]:
    text = resources.files("holdfast.intake.parse").joinpath("currencies.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


_DATA: Final = _declared()

CODES: Final[tuple[str, ...]] = tuple(_DATA["codes"])
"""The codes of ISO 4217 that are known."""

OWN_SIGNS: Final[dict[str, str]] = {
    sign: code
    for code, signs in _DATA["signs"].items()
    for sign in signs
    if not sign.isalpha() or sign == "zł"
}
"""Signs that only one currency has, with its code; spellings of codes in letters are none."""

SHARED_SIGNS: Final[dict[str, list[str]]] = {
    sign: shared["currencies"] for sign, shared in _DATA["shared"].items()
}
"""Signs of several currencies, the one first that is meant where nothing says otherwise."""

_NAMED: Final[dict[str, str]] = {
    **{code: code for code in _DATA["codes"]},
    **{sign: code for code, signs in _DATA["signs"].items() for sign in signs},
    **{spelt: sign for sign, shared in _DATA["shared"].items() for spelt in shared["spelt"]},
}

UNIT: Final = rf"(?:{'|'.join(re.escape(unit) for unit in sorted(_NAMED, key=len, reverse=True))})"
"""Pattern of everything that names a currency beside an amount."""

_BESIDE: Final = rf"^[-+−–(\s]*({UNIT})|({UNIT})[)\s−–-]*$"


def currency_of(text: pl.Expr) -> pl.Expr:
    """The currency that stands beside an amount: a code, a shared sign as in SHARED_SIGNS, or null."""
    unit = pl.coalesce(text.str.extract(_BESIDE, 1), text.str.extract(_BESIDE, 2))
    return unit.replace_strict(_NAMED, default=None, return_dtype=pl.String)


def named_currency(text: str) -> str:
    """What a cell of a column of currencies means: signs and names as codes, everything else in capitals."""
    return _NAMED.get(text.strip(), text.strip().upper())
