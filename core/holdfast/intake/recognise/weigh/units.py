"""Units that stand in headers: `Amount (USD)`, `Umsatz in EUR`, `Created (UTC)`, `Total €`."""

from __future__ import annotations

import re
from typing import Final

_CODES: Final = (
    "EUR|USD|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|RON|CAD|AUD|NZD|INR|BRL|MXN|ZAR|SGD|HKD|TRY|ILS|AED|SAR"
)
_SIGNS: Final = {"€": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "₪": "ILS", "zł": "PLN"}
"""Signs that only one currency has; `$`, `¥` and `kr` are those of several."""
_OPEN_SIGNS: Final = r"[$¥%]|kr"
_MONEY: Final = rf"{_CODES}|{'|'.join(_SIGNS)}|{_OPEN_SIGNS}"
_BRACKETED: Final = re.compile(rf"\s*[(\[]\s*(?:in\s+)?({_MONEY}|UTC|GMT)\s*[)\]]\s*", re.IGNORECASE)
_LAST: Final = re.compile(rf"(?<=\S)(?:[\s_]+in)?(?:[\s_]+({_CODES})|[\s_]*([€£₹₺₪$]))\s*$", re.IGNORECASE)


def without_unit(header: str) -> str:
    """A header without the unit that it names; one that is nothing but a unit stays as it is."""
    bare = _LAST.sub("", _BRACKETED.sub(" ", header)).strip()
    return bare or header


def currency_of(header: str) -> str:
    """The code of the currency that a header names, or ""."""
    found = _BRACKETED.search(header) or _LAST.search(header)
    unit = next((part for part in found.groups() if part), "") if found else ""
    code = _SIGNS.get(unit, unit.upper())
    return code if re.fullmatch(_CODES, code) else ""
