"""How currencies are written: the signs that everybody knows, and the digits after the point (ISO 4217)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNS: Final[Mapping[str, str]] = MappingProxyType({"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"})
"""One cell each; every other currency is written by its code."""

_USUAL_DIGITS: Final = 2
_CODES_BY_DIGITS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }
)
"""Minor units of ISO 4217 (list one) where they are not two."""

DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {code: digits for digits, codes in _CODES_BY_DIGITS.items() for code in codes.split()}
)


def digits_of(currency: str) -> int:
    """Digits after the point of an amount in full: 2 for EUR, 0 for JPY, 3 for KWD."""
    return DIGITS.get(currency, _USUAL_DIGITS)


def currency_sign(currency: str) -> str:
    """What stands before an amount: a symbol where everybody knows it, else the code and a space."""
    return SIGNS.get(currency, f"{currency} " if currency else "")
