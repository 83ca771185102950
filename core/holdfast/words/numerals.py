"""One number in words, without polars: the desk writes numbers before it can afford to import that."""

from __future__ import annotations

from typing import Final

from holdfast.words.currencies import currency_sign, digits_of
from holdfast.words.interface.chosen import form
from holdfast.words.interface.forms import NUMBER_SPACES

MINUS: Final = "\N{MINUS SIGN}"
"""The sign of every negative number in text; data for programs have the hyphen of ASCII."""

CUT_NUMBER: Final = rf"\s?\d[\d.,{NUMBER_SPACES}]*$"
"""What the end of a cut text may hold of a number that goes on: left out, lest it be read as another."""


def amount_text(amount: float, currency: str, *, before: str | None = None) -> str:
    """An amount (currency units) in full: `€84,213.50`, `−CHF 12`; minor units only where there are any.

    `before` stands in for the sign of the currency.
    """
    digits = digits_of(currency)
    text = number_text(abs(amount), digits).removesuffix(form().decimal + "0" * digits)
    return signed_amount(amount, currency_sign(currency) if before is None else before, text)


def rounded_amount_text(amount: float, currency: str, *, before: str | None = None) -> str:
    """An amount (currency units) without minor units: `€3,027`; `before` as in `amount_text`."""
    sign = currency_sign(currency) if before is None else before
    return signed_amount(amount, sign, number_text(abs(amount)))


def signed_amount(amount: float, sign: str, digits: str, suffix: str = "") -> str:
    """Digits of an amount with its minus, its currency (`€`, `CHF `) and its size (`k`, `M`, `m`, `bn`)."""
    minus = MINUS if amount < 0 and digits.strip("0.,") else ""
    return f"{minus}{form().sized(digits, suffix, sign)}"


def number_text(number: float, decimals: int = 0, *, signed: bool = False) -> str:
    """A number with thousands apart: `1,204`, `−58.3`, with `signed` `+12`; nothing is never below zero."""
    digits = f"{abs(number):,.{decimals}f}"
    digits = form().digits(digits)
    if not digits.strip("0.,"):
        return digits
    return f"{MINUS if number < 0 else '+' if signed else ''}{digits}"


def percent_text(share: float, decimals: int = 0, *, signed: bool = False) -> str:
    """A share as a percentage: `91.2%`, `−6.8%`, with `signed` `+12%`."""
    return f"{number_text(100 * share, decimals, signed=signed)}{form().percent}"


def chance_text(chance: float, decimals: int = 1) -> str:
    """A chance as a percentage: `39.3%`; `>99%` and `<1%` for what is near, and not, 1 or 0."""
    if 0.99 < chance < 1:
        return f">99{form().percent}"
    if 0 < chance < 0.005:
        return f"<1{form().percent}"
    return percent_text(chance, 0 if chance in (0, 1) else decimals)


def interval_text(low: float, high: float, decimals: int = 0, *, signed: bool = False) -> str:
    """Both bounds: `[86–95]`; with a comma where a minus sign would run into the dash: `[−14, 16]`."""
    least, most = (number_text(bound, decimals, signed=signed) for bound in (low, high))
    between = form().between if signed or MINUS in least + most else "–"
    return f"[{least}{between}{most}]"
