"""Numbers as exports write them: thousands, decimal comma, currency signs, accounting negatives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

DecimalSign = Literal[".", ","]

_CURRENCIES: Final = (
    "EUR|USD|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|RON|CAD|AUD|NZD|INR|BRL|MXN|ZAR|SGD|HKD|TRY|ILS"
)
_UNIT: Final = rf"(?:[A-Z]{{0,2}}[$€£¥₹₺₽₪]|{_CURRENCIES}|Fr\.|kr\.?|zł)"
_BEFORE: Final = rf"^([-+−–(]*){_UNIT}([-+−–(]*)"
_AFTER: Final = rf"(?:{_UNIT}|%)([)−–-]*)$"
_SPACE: Final = r"[\s\u00a0\u202f]"
_SPACE_IN_NUMBER: Final = r"(\d)[\s\u00a0\u202f'’](\d)"
_PLAIN: Final = re.compile(r"-?\d+(\.\d+)?")
_NEGATIVE: Final = r"^\(.*\)$|^[-−–].*|.*[-−–]$"
_SIGNS: Final = r"^[-+−–(]+|[)−–-]+$"
_GROUPED: Final = {
    ".": r"^(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(?:\.\d*)?$|^\.\d+$",
    ",": r"^(?:\d{1,3}(?:\.\d{2,3})*\.\d{3}|\d+)(?:,\d*)?$|^,\d+$",
}
_FIGURES: Final = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True)
class DecimalProof:
    """How many texts prove a decimal point, how many a decimal comma, and how many could be either."""

    point: int = 0
    comma: int = 0
    open_commas: int = 0

    def __add__(self, other: DecimalProof) -> DecimalProof:
        return DecimalProof(
            self.point + other.point, self.comma + other.comma, self.open_commas + other.open_commas
        )

    def verdict(self, separator: str) -> DecimalSign:
        """The decimal sign. Without proof `1,234` is a thousand, unless the columns are cut by semicolons."""
        if self.comma != self.point:
            return "," if self.comma > self.point else "."
        return "," if self.open_commas and separator == ";" else "."


def is_plain(texts: Iterable[str]) -> bool:
    """Whether every text is a number in the form of programming languages."""
    return all(_PLAIN.fullmatch(text) for text in texts)


def looks_numeric(texts: Iterable[str]) -> bool:
    """Whether every text could be a number, decorated or not, and there is at least one."""
    seen = False
    for text in texts:
        bare = re.sub(_SPACE, "", re.sub(_SPACE_IN_NUMBER, r"\1\2", text))
        bare = re.sub(_AFTER, r"\1", re.sub(_BEFORE, r"\1\2", bare))
        if not _FIGURES.fullmatch(re.sub(_SIGNS, "", bare)):
            return False
        seen = True
    return seen


def decimal_proof(texts: Iterable[str]) -> DecimalProof:
    """What these texts prove about the decimal sign."""
    point = comma = open_commas = 0
    for text in texts:
        match = _FIGURES.search(text) if looks_numeric([text]) else None
        figures = match[0].rstrip(".,") if match else ""
        last_point, last_comma = figures.rfind("."), figures.rfind(",")
        if last_point < 0 and last_comma < 0:
            continue
        if last_point >= 0 and last_comma >= 0:
            point, comma = point + (last_point > last_comma), comma + (last_comma > last_point)
        elif figures.count(",") > 1 or (last_point >= 0 and figures.count(".") == 1 and _tail(figures) != 3):
            point += 1
        elif figures.count(".") > 1 or (last_comma >= 0 and _tail(figures) != 3):
            comma += 1
        elif last_comma >= 0:
            open_commas += 1
    return DecimalProof(point, comma, open_commas)


def _tail(figures: str) -> int:
    return len(re.split(r"[.,]", figures)[-1])


def parse_plain(text: pl.Expr) -> pl.Expr:
    """Texts such as -1234.5 → Float64; null for anything else, though `inf` and `nan` pass."""
    return text.cast(pl.Float64, strict=False)


def parse_decorated(text: pl.Expr, decimal: DecimalSign) -> pl.Expr:
    """Texts such as `€ 1.234,50-` or `(1,234.50)` → Float64; null where digits are not grouped soundly."""
    grouping = "," if decimal == "." else "."
    bare = (
        text.str.replace_all(_SPACE_IN_NUMBER, f"${{1}}{grouping}${{2}}")
        .str.replace_all(_SPACE, "")
        .str.replace(_BEFORE, "${1}${2}")
        .str.replace(_AFTER, "${1}")
    )
    digits = bare.str.replace_all(_SIGNS, "")
    sound = digits.str.contains(_GROUPED[decimal])
    plain = digits.str.replace_all(",", "", literal=True)
    if decimal == ",":
        plain = digits.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    value = plain.cast(pl.Float64, strict=False)
    signed = pl.when(bare.str.contains(_NEGATIVE)).then(-value).otherwise(value)
    return pl.when(sound).then(signed)
