"""Units that stand in headers: `Amount (USD)`, `Umsatz in EUR`, `Created (UTC)`, `Total €`."""

from __future__ import annotations

import re
from typing import Final

from holdfast.intake.parse.currencies import CODES, OWN_SIGNS

_CODES: Final = "|".join(CODES)
_OPEN_SIGNS: Final = r"[$¥%]|kr"
"""Signs of several currencies, and of none."""
_SINGLE: Final = "".join(sign for sign in OWN_SIGNS if len(sign) == 1)
_MONEY: Final = rf"{_CODES}|{'|'.join(map(re.escape, OWN_SIGNS))}|{_OPEN_SIGNS}"
_BRACKETED: Final = re.compile(rf"\s*[(\[]\s*(?:in\s+)?({_MONEY}|UTC|GMT)\s*[)\]]\s*", re.IGNORECASE)
_LAST: Final = re.compile(
    rf"(?<=\S)(?:[\s_]+in)?(?:[\s_]+({_CODES})|[\s_]*([{_SINGLE}$]))\s*$", re.IGNORECASE
)


CENTS: Final = re.compile(
    r"(?:(?<=\S)[\s_.]+|\s*[(\[]\s*)(?:in[\s_]+)?(?:cents?|pence|minor(?:[\s_]units?)?)\s*[)\]]?\s*$"
    r"|(?-i:(?<=[a-z])(?:In)?(?:Cents|Pence|MinorUnits))$",
    re.IGNORECASE,
)
"""How a header says that its amounts are hundredths: `price in cents`, `amountCents`, `Total (cents)`."""


def without_unit(header: str) -> str:
    """A header without the unit that it names; one that is nothing but a unit stays as it is."""
    bare = _LAST.sub("", CENTS.sub("", _BRACKETED.sub(" ", header))).strip()
    return bare or header


def currency_of(header: str) -> str:
    """The code of the currency that a header names, or ""."""
    found = _BRACKETED.search(header) or _LAST.search(header)
    unit = next((part for part in found.groups() if part), "") if found else ""
    code = OWN_SIGNS.get(unit, unit.upper())
    return code if re.fullmatch(_CODES, code) else ""
